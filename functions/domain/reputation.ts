// Whether bounces and complaints of late have passed the clinic's limits: decided on cohorts by send day.
import type { ReputationLimits } from './clinic.ts';
import type { Baseline, PauseReason } from './control.ts';
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

/** The first cohort day that counts: a week ago, or the day staff resumed. */
export function judgedFrom(now: EpochMs, baseline: Baseline | undefined): string {
  const weekAgo = utcDay(now - judgedDays * dayMs);
  return baseline && baseline.day > weekAgo ? baseline.day : weekAgo;
}

/** Hard bounces alone, as SES counts them: a full mailbox is nobody's bad address. */
export function tallyOf(buckets: readonly BucketNumbers[], fromDay: string): Tally {
  return buckets
    .filter(({ bucket }) => bucket.day >= fromDay)
    .reduce(
      (sum, { totals }) => ({
        sent: sum.sent + totals.sent,
        bounced: sum.bounced + (totals.hardBounced ?? 0),
        complained: sum.complained + totals.complained,
      }),
      noTally,
    );
}

/** What of it came after staff resumed: cohorts only grow, so that the difference is exact. */
export function sinceBaseline(tally: Tally, fromDay: string, baseline: Baseline | undefined): Tally {
  if (baseline?.day !== fromDay) return tally;
  return {
    sent: tally.sent - baseline.sent,
    bounced: tally.bounced - baseline.bounced,
    complained: tally.complained - baseline.complained,
  };
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
