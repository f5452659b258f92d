// Pauses marketing by itself when bounces or complaints of late pass the clinic's limits; staff alone resume it.
import type { Clinic } from '../domain/clinic.ts';
import { sendSteps } from '../domain/journey.ts';
import type { BucketNumbers } from '../domain/report.ts';
import { judgedFrom, judgeReputation, sinceBaseline, tallyOf } from '../domain/reputation.ts';
import { dayMs, type EpochMs } from '../domain/time.ts';
import type { Control } from '../ports/control.ts';
import type { BroadcastStore, JourneyStore, MetricsStore } from '../ports/stores.ts';

export interface RecentNumbersDeps {
  readonly metrics: MetricsStore;
  readonly journeys: JourneyStore;
  readonly broadcasts: BroadcastStore;
}

export interface GuardDeps extends RecentNumbersDeps {
  readonly clinic: Pick<Clinic, 'limits'>;
  readonly control: Control;
}

/** The newest issues; older ones have no cohort of late. */
const maxBroadcasts = 100;

/** To be called when numbers with bounces or complaints were just counted. */
export async function guardReputation(deps: GuardDeps, now: EpochMs): Promise<void> {
  const control = await deps.control.get();
  if (control.paused) return;
  const fromDay = judgedFrom(now, control.baseline);
  const tally = sinceBaseline(tallyOf(await recentNumbers(deps, fromDay), fromDay), fromDay, control.baseline);
  const verdict = judgeReputation(tally, deps.clinic.limits);
  if (!verdict) return;
  // Lost to somebody else's change: the next count of these buckets looks again.
  await deps.control.save({ ...control, ...verdict, paused: true, marketingOnly: true, by: 'afterglow', at: now });
  console.warn(JSON.stringify({ event: 'marketing-paused', reason: verdict.reason, detail: verdict.detail }));
}

/** The cohorts of these days of every step and issue, by bounded reads. */
export async function recentNumbers(deps: RecentNumbersDeps, fromDay: string): Promise<BucketNumbers[]> {
  const steps = deps.journeys
    .all()
    .flatMap((journey) =>
      sendSteps(journey).map(({ id }) => ({ kind: 'journey', journeyId: journey.id, step: id }) as const),
    );
  const from = Date.parse(`${fromDay}T00:00:00Z`) - dayMs;
  const issues = (await deps.broadcasts.list())
    .filter(({ cutoffAt }) => cutoffAt !== undefined && cutoffAt >= from)
    .slice(0, maxBroadcasts)
    .map(({ id }) => ({ kind: 'broadcast', broadcastId: id }) as const);
  const found = await Promise.all([...steps, ...issues].map((subject) => deps.metrics.totalsSince(subject, fromDay)));
  return found.flat();
}
