// Queues on SQS: messages go out ten at a time; what SQS did not take is tried again a bounded number of times. Lone messages
// of one turn of the event loop share a call, whoever sends them: a call costs far more than a message in it.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName, Queues } from '../../ports/queue.ts';

const messagesPerCall = 10;
const sendTries = 3;

interface Lone {
  readonly body: string;
  readonly taken: () => void;
  readonly failed: (error: unknown) => void;
}

export function makeQueues(client: SQSClient, urls: Readonly<Partial<Record<QueueName, string>>>): Queues {
  /** Sends at most ten; the places of those that SQS refused at every try. */
  const sendTen = async (queueUrl: string, bodies: readonly string[]): Promise<ReadonlySet<string>> => {
    let pending = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    for (let tried = 0; tried < sendTries && pending.length > 0; tried++) {
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending }));
      const failed = new Set((answer.Failed ?? []).map((failure) => failure.Id));
      pending = pending.filter((entry) => failed.has(entry.Id));
    }
    return new Set(pending.map(({ Id }) => Id));
  };

  const gathered = new Map<string, Lone[]>();
  const sendGathered = async (queueUrl: string): Promise<void> => {
    const lone = gathered.get(queueUrl) ?? [];
    gathered.delete(queueUrl);
    await Promise.all(
      inTens(lone).map(async (ten) => {
        try {
          const bodies = ten.map(({ body }) => body);
          const refused = await sendTen(queueUrl, bodies);
          for (const [index, { taken, failed }] of ten.entries()) {
            if (refused.has(String(index))) failed(notTaken(1));
            else taken();
          }
        } catch (error) {
          for (const { failed } of ten) failed(error);
        }
      }),
    );
  };
  const gather = (queueUrl: string, body: string): Promise<void> =>
    new Promise((taken, failed) => {
      const waiting = gathered.get(queueUrl);
      if (waiting) waiting.push({ body, taken, failed });
      else {
        gathered.set(queueUrl, [{ body, taken, failed }]);
        setImmediate(() => void sendGathered(queueUrl));
      }
    });

  return {
    async send(queue, messages) {
      if (messages.length === 0) return;
      const queueUrl = urls[queue];
      if (!queueUrl)
        throw new Error(`This function has no queue "${queue}"; add it to its "uses" in functions/manifest.ts.`);
      const bodies = messages.map(toBody);
      if (bodies.length === 1) return gather(queueUrl, bodies[0] as string);
      for (const ten of inTens(bodies)) {
        const refused = await sendTen(queueUrl, ten);
        if (refused.size > 0) throw notTaken(refused.size);
      }
    },
  };
}

/** JSON leaves two characters as they are that SQS refuses, and many that one engine or another does: all of them are spelt out. */
const toBody = (message: unknown): string =>
  JSON.stringify(message).replace(/[\ud800-\udfff\ufffe\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);

const notTaken = (count: number): Error => new Error(`SQS did not take ${count} messages in ${sendTries} tries.`);

function inTens<One>(all: readonly One[]): readonly (readonly One[])[] {
  const tens = Math.ceil(all.length / messagesPerCall);
  return Array.from({ length: tens }, (_, ten) => all.slice(ten * messagesPerCall, (ten + 1) * messagesPerCall));
}
