// Recomputes the totals of the buckets due in one shard as absolute values, and clears each mark unless it changed meanwhile.
import { totalsOf } from '../domain/totals.ts';
import type { Budget, Clock } from '../ports/clock.ts';
import type { Meter } from '../ports/meter.ts';
import type { DueIndex } from '../ports/stores.ts';
import { type GuardDeps, guardReputation } from './guard-reputation.ts';

/** Buckets per run; the next tick hints at the rest. */
const maxBuckets = 200;
/** What one large bucket may take to read and count. */
const minRemainingMs = 10_000;

export interface RollupDeps extends GuardDeps {
  readonly due: DueIndex;
  readonly clock: Clock;
  readonly meter: Meter;
}

export async function rollup(deps: RollupDeps, shard: string, budget: Budget): Promise<void> {
  let harmed = false;
  const refs = await deps.due.due(shard, deps.clock.now(), maxBuckets);
  for (const ref of refs) {
    if (ref.kind !== 'bucket' || budget.remainingMs() < minRemainingMs) continue;
    const { mark, batches, evidence } = await deps.metrics.read(ref.bucket);
    // No mark: the index was stale, the numbers stand. A mark that changed under us stays, and so does its time.
    if (mark === undefined) continue;
    const totals = totalsOf(batches, evidence);
    await deps.metrics.saveTotals(ref.bucket, totals, mark);
    if (totals.duplicates > 0) deps.meter.read({ Duplicates: totals.duplicates });
    harmed ||= totals.bounced + totals.complained > 0;
  }
  if (harmed) await guardReputation(deps, deps.clock.now());
}
