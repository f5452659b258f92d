// The review: now and then everybody's e-mails are looked at again, for her score and for who has long been silent.
import { dayMs, type EpochMs } from './time.ts';

export const reviewEveryMs = 7 * dayMs;

/** Where the review stands. */
export interface Review {
  readonly rev: number;
  /** When it goes on, or begins anew. */
  readonly dueAt: EpochMs;
  /** While one is under way: the audience shard, and the subscriber it came to. */
  readonly at?: { readonly shard: number; readonly after?: string };
}
