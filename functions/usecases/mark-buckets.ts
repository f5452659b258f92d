// Marks the metrics buckets of some batches as wanting a rollup, each once; to be called after the writes that changed them.
import type { Batch } from '../domain/batch.ts';
import { type Bucket, bucketOf } from '../domain/metrics.ts';
import { rollupDueAt } from '../domain/totals.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetricsStore } from '../ports/stores.ts';

export async function markBuckets(
  deps: { metrics: MetricsStore; clock: Clock },
  batches: Iterable<Pick<Batch, 'bucketId' | 'subject' | 'day' | 'variant'>>,
): Promise<void> {
  const buckets = new Map<string, Bucket>();
  for (const batch of batches) buckets.set(batch.bucketId, bucketOf(batch));
  const dueAt = rollupDueAt(deps.clock.now());
  await Promise.all([...buckets.values()].map((bucket) => deps.metrics.markDirty(bucket, dueAt)));
}
