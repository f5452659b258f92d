// The newsletters with their numbers: the list for staff, newest first, and one issue in full.
import type { Broadcast } from '../domain/broadcast.ts';
import { addUp, type Numbers } from '../domain/report.ts';
import type { BroadcastStore, MetricsStore } from '../ports/stores.ts';

/** Older issues are listed no more; each listed one costs a read of its totals. */
export const listedBroadcasts = 100;

export interface BroadcastReport {
  readonly broadcast: Broadcast;
  readonly numbers: Numbers;
}

type Deps = { broadcasts: BroadcastStore; metrics: MetricsStore };

export async function reportBroadcasts(deps: Deps): Promise<BroadcastReport[]> {
  const all = await deps.broadcasts.list();
  const newest = [...all].sort((a, b) => b.createdAt - a.createdAt).slice(0, listedBroadcasts);
  return Promise.all(newest.map((broadcast) => withNumbers(deps, broadcast)));
}

/** Answers undefined for an issue nobody knows. */
export async function reportBroadcast(deps: Deps, broadcastId: string): Promise<BroadcastReport | undefined> {
  const broadcast = await deps.broadcasts.get(broadcastId);
  return broadcast && withNumbers(deps, broadcast);
}

async function withNumbers(deps: Deps, broadcast: Broadcast): Promise<BroadcastReport> {
  if (broadcast.state === 'draft') return { broadcast, numbers: addUp([]) };
  return { broadcast, numbers: addUp(await deps.metrics.totals({ broadcastId: broadcast.id })) };
}
