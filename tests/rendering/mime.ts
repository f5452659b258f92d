// The whole message as it would travel: a rendered e-mail filled for one person, with the headers that go with it.
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Rendered } from '../../functions/ports/renderer.ts';
import { leaveHeaders } from '../../functions/usecases/personalise.ts';
import { clinic, origin, substitute } from './built.ts';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEf';

export async function mimeOf(mail: Rendered, firstName: string): Promise<string> {
  const values = { firstName, slotToken: token, leaveToken: token, confirmToken: token };
  const composer = new MailComposer({
    from: { name: clinic.sender.name, address: clinic.sender.address },
    to: 'anna@example.com',
    replyTo: clinic.sender.replyTo,
    messageId: `<0102019f-1234@${clinic.mailDomain}>`,
    subject: substitute(mail.subject, values),
    html: substitute(mail.html, values),
    text: substitute(mail.text, values),
    headers: mail.scalars.includes('leaveToken') ? leaveHeaders({ ...clinic, linkOrigin: origin }, token) : {},
  });
  return String(await composer.compile().build());
}

/** What `/_local/messages` tells of an e-mail, as the message that arrives. */
export interface Arrived {
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const composed = new Set(['From', 'To', 'Subject', 'Date', 'Message-ID', 'Reply-To']);

export async function mimeOfArrived({ to, subject, html, text, headers }: Arrived): Promise<string> {
  const own = Object.entries(headers).filter(([name]) => !composed.has(name));
  const composer = new MailComposer({
    from: headers.From ?? '',
    to,
    subject,
    html,
    text,
    replyTo: headers['Reply-To'] ?? '',
    messageId: headers['Message-ID'] ?? '',
    date: headers.Date ?? '',
    headers: Object.fromEntries(own),
  });
  return String(await composer.compile().build());
}

/** The names of a message's header lines, in their order. */
export function headerNames(message: string): string[] {
  const [head = ''] = message.split('\r\n\r\n');
  return [...head.matchAll(/^([A-Za-z-]+):/gm)].map(([, name = '']) => name);
}
