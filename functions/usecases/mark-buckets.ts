// Marks the metrics buckets of some batches as wanting a rollup, each once; to be called after the writes that changed them.
import type { Batch } from '../domain/batch.ts';
import { type Bucket, bucketOf } from '../domain/metrics.ts';
import { markRestMs, rollupDueAt } from '../domain/rollup-due.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetricsStore } from '../ports/stores.ts';

type Marked = Pick<Batch, 'bucketId' | 'subject' | 'day' | 'variant' | 'createdAt'>;

/** The buckets of `patient` batches may be counted the later, the older these are; those of the others are within two minutes. */
export async function markBuckets(
  deps: { metrics: MetricsStore; clock: Clock },
  urgent: Iterable<Marked>,
  patient: Iterable<Marked> = [],
): Promise<void> {
  const now = deps.clock.now();
  const wanted = new Map<string, { readonly bucket: Bucket; readonly dueAt: EpochMs }>();
  const want = (batch: Marked, dueAt: EpochMs) => {
    const known = wanted.get(batch.bucketId);
    if (!known || known.dueAt > dueAt) wanted.set(batch.bucketId, { bucket: bucketOf(batch), dueAt });
  };
  for (const batch of urgent) want(batch, rollupDueAt(now));
  for (const batch of patient) want(batch, rollupDueAt(now, batch.createdAt));
  await Promise.all(
    [...wanted.values()].map(({ bucket, dueAt }) => deps.metrics.markDirty(bucket, dueAt, now + markRestMs)),
  );
}
