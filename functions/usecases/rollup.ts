// Recomputes the totals of the buckets that are due as absolute values, and clears each mark unless it changed meanwhile; judges
// the clinic's reputation, tells staff of the warm leads it finds on the way, and goes on with the review of readers.
import { type Batch, leansOnBucket, openSlots } from '../domain/batch.ts';
import type { BucketNumbers } from '../domain/report.ts';
import { isHeldBatch } from '../domain/restore.ts';
import { reviewEveryMs } from '../domain/review.ts';
import { type EpochMs, minuteMs } from '../domain/time.ts';
import { totalsOf } from '../domain/totals.ts';
import type { Budget, Clock } from '../ports/clock.ts';
import type { Meter } from '../ports/meter.ts';
import type { Queues } from '../ports/queue.ts';
import type { DueIndex, SubscriberStore } from '../ports/stores.ts';
import { type GuardDeps, guardReputation } from './guard-reputation.ts';
import { type NoteLeadsDeps, noteLeads } from './note-leads.ts';
import { type ReviewDeps, reviewReaders } from './review-readers.ts';
import { stirClickers } from './stir-reader.ts';
import { trySend } from './try-send.ts';

/** Buckets per shard and run; the next run, a minute later, takes the rest. */
const maxBuckets = 200;
/** What one large bucket may take to read and count. */
const minRemainingMs = 10_000;
/** A bucket with batches that lean on it is looked at so often: enough for its numbers, and for a hint that was lost. */
const leanedOnEveryMs = 2 * minuteMs;

export interface RollupDeps extends GuardDeps, NoteLeadsDeps, ReviewDeps {
  readonly clinic: GuardDeps['clinic'] & NoteLeadsDeps['clinic'] & ReviewDeps['clinic'];
  readonly batches: ReviewDeps['batches'] & NoteLeadsDeps['batches'];
  readonly subscribers: SubscriberStore;
  readonly due: DueIndex;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** What was counted of a bucket, on its way into the table. */
interface Counted extends BucketNumbers {
  readonly mark: string;
  readonly againAt: EpochMs | undefined;
}

export async function rollupDue(deps: RollupDeps, budget: Budget): Promise<void> {
  const shards = deps.due.shards().filter(({ kind }) => kind === 'bucket' || kind === 'review');
  await rollup(
    deps,
    shards.map(({ shard }) => shard),
    budget,
  );
}

/** Works shards of buckets and the review, each for itself: what fails in one is thrown after the others were worked. */
export async function rollup(deps: RollupDeps, shards: readonly string[], budget: Budget): Promise<void> {
  const harmed: Counted[] = [];
  const worked = await Promise.allSettled(shards.map((shard) => rollupShard(deps, shard, budget, harmed)));
  // While their marks stand: should judging fail, or this invocation die, they are counted again and judged then. All shards'
  // together, because each may be harmless alone.
  if (harmed.length > 0) await guardReputation(deps, deps.clock.now(), harmed);
  for (const counted of harmed) await save(deps, counted);
  for (const one of worked) if (one.status === 'rejected') throw one.reason;
}

/** Leaves what bounced or was complained about in `harmed`, to be saved once it was judged. */
async function rollupShard(deps: RollupDeps, shard: string, budget: Budget, harmed: Counted[]): Promise<void> {
  const refs = await deps.due.due(shard, deps.clock.now(), maxBuckets);
  for (const ref of refs) {
    if (ref.kind === 'review') await reviewReaders(deps, budget);
    if (ref.kind !== 'bucket' || budget.remainingMs() < minRemainingMs) continue;
    const { mark, dueAt = 0, batches, evidence } = await deps.metrics.read(ref.bucket);
    // No mark: the index was stale, the numbers stand. One whose time has not come may yet answer for more. A mark that changed
    // under us stays, and so does its time.
    if (mark === undefined || dueAt > deps.clock.now()) continue;
    const totals = totalsOf(batches, evidence);
    const lookAt = [await helpLeaning(deps, batches), await noteLeads(deps, batches, evidence)].filter(isSet);
    const againAt = lookAt.length > 0 ? Math.min(...lookAt) : undefined;
    await stirClickers(deps, batches, evidence);
    const counted = { bucket: ref.bucket, totals, mark, againAt };
    if (totals.bounced + totals.complained > 0) harmed.push(counted);
    else await save(deps, counted);
  }
}

async function save(deps: RollupDeps, { bucket, totals, mark, againAt }: Counted): Promise<void> {
  await deps.metrics.saveTotals(bucket, totals, mark, againAt);
  if (totals.duplicates > 0) deps.meter.read({ Mishaps: totals.duplicates });
  if (bucket.variant.startsWith('tracked')) await deps.reviews.begin(deps.clock.now() + reviewEveryMs);
}

const isSet = (at: EpochMs | undefined): at is EpochMs => at !== undefined;

/**
 * Batches on no index of their own lean on their bucket: it stays due until all of them are done, and hints at them each
 * time, should the hint they were planned with be lost. So do those that a restore left held in doubt and that SES has spoken of
 * since. Answers when the bucket is due again; undefined when none leans.
 */
async function helpLeaning(deps: RollupDeps, batches: readonly Batch[]): Promise<EpochMs | undefined> {
  const leaning = batches.filter((batch) => leansOnBucket(batch) || isAnswered(batch, deps.clock.now()));
  if (leaning.length === 0) return undefined;
  await trySend(
    deps.queues,
    'send',
    leaning.map(({ id }) => ({ batchId: id })),
  );
  return deps.clock.now() + leanedOnEveryMs;
}

function isAnswered(batch: Batch, now: EpochMs): boolean {
  return batch.state === 'doubt' && isHeldBatch(batch, now) && openSlots(batch).length === 0;
}
