// What use cases need of storage, in domain words. A save names the `rev` it read and answers whether it won;
// where the answer to an applied write was lost, the adapter reads consistently and recognises its own token.
import type { Batch, BatchState, Recipient, SlotAdditions, Subject } from '../domain/batch.ts';
import type { Broadcast, LateBroadcast, Slice } from '../domain/broadcast.ts';
import type { Enrolment, EnrolmentKey } from '../domain/enrolment.ts';
import type { EvidenceEvent, SlotEvidence } from '../domain/evidence.ts';
import type { Journey, StepSubject } from '../domain/journey.ts';
import type { Bucket, BucketTotals } from '../domain/metrics.ts';
import type { Lateness, Proof } from '../domain/proof.ts';
import type { Member, Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { EmailLink } from './renderer.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

export interface SubscriberStore {
  /** Consistent. */
  get(id: string): Promise<Subscriber | undefined>;
  /** Consistent, in batches; absent ones are missing from the map, unread ones throw. */
  getMany(ids: readonly string[]): Promise<Map<string, Subscriber>>;
  /** Writes IF the stored rev is `subscriber.rev` (0 and absent for a new one); stores rev + 1. */
  save(subscriber: Subscriber): Promise<boolean>;
  /** Members of one audience shard in id order, by the index (may be stale). */
  page(shard: number, limit: number, after?: string): Promise<Page<Subscriber>>;
  /** The same, of each only what planning a newsletter asks for: a third of the bytes and of the work. */
  members(shard: number, limit: number, after?: string): Promise<Page<Member>>;
}

export interface EnrolmentStore {
  getMany(keys: readonly EnrolmentKey[]): Promise<Enrolment[]>;
  ofSubscriber(subscriberId: string): Promise<Enrolment[]>;
  /** Writes IF the stored rev is `enrolment.rev` (0 and absent for a new one); stores rev + 1. */
  save(enrolment: Enrolment): Promise<boolean>;
}

/** Fields a change of state writes; `dueAt: null` takes the batch off the due index. */
export interface BatchChange {
  readonly state?: BatchState;
  readonly token?: string;
  readonly slots?: readonly number[];
  readonly attempt?: number;
  readonly calling?: readonly number[];
  readonly callUntil?: EpochMs;
  readonly doubtSince?: EpochMs;
  readonly renderHash?: string;
  readonly waitsFor?: string;
  readonly redrivenTo?: string;
  readonly redrivenAt?: EpochMs;
  readonly dueAt?: EpochMs | null;
  /** Set growth in the same write. */
  readonly add?: SlotAdditions;
}

export interface BatchStore {
  /** Puts the recipients (if absent), then the outcome (if absent). A repeat of the same plan is harmless. */
  plan(batch: Batch, recipients: readonly Recipient[]): Promise<void>;
  /** Consistent. */
  get(id: string): Promise<Batch | undefined>;
  /** Eventually consistent reads of many, for facts about past sends. */
  getMany(ids: readonly string[]): Promise<Map<string, Batch>>;
  /** Consistent; throws when the item could not be read, answers [] only when it does not exist. */
  recipients(id: string): Promise<Recipient[]>;
  /** Writes IF state and token are as expected; true also when the lost answer to this very change is found applied. */
  change(
    id: string,
    expected: { readonly state: BatchState; readonly token: string },
    change: BatchChange,
  ): Promise<boolean>;
  /** Unconditional union IF the batch exists; answers the batch after it, or undefined. */
  add(id: string, additions: SlotAdditions): Promise<Batch | undefined>;
}

export interface EvidenceStore {
  /** Merges events into the slot's evidence; idempotent and commutative. */
  merge(batchId: string, slot: number, events: readonly EvidenceEvent[]): Promise<SlotEvidence>;
  getMany(slots: readonly { readonly batchId: string; readonly slot: number }[]): Promise<SlotEvidence[]>;
}

export interface MetricsStore {
  /**
   * Marks the bucket as wanting a rollup at `dueAt`, or earlier where it was wanted already; creates it when new. Call
   * after the write that changed it. A mark that is due by `dueAt` but after `restsUntil` answers for this change too and stays as
   * it is: nobody can have begun to count for it.
   */
  markDirty(bucket: Bucket, dueAt: EpochMs, restsUntil?: EpochMs): Promise<void>;
  /**
   * Consistent: the mark as it stands now with its time, and everything the bucket's numbers are computed from. A mark may be
   * worked when its time has come and not before.
   */
  read(bucket: Bucket): Promise<{
    readonly mark?: string;
    readonly dueAt?: EpochMs;
    readonly batches: Batch[];
    readonly evidence: SlotEvidence[];
  }>;
  /**
   * Writes totals and clears the mark IF the mark is still `mark`; with `againAt` another mark takes its place, due then. While a newer mark waits, the totals are written too (a bucket that never rests is counted all the
   * same), but the mark stays and the answer is false.
   */
  saveTotals(bucket: Bucket, totals: BucketTotals, mark: string, againAt?: EpochMs): Promise<boolean>;
  /** Totals of all buckets of a journey or broadcast. */
  totals(
    subject: { readonly journeyId: string } | { readonly broadcastId: string },
  ): Promise<{ bucket: Bucket; totals: BucketTotals }[]>;
  /** Totals of the cohorts of one step or broadcast from that UTC day on (`YYYY-MM-DD`), by one bounded read. */
  totalsSince(subject: Subject, fromDay: string): Promise<{ bucket: Bucket; totals: BucketTotals }[]>;
  /** Consistent. */
  proof(): Promise<Proof>;
  /**
   * The newest e-mail spoken of only grows. `late` is written before it, and takes the place of what is kept for its span
   * (`lateSpan`) if it is later.
   */
  raiseProof(sentAt: EpochMs, late?: Lateness): Promise<void>;
  /** Whether the caller is to send a probe now: nobody has since `before`. */
  claimProbe(now: EpochMs, before: EpochMs): Promise<boolean>;
}

export interface BroadcastStore {
  get(id: string): Promise<Broadcast | undefined>;
  list(): Promise<Broadcast[]>;
  /**
   * At least those that were cut off or redriven after `since`, in no order, as they were at some moment of the minute before `now`. What
   * this process saved is among them as soon as the store's reads show it.
   */
  lately(now: EpochMs, since: EpochMs): Promise<readonly LateBroadcast[]>;
  /** Where the compiled issue is kept; it never changes once it is there, which is from the broadcast's start on. */
  contentKey(id: string): Promise<string | undefined>;
  save(broadcast: Broadcast): Promise<boolean>;
  /** Puts the slice if absent; answers the stored one, which a loser adopts. */
  putSlice(slice: Slice): Promise<Slice>;
  getSlice(broadcastId: string, shard: number, index: number): Promise<Slice | undefined>;
}

export interface JourneyStore {
  current(journeyId: string): Promise<Journey | undefined>;
  /** The version an enrolment walks, kept for as long as anybody may walk it. */
  version(journeyId: string, version: string): Promise<Journey | undefined>;
  /** Keeps the current versions (put if absent); cheap when repeated. */
  keepCurrent(): Promise<void>;
  all(): readonly Journey[];
  /** Every send step of any version that is kept, also of journeys that have left the build: somebody may still walk them. */
  everyStep(): Promise<readonly StepSubject[]>;
}

export interface LinkTable {
  readonly hash: string;
  readonly template: string;
  readonly tracked: boolean;
  readonly links: readonly EmailLink[];
  /** Indexes of the links that staff withdrew, ascending; absent where there are none. */
  readonly withdrawn?: readonly number[];
}

export interface LinkChange {
  readonly withdrawn: boolean;
  /** A staff address, or `operator`. */
  readonly by: string;
  readonly at: EpochMs;
}

export interface LinkTables {
  put(table: LinkTable): Promise<void>;
  /** Cached for at most a minute: links never change, but staff may withdraw one. */
  get(hash: string): Promise<LinkTable | undefined>;
  /** Withdraws a link, or lets it lead on again; repeating it changes nothing. False when there is no such table. */
  setWithdrawn(hash: string, link: number, change: LinkChange): Promise<boolean>;
  /** Links that are withdrawn now, by any process, the latest first. */
  withdrawn(): Promise<readonly (Pick<LinkChange, 'by' | 'at'> & { readonly hash: string; readonly link: number })[]>;
}

export type DueRef =
  | { readonly kind: 'enrolment'; readonly key: EnrolmentKey }
  | { readonly kind: 'batch'; readonly batchId: string }
  | { readonly kind: 'bucket'; readonly bucket: Bucket }
  | { readonly kind: 'broadcast'; readonly broadcastId: string }
  | { readonly kind: 'confirmation'; readonly subscriberId: string }
  | { readonly kind: 'notice-mail' }
  | { readonly kind: 'review' };

export interface DueIndex {
  /** Names of all shards, with the kind of item they hold. */
  shards(): readonly { readonly shard: string; readonly kind: DueRef['kind'] }[];
  /** Hints at what is due by `now`, and not before `since`; oldest first. The index may be stale, the base item decides. */
  due(shard: string, now: EpochMs, limit: number, since?: EpochMs): Promise<DueRef[]>;
  /** Since when the oldest item due by now has been due; undefined when nothing is. */
  oldestDueAt(shard: string, now: EpochMs): Promise<EpochMs | undefined>;
}

/** Texts too large for the items they belong to, 390 KB at most. A key names one content for ever: callers put a revision into it. */
export interface Blobs {
  put(key: string, content: string, contentType: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
}
