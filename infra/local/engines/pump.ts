// Empties the queues into the functions. What fails is handed over again at once, after the queue's other messages,
// and goes to the dead-letter queue after as many receives as the manifest allows.
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { FunctionName } from '../../../functions/manifest.ts';
import type { Clock } from '../../../functions/ports/clock.ts';
import type { Source } from '../clock/conductor.ts';
import type { Log } from '../log.ts';
import { type Delivery, deliver, type Handle } from './delivery.ts';
import type { LocalQueue, QueueEngine } from './queues.ts';

const messagesPerCall = 10;

export interface PumpParts {
  readonly queues: QueueEngine;
  readonly clock: Clock;
  readonly handles: (name: FunctionName) => Handle;
  readonly log: Log;
  /** Aborted when the runner is being stopped: what is handed over is finished, no more is taken. */
  readonly ending: AbortSignal;
}

/** One source for all queues; `work` empties each once and answers how many messages were handed over. */
export function makePump(parts: PumpParts): Source {
  return {
    async work() {
      const counts = await Promise.all(parts.queues.all.map((queue) => emptyQueue(parts, queue)));
      return sum(counts);
    },
  };
}

async function emptyQueue(parts: PumpParts, queue: LocalQueue): Promise<number> {
  const waiting = parts.queues.waiting?.(queue.spec.name);
  if (waiting === 0) return 0;
  const invocations = Math.ceil((waiting ?? queue.spec.batchSize) / queue.spec.batchSize);
  const lanes = Math.min(queue.spec.maxConcurrency, invocations);
  // Failed messages stay received, in nobody else's sight, and are held here: the embedded SQS loses a message that is
  // made visible by ChangeMessageVisibility while it persists.
  const failed: Delivery[] = [];
  const counts = await Promise.all(Array.from({ length: lanes }, () => runLane(parts, queue, failed)));
  return sum(counts) + (await retry(parts, queue, failed));
}

async function runLane(parts: PumpParts, queue: LocalQueue, failed: Delivery[]): Promise<number> {
  let count = 0;
  while (!parts.ending.aborted && parts.queues.waiting?.(queue.spec.name) !== 0) {
    const batch = await receive(parts.queues, queue);
    if (batch.length === 0) return count;
    count += batch.length;
    failed.push(...(await handOver(parts, queue, batch)));
  }
  return count;
}

/** Bounded by each message's receives. */
async function retry(parts: PumpParts, queue: LocalQueue, failed: readonly Delivery[]): Promise<number> {
  let count = 0;
  let pending = failed;
  while (pending.length > 0 && !parts.ending.aborted) {
    const again: Delivery[] = [];
    for (const delivery of pending) {
      if (delivery.receives >= queue.spec.maxReceives) await bury(parts, queue, delivery);
      else again.push({ ...delivery, receives: delivery.receives + 1 });
    }
    count += again.length;
    const next: Delivery[] = [];
    for (let at = 0; at < again.length; at += queue.spec.batchSize) {
      next.push(...(await handOver(parts, queue, again.slice(at, at + queue.spec.batchSize))));
    }
    pending = next;
  }
  return count;
}

/** Delivers once, forgets what was taken; answers what was not. */
async function handOver(parts: PumpParts, queue: LocalQueue, batch: readonly Delivery[]): Promise<Delivery[]> {
  const name = queue.spec.consumer;
  const outcome = await deliver(() => parts.handles(name), queue, parts.clock, batch);
  if (outcome.failed.size > 0) {
    const share = `${outcome.failed.size} of ${batch.length}`;
    parts.log.error(`${name} did not take ${share} messages; they come again.`, outcome.error);
  }
  const taken = batch.filter((delivery) => !outcome.failed.has(delivery));
  await forget(parts.queues, queue, taken);
  return [...outcome.failed];
}

async function receive(engine: QueueEngine, queue: LocalQueue): Promise<Delivery[]> {
  const batch: Delivery[] = [];
  while (batch.length < queue.spec.batchSize) {
    if (batch.length > 0 && engine.waiting?.(queue.spec.name) === 0) break;
    const answer = await engine.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(messagesPerCall, queue.spec.batchSize - batch.length),
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      }),
    );
    if (!answer.Messages?.length) break;
    for (const message of answer.Messages) {
      batch.push({ message, receives: Number(message.Attributes?.ApproximateReceiveCount ?? 1) });
    }
  }
  return batch;
}

async function forget({ client }: QueueEngine, queue: LocalQueue, taken: readonly Delivery[]): Promise<void> {
  for (let at = 0; at < taken.length; at += messagesPerCall) {
    const Entries = taken
      .slice(at, at + messagesPerCall)
      .map(({ message }, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle as string }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}

async function bury(parts: PumpParts, queue: LocalQueue, delivery: Delivery): Promise<void> {
  parts.log.error(
    `${queue.spec.consumer} failed ${delivery.receives} times; the message goes to ${queue.spec.name}-dead.`,
  );
  const MessageBody = delivery.message.Body as string;
  await parts.queues.client.send(new SendMessageCommand({ QueueUrl: queue.deadLetterUrl, MessageBody }));
  await forget(parts.queues, queue, [delivery]);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
