// The handlers a measure calls, each loaded on first use: a process that only sends holds no page and no MJML.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Context } from '../../functions/composition/context.ts';
import type { Budget } from '../../functions/ports/clock.ts';

export type QueueHandle = (event: SQSEvent, budget: Budget) => Promise<SQSBatchResponse>;

const consumers = {
  advance: async () => (await import('../../functions/handlers/advance.ts')).make,
  publishBroadcast: async () => (await import('../../functions/handlers/publish-broadcast.ts')).make,
  record: async () => (await import('../../functions/handlers/record.ts')).make,
  sendTransactional: async () => (await import('../../functions/handlers/send-transactional.ts')).make,
  sendBatch: async () => (await import('../../functions/handlers/send-batch.ts')).make,
} satisfies Record<string, () => Promise<(context: Context) => QueueHandle>>;

export type Consumer = keyof typeof consumers;

export async function makeConsumer(name: Consumer, context: Context): Promise<QueueHandle> {
  return (await consumers[name]())(context);
}
