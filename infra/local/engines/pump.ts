// Hands queued messages to handlers as Lambda's SQS event source would, honouring batchItemFailures. What failed is
// made visible at once; the queue's own limit of receives leads it to the dead-letter queue.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { type FunctionName, functions } from '../../../functions/manifest.ts';
import type { Budget, Clock } from '../../../functions/ports/clock.ts';
import type { Source } from '../clock/conductor.ts';
import type { Log } from '../log.ts';
import { localRegion } from './account.ts';
import type { LocalQueue, QueueEngine } from './queues.ts';

const messagesPerCall = 10;

export type Handle = (event: unknown, budget: Budget) => Promise<unknown>;

export interface PumpParts {
  readonly queues: QueueEngine;
  readonly clock: Clock;
  readonly handles: (name: FunctionName) => Handle;
  readonly log: Log;
}

/** One source for all queues; `work` empties each once and answers how many messages were handed over. */
export function makePump(parts: PumpParts): Source {
  return {
    async work() {
      const counts = await Promise.all(parts.queues.all.map((queue) => emptyQueue(parts, queue)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function emptyQueue(parts: PumpParts, queue: LocalQueue): Promise<number> {
  const waiting = parts.queues.waiting?.(queue.spec.name);
  if (waiting === 0) return 0;
  const invocations = Math.ceil((waiting ?? queue.spec.batchSize) / queue.spec.batchSize);
  const lanes = Math.min(queue.spec.maxConcurrency, invocations);
  const counts = await Promise.all(Array.from({ length: lanes }, () => runLane(parts, queue)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function runLane(parts: PumpParts, queue: LocalQueue): Promise<number> {
  let count = 0;
  for (;;) {
    const messages = await receive(parts.queues, queue);
    if (messages.length === 0) return count;
    count += messages.length;
    const failed = await invoke(parts, queue, messages);
    await settle(parts.queues, queue, messages, failed);
  }
}

async function receive(engine: QueueEngine, queue: LocalQueue): Promise<Message[]> {
  const messages: Message[] = [];
  while (messages.length < queue.spec.batchSize) {
    if (messages.length > 0 && engine.waiting?.(queue.spec.name) === 0) break;
    const answer = await engine.client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(messagesPerCall, queue.spec.batchSize - messages.length),
        MessageSystemAttributeNames: ['All'],
        WaitTimeSeconds: 0,
      }),
    );
    if (!answer.Messages?.length) break;
    messages.push(...answer.Messages);
  }
  return messages;
}

/** Ids of the messages the handler did not take. */
async function invoke(parts: PumpParts, queue: LocalQueue, messages: readonly Message[]): Promise<Set<string>> {
  const name = queue.spec.consumer as FunctionName;
  const ids = messages.map((message) => message.MessageId as string);
  const note = (what: unknown): void => {
    for (const { ApproximateReceiveCount: receives } of messages.map((message) => message.Attributes ?? {})) {
      if (Number(receives) >= queue.spec.maxReceives) {
        parts.log.error(
          `${name} gave up on a message after ${receives} receives; it goes to ${queue.spec.name}-dead.`,
          what,
        );
        return;
      }
    }
    parts.log.error(`${name} failed; its messages are tried again.`, what);
  };
  try {
    const result = await parts.handles(name)(sqsEvent(parts.clock, queue, messages), wallBudget(name));
    const failures =
      (result as { batchItemFailures?: { itemIdentifier: string }[] } | undefined)?.batchItemFailures ?? [];
    const failed = new Set(failures.map((failure) => failure.itemIdentifier));
    if (failed.size > 0) note(`${failed.size} of ${ids.length} messages were handed back.`);
    return failed;
  } catch (error) {
    note(error);
    return new Set(ids);
  }
}

function sqsEvent(clock: Clock, queue: LocalQueue, messages: readonly Message[]) {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId as string,
      receiptHandle: message.ReceiptHandle as string,
      body: message.Body as string,
      attributes: { ...message.Attributes, SentTimestamp: String(clock.now()) },
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${localRegion}:000000000000:${queue.spec.name}`,
      awsRegion: localRegion,
    })),
  };
}

async function settle(
  { client }: QueueEngine,
  queue: LocalQueue,
  messages: readonly Message[],
  failed: ReadonlySet<string>,
): Promise<void> {
  for (let at = 0; at < messages.length; at += messagesPerCall) {
    const entries = messages.slice(at, at + messagesPerCall).map((message, index) => ({
      Id: String(index),
      ReceiptHandle: message.ReceiptHandle as string,
      failed: failed.has(message.MessageId as string),
    }));
    const pick = (wanted: boolean) =>
      entries.filter((entry) => entry.failed === wanted).map(({ Id, ReceiptHandle }) => ({ Id, ReceiptHandle }));
    const taken = pick(false);
    const back = pick(true).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    if (taken.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries: taken }));
    if (back.length > 0) {
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue.url, Entries: back }));
    }
  }
}

/** What Lambda would say is left of the invocation: wall time, because virtual time stands still meanwhile. */
export function wallBudget(name: FunctionName): Budget {
  const endsAt = performance.now() + functions[name].timeoutSeconds * 1_000;
  return { remainingMs: () => Math.max(0, endsAt - performance.now()) };
}
