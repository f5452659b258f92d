// Queues on SQS: messages go out ten at a time; what SQS did not take is tried again a bounded number of times.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName, Queues } from '../../ports/queue.ts';

const messagesPerCall = 10;
const sendTries = 3;

export function makeQueues(client: SQSClient, urls: Readonly<Partial<Record<QueueName, string>>>): Queues {
  const sendTen = async (queueUrl: string, bodies: readonly string[]): Promise<void> => {
    let pending = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    for (let tried = 0; pending.length > 0; tried++) {
      if (tried === sendTries) throw new Error(`SQS did not take ${pending.length} messages in ${sendTries} tries.`);
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending }));
      const failed = new Set((answer.Failed ?? []).map((failure) => failure.Id));
      pending = pending.filter((entry) => failed.has(entry.Id));
    }
  };
  return {
    async send(queue, messages) {
      if (messages.length === 0) return;
      const queueUrl = urls[queue];
      if (!queueUrl)
        throw new Error(`This function has no queue "${queue}"; add it to its "uses" in functions/manifest.ts.`);
      const bodies = messages.map((message) => JSON.stringify(message));
      for (let at = 0; at < bodies.length; at += messagesPerCall) {
        await sendTen(queueUrl, bodies.slice(at, at + messagesPerCall));
      }
    },
  };
}
