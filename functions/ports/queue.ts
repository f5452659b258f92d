// Work handed on. Messages are hints: a lost or repeated one changes nothing, because items are due again.
import type { EvidenceEvent } from '../domain/evidence.ts';

/** What came in at our own open, click and leave endpoints, after its token was verified. */
export type Hit =
  | { readonly kind: 'engagement'; readonly batchId: string; readonly slot: number; readonly event: EvidenceEvent }
  | { readonly kind: 'unsubscribe'; readonly batchId: string; readonly slot: number; readonly at: number };

export interface QueueMessages {
  /** Work the enrolments due in one shard. */
  readonly advance: { readonly shard: string };
  readonly send: { readonly batchId: string };
  readonly broadcast: { readonly broadcastId: string };
  /** Send the transactional mail a subscriber asked for, or the one that tells staff of notices. */
  readonly transactional: { readonly subscriberId: string } | { readonly to: 'staff' };
  readonly hits: Hit;
}

export type QueueName = keyof QueueMessages;

export interface Queues {
  /** Delivers each message at least once, in any order. */
  send<Name extends QueueName>(queue: Name, messages: readonly QueueMessages[Name][]): Promise<void>;
}
