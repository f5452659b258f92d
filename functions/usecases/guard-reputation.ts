// Pauses marketing by itself when bounces or complaints of late pass the clinic's limits; staff alone resume it.
import { isLate } from '../domain/broadcast.ts';
import type { Clinic } from '../domain/clinic.ts';
import { type SendingControl, withStop } from '../domain/control.ts';
import { type BucketNumbers, isOf } from '../domain/report.ts';
import { judgedFrom, judgeReputation, tallySince, type Verdict } from '../domain/reputation.ts';
import { dayMs, type EpochMs } from '../domain/time.ts';
import type { Control } from '../ports/control.ts';
import type { BroadcastStore, JourneyStore, MetricsStore } from '../ports/stores.ts';
import { changeControl } from './change-control.ts';

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

/**
 * To be called when numbers with bounces or complaints were just counted, before their marks are cleared: `counted` is what is
 * not saved yet. Throws where the switch cannot be turned, so that the count is repeated and the judging with it.
 */
export async function guardReputation(
  deps: GuardDeps,
  now: EpochMs,
  counted: readonly BucketNumbers[] = [],
): Promise<void> {
  const control = await deps.control.get();
  if (isSaid(control)) return;
  const numbers = await recentNumbers(deps, judgedFrom(now), counted);
  const judge = ({ baseline }: SendingControl) =>
    judgeReputation(tallySince(numbers, now, baseline), deps.clinic.limits);
  if (!judge(control)) return;
  let paused: Verdict | undefined;
  await changeControl(deps.control, (known) => {
    // Whoever turned the switch meanwhile may have resumed, which changes what counts.
    paused = isSaid(known) ? undefined : judge(known);
    // Where staff stopped it before, they learn of it all the same: whoever resumes must know.
    return paused && withStop(known, { ...paused, by: 'afterglow', at: now, everything: false });
  });
  if (paused) console.warn(JSON.stringify({ event: 'marketing-paused', ...paused }));
}

/** Whether sending is paused for its reputation already, be it beside another reason. */
function isSaid({ paused, by, further = [] }: SendingControl): boolean {
  return paused && [{ by }, ...further].some((stop) => stop.by === 'afterglow');
}

/**
 * The cohorts of these days of every step of any version and of every issue, by bounded reads; what is `counted` stands for what
 * was saved of it.
 */
export async function recentNumbers(
  deps: RecentNumbersDeps,
  fromDay: string,
  counted: readonly BucketNumbers[] = [],
): Promise<BucketNumbers[]> {
  const steps = await deps.journeys.everyStep();
  const from = Date.parse(`${fromDay}T00:00:00Z`) - dayMs;
  const issues = (await deps.broadcasts.list())
    .filter((broadcast) => isLate(broadcast, from - 1))
    .slice(0, maxBroadcasts)
    .map(({ id }) => ({ kind: 'broadcast', broadcastId: id }) as const);
  const known = [...steps, ...issues];
  // What was just counted is judged, even of a step that nothing remembers.
  const others = counted.filter(({ bucket }) => !known.some((subject) => isOf(bucket, subject)));
  const subjects = [...known, ...others.map(({ bucket }) => bucket.subject)];
  const saved = (await Promise.all(subjects.map((subject) => deps.metrics.totalsSince(subject, fromDay)))).flat();
  const numbers = new Map([...saved, ...counted].map((one) => [one.bucket.id, one]));
  return [...numbers.values()];
}
