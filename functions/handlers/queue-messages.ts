// The schemas of our own queues' messages, one per queue, each checked against the port that writes them.
import * as z from 'zod/mini';
import type { Hit, QueueMessages, QueueName } from '../ports/queue.ts';

const name = z.string().check(z.minLength(1));
const shard = z.object({ shard: name });
const slot = z.int().check(z.gte(0), z.lte(49));

const evidenceEvent = z.object({
  kind: z.enum(['open', 'click']),
  at: z.number(),
  userAgent: z.string(),
  ip: z.string(),
  link: z.exactOptional(z.int().check(z.gte(0))),
  headers: z.exactOptional(z.record(z.string(), z.string())),
});

const hit: z.ZodMiniType<Hit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('engagement'), batchId: z.string(), slot, event: evidenceEvent }),
  z.object({ kind: z.literal('unsubscribe'), batchId: z.string(), slot, at: z.number() }),
]);

export const queueMessages = {
  advance: shard,
  send: z.object({ batchId: name }),
  broadcast: z.object({ broadcastId: name }),
  transactional: z.union([z.object({ subscriberId: name }), z.object({ to: z.literal('staff') })]),
  hits: hit,
} as const satisfies { [Name in QueueName]: z.ZodMiniType<QueueMessages[Name]> };
