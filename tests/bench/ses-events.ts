// SES's events as they reach the queue: JSON, as a string in an SNS notification. Made beforehand, never while measured.
import { randomUUID } from 'node:crypto';
import type { EpochMs } from '../../functions/domain/time.ts';
import { eventJson } from '../../infra/local/ses/event-json.ts';
import type { Taken } from './ses-sink.ts';

/** What one mailbox provider needs for a batch: the first answers after a second, the last after ten. */
const deliveryMs = (slot: number): number => 1_000 + (slot % 10) * 1_000;

/** The body of the queue record that tells of one e-mail's sending or delivery. */
export function eventBody(type: 'Send' | 'Delivery', { tags, to }: Taken, sentAt: EpochMs): string {
  const at = type === 'Send' ? sentAt : sentAt + deliveryMs(Number(tags.slot));
  const mail = {
    messageId: `010b0192${randomUUID()}`,
    at: sentAt,
    from: 'Lumen Skin Clinic <hello@mail.lumenskin.example>',
    to,
    subject: 'February: open evenings, and a question about sun cream',
    tags,
    headers: [
      { name: 'List-Unsubscribe', value: `<https://mail.lumenskin.example/unsubscribe/${'x'.repeat(88)}>` },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
  };
  const Message = eventJson({ type, at } as never, mail as never, 'afterglow');
  return JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: 'arn:aws:sns:eu-west-2:000000000000:afterglow-ses-events',
    Subject: 'Amazon SES Email Event Notification',
    Message,
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: '1',
    Signature: 'x'.repeat(344),
    SigningCertURL: `https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`,
    UnsubscribeURL: `https://sns.eu-west-2.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-2:000000000000:afterglow-ses-events:${'0'.repeat(36)}`,
  });
}
