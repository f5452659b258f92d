// What will come back for an e-mail, and when: a delivery after a second or two, or what SES's simulator addresses ask for.
import { createHash } from 'node:crypto';
import { type EpochMs, secondMs } from '../../../functions/domain/time.ts';
import type { ComingEvent } from './mail.ts';

type Coming = Omit<ComingEvent, 'messageId'>;

const complaintDelayMs = 60 * secondMs;
const simulatorDomain = 'simulator.amazonses.com';

/** The simulator mailbox an address names (`bounce+label@...` names `bounce`), or undefined for any other address. */
export function simulatorMailbox(address: string): string | undefined {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  return domain === simulatorDomain ? (local.split('+')[0] ?? '') : undefined;
}

/** The events to come for an e-mail accepted at `at`. */
export function comingEvents(address: string, at: EpochMs): Coming[] {
  const answered = at + answerDelayMs(address);
  const send: Coming = { at, type: 'Send' };
  const delivery: Coming = { at: answered, type: 'Delivery' };
  switch (simulatorMailbox(address)) {
    case 'bounce':
      return [send, { at: answered, type: 'Bounce', detail: { bounceType: 'Permanent', bounceSubType: 'General' } }];
    case 'suppressionlist':
      return [
        send,
        {
          at: answered,
          type: 'Bounce',
          detail: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' },
        },
      ];
    case 'complaint':
      return [send, delivery, { at: answered + complaintDelayMs, type: 'Complaint' }];
    default:
      return [send, delivery];
  }
}

/** One second or two, always the same for an address; few distinct delays keep a batch's events together. */
function answerDelayMs(address: string): number {
  const byte = createHash('sha256').update(address.toLowerCase()).digest()[0] as number;
  return (1 + (byte % 2)) * secondMs;
}
