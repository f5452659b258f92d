// The schemas of our own queues' messages, one per queue, each checked against the port that writes them.
import * as z from 'zod';
import type { Hit, QueueMessages, QueueName } from '../ports/queue.ts';

const shard = z.object({ shard: z.string().min(1) });
const slot = z.int().min(0).max(49);

const evidenceEvent = z.object({
  kind: z.enum(['open', 'click']),
  at: z.number(),
  userAgent: z.string(),
  ip: z.string(),
  link: z.int().min(0).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
});

const hit: z.ZodType<Hit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('engagement'), batchId: z.string(), slot, event: evidenceEvent }),
  z.object({ kind: z.literal('unsubscribe'), batchId: z.string(), slot, at: z.number() }),
]);

export const queueMessages = {
  advance: shard,
  send: z.object({ batchId: z.string().min(1) }),
  broadcast: z.object({ broadcastId: z.string().min(1) }),
  transactional: z.union([z.object({ subscriberId: z.string().min(1) }), z.object({ to: z.literal('staff') })]),
  hits: hit,
} as const satisfies { [Name in QueueName]: z.ZodType<QueueMessages[Name]> };
