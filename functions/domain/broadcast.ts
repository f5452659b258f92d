// A broadcast: one newsletter issue to everybody active at its cut-off time.
import type { EpochMs } from './time.ts';

export type BroadcastState = 'draft' | 'planning' | 'sending' | 'sent' | 'stopped';

export interface Broadcast {
  readonly id: string;
  readonly rev: number;
  readonly subject: string;
  readonly markdown: string;
  readonly preheader?: string;
  /** What it is about, as readers may switch it off; absent: the newsletter. */
  readonly topic?: string;
  readonly state: BroadcastState;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
  /** Members at this time are the audience. */
  readonly cutoffAt?: EpochMs;
  /** Blob key of the compiled content. */
  readonly contentKey?: string;
  /** Per audience shard: index of the next slice to make, or `done`. */
  readonly chains?: Readonly<Record<string, number | 'done'>>;
  readonly planned?: number;
  /** When given-up e-mails of it were last sent again. */
  readonly redrivenAt?: EpochMs;
  readonly doneAt?: EpochMs;
  readonly dueAt?: EpochMs;
}

/** As much of a broadcast as tells whether it may have reached somebody of late. */
export type LateBroadcast = Pick<Broadcast, 'id' | 'cutoffAt' | 'redrivenAt'>;

/** Whether e-mails of it were planned, or sent again, after `since`. */
export function isLate({ cutoffAt = 0, redrivenAt = 0 }: LateBroadcast, since: EpochMs): boolean {
  return Math.max(cutoffAt, redrivenAt) > since;
}

/** One homogeneous batch of a slice: everything its plan is made from, so that a crash before the plan heals exactly. */
export interface SliceBatch {
  readonly batchId: string;
  /** First and last subscriber id covered, for finding who got it by key range. */
  readonly first: string;
  readonly last: string;
  readonly size: number;
  readonly locale: string;
  readonly tracked: boolean;
  /** Subscriber ids in slot order. Read again by key range they would shift under whoever joins, leaves or changes her mind. */
  readonly members: readonly string[];
}

/** At most 1,000 keys of one audience shard; immutable once stored, also when empty. */
export interface Slice {
  readonly broadcastId: string;
  readonly shard: number;
  readonly index: number;
  readonly batches: readonly SliceBatch[];
  readonly after?: string;
  /** Where the next slice starts; absent when the chain ends here. */
  readonly next?: string;
}
