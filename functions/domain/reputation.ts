// Whether bounces and complaints of late have passed the clinic's limits: decided on cohorts by send day.
import type { ReputationLimits } from './clinic.ts';
import type { Baseline, DayTally, PauseReason } from './control.ts';
import type { BucketNumbers } from './report.ts';
import { dayMs, type EpochMs } from './time.ts';

export interface Tally {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** Fewer bounces or complaints than this prove nothing about a clinic. */
const fewestReports = 3;
/** Days of mail a rate is taken over. */
const judgedDays = 7;

export const noTally: Tally = { sent: 0, bounced: 0, complained: 0 };

export function utcDay(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The first cohort day that counts: a week ago. */
export function judgedFrom(now: EpochMs): string {
  return utcDay(now - judgedDays * dayMs);
}

/** Hard bounces alone, as SES counts them: a full mailbox is nobody's bad address. */
function tallyOf(buckets: readonly BucketNumbers[]): Tally {
  return buckets.reduce(
    (sum, { totals }) => ({
      sent: sum.sent + totals.sent,
      bounced: sum.bounced + (totals.hardBounced ?? 0),
      complained: sum.complained + totals.complained,
    }),
    noTally,
  );
}

/** What the mail of the judged week has counted by now. */
export function baselineAt(now: EpochMs, buckets: readonly BucketNumbers[]): Baseline {
  const [day, from] = [utcDay(now), judgedFrom(now)];
  const ofDay = (wanted: string): DayTally => ({
    day: wanted,
    ...tallyOf(buckets.filter(({ bucket }) => bucket.day === wanted)),
  });
  const days = new Set(buckets.map(({ bucket }) => bucket.day));
  const earlier = [...days].filter((one) => one >= from && one < day).toSorted();
  return { ...ofDay(day), earlier: earlier.map(ofDay) };
}

/** What of the last week's mail came after staff resumed: cohorts only grow, so that the difference is exact. */
export function tallySince(buckets: readonly BucketNumbers[], now: EpochMs, baseline: Baseline | undefined): Tally {
  const weekAgo = judgedFrom(now);
  // A baseline from before it held the week says nothing of the days before it.
  const from = baseline && !baseline.earlier && baseline.day > weekAgo ? baseline.day : weekAgo;
  const all = tallyOf(buckets.filter(({ bucket }) => bucket.day >= from));
  const known = baseline ? [baseline, ...(baseline.earlier ?? [])].filter(({ day }) => day >= from) : [];
  return known.reduce(
    (rest, { sent, bounced, complained }) => ({
      sent: rest.sent - sent,
      bounced: rest.bounced - bounced,
      complained: rest.complained - complained,
    }),
    all,
  );
}

export interface Verdict {
  readonly reason: Extract<PauseReason, 'bounces' | 'complaints'>;
  /** For staff. */
  readonly detail: string;
}

export function judgeReputation(tally: Tally, limits: ReputationLimits): Verdict | undefined {
  if (tally.sent < limits.minimumSent) return undefined;
  // One complaint among a few hundred e-mails is chance, not a rate; a handful is a warning.
  const passed = (count: number, limitPercent: number) =>
    count >= fewestReports && count * 100 > limitPercent * tally.sent;
  const words = (count: number, what: string, limitPercent: number) =>
    `${count} ${what} among ${tally.sent} e-mails: ${percent(count, tally.sent)} %, the limit is ${limitPercent} %`;
  if (passed(tally.complained, limits.complaintPercent)) {
    return { reason: 'complaints', detail: words(tally.complained, 'complaints', limits.complaintPercent) };
  }
  if (passed(tally.bounced, limits.bouncePercent)) {
    return { reason: 'bounces', detail: words(tally.bounced, 'hard bounces', limits.bouncePercent) };
  }
  return undefined;
}

function percent(part: number, whole: number): string {
  return String(Math.round((part / whole) * 10_000) / 100);
}
