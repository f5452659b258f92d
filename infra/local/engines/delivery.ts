// One delivery of queued messages to a function, shaped as Lambda's SQS event source shapes it.
import type { Message } from '@aws-sdk/client-sqs';
import { type FunctionName, functions } from '../../../functions/manifest.ts';
import type { Budget, Clock } from '../../../functions/ports/clock.ts';
import { localRegion } from './account.ts';
import type { LocalQueue } from './queues.ts';

export type Handle = (event: unknown, budget: Budget) => Promise<unknown>;

/** A message on its way, and how often it was handed over, this time included. */
export interface Delivery {
  readonly message: Message;
  readonly receives: number;
}

export interface Outcome {
  readonly failed: ReadonlySet<Delivery>;
  readonly error?: unknown;
}

/** Finds and calls the function once; what it throws or names in batchItemFailures is failed. */
export async function deliver(
  handles: () => Handle,
  queue: LocalQueue,
  clock: Clock,
  batch: readonly Delivery[],
): Promise<Outcome> {
  try {
    const result = await handles()(sqsEvent(clock, queue, batch), wallBudget(queue.spec.consumer));
    const { batchItemFailures = [] } = (result ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
    const named = new Set(batchItemFailures.map((failure) => failure.itemIdentifier));
    return { failed: new Set(batch.filter(({ message }) => named.has(message.MessageId as string))) };
  } catch (error) {
    return { failed: new Set(batch), error };
  }
}

function sqsEvent(clock: Clock, queue: LocalQueue, batch: readonly Delivery[]) {
  return {
    Records: batch.map(({ message, receives }) => ({
      messageId: message.MessageId as string,
      receiptHandle: message.ReceiptHandle as string,
      body: message.Body as string,
      attributes: {
        ...message.Attributes,
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(clock.now()),
      },
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${localRegion}:000000000000:${queue.spec.name}`,
      awsRegion: localRegion,
    })),
  };
}

/** What Lambda would say is left of the invocation: wall time, because virtual time stands still meanwhile. */
export function wallBudget(name: FunctionName): Budget {
  const endsAt = performance.now() + functions[name].timeoutSeconds * 1_000;
  return { remainingMs: () => Math.max(0, endsAt - performance.now()) };
}
