// Sends the events whose time has come through SNS. One is forgotten only after SNS took it: at least once, as at AWS.
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { sesEvents } from '../../../functions/manifest.ts';
import type { Clock } from '../../../functions/ports/clock.ts';
import type { Source, Timer } from '../clock/conductor.ts';
import { localRegion } from '../engines/account.ts';
import type { FauxqsEngine } from '../engines/fauxqs.ts';
import type { QueueEngine } from '../engines/queues.ts';
import { eventJson } from './event-json.ts';
import type { MailStore } from './mail-store.ts';

const eventsPerRound = 500;
const messagesPerCall = 10;

/** Takes event JSON on; has it safely when it returns. */
export type Publish = (messages: readonly string[]) => Promise<void>;

export function makeEventSource(parts: {
  store: MailStore;
  clock: Clock;
  publish: Publish;
  configurationSet: string;
}): Source & Timer {
  return {
    nextAt: () => parts.store.nextEventAt(),
    async work() {
      const events = parts.store.eventsUntil(parts.clock.now(), eventsPerRound);
      if (events.length === 0) return 0;
      const messages = events.map((event) => {
        const mail = parts.store.envelope(event.messageId);
        if (!mail) throw new Error(`Event ${event.id} belongs to no stored e-mail.`);
        return eventJson(event, mail, parts.configurationSet);
      });
      await parts.publish(messages);
      parts.store.removeEvents(events.map((event) => event.id));
      return events.length;
    },
  };
}

/** Through the embedded SNS topic, which feeds the queue. */
export const publishBySns =
  (fauxqs: FauxqsEngine): Publish =>
  async (messages) => {
    for (const message of messages) fauxqs.server.publish(sesEvents.topic, message);
  };

/** Straight to the queue of another SQS, wrapped as SNS would: there is no topic to go through. */
export const publishBySqs =
  (queues: QueueEngine): Publish =>
  async (messages) => {
    const QueueUrl = queues.all.find((queue) => queue.spec.name === sesEvents.queue.name)?.url;
    for (let at = 0; at < messages.length; at += messagesPerCall) {
      const entries = messages.slice(at, at + messagesPerCall);
      const answer = await queues.client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: entries.map((message, index) => ({ Id: String(index), MessageBody: snsEnvelope(message) })),
        }),
      );
      if (answer.Failed?.length) throw new Error(`SQS did not take ${answer.Failed.length} SES events.`);
    }
  };

function snsEnvelope(message: string): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: `arn:aws:sns:${localRegion}:000000000000:${sesEvents.topic}`,
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '1',
  });
}
