// Mail as people, mailboxes and machines send it, for the tests of this folder.
import type { InboundMail } from '../../functions/domain/inbound-mail.ts';
import type { Arrived } from '../../functions/usecases/receive-mail.ts';

const passed = { spam: 'pass', virus: 'pass', dmarc: 'pass' } as const;

export const letter = (changed: Partial<InboundMail> = {}): InboundMail => ({
  from: 'anna@example.com',
  returnPath: 'anna@example.com',
  to: ['hello@mail.lumenskin.example'],
  subject: 'A question',
  text: 'When are you open?\n',
  headers: {},
  attachments: 0,
  verdicts: passed,
  ...changed,
});

/** Over the wire: header lines, an empty line, the body. */
export const arrived = (lines: readonly string[], changed: Partial<Arrived> = {}): Arrived => ({
  raw: Buffer.from(lines.join('\r\n')),
  returnPath: 'anna@example.com',
  to: ['hello@mail.lumenskin.example'],
  verdicts: passed,
  ...changed,
});
