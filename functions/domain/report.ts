// The numbers staff see for a step or an issue: its cohort buckets added up, and what of it could be tracked at all.
import type { Subject } from './batch.ts';
import { type Bucket, type BucketTotals, type GradeCounts, noTotals } from './metrics.ts';

export interface Numbers extends BucketTotals {
  /** The part that agreed to tracking: only these can show opens and clicks, so rates count against them. */
  readonly tracked: { readonly sent: number; readonly delivered: number };
}

export interface BucketNumbers {
  readonly bucket: Bucket;
  readonly totals: BucketTotals;
}

export const noNumbers: Numbers = { ...noTotals, tracked: { sent: 0, delivered: 0 } };

export function addUp(buckets: readonly BucketNumbers[]): Numbers {
  return buckets.map(numbersOf).reduce(addNumbers, noNumbers);
}

export function addNumbers(a: Numbers, b: Numbers): Numbers {
  return {
    planned: a.planned + b.planned,
    sent: a.sent + b.sent,
    delivered: a.delivered + b.delivered,
    opened: addCounts(a.opened, b.opened),
    clicked: addCounts(a.clicked, b.clicked),
    unsubscribed: a.unsubscribed + b.unsubscribed,
    bounced: a.bounced + b.bounced,
    complained: a.complained + b.complained,
    goals: a.goals + b.goals,
    inDoubt: a.inDoubt + b.inDoubt,
    duplicates: a.duplicates + b.duplicates,
    refused: addReasons(a.refused, b.refused),
    tracked: { sent: a.tracked.sent + b.tracked.sent, delivered: a.tracked.delivered + b.tracked.delivered },
  };
}

export function stepOf(subject: Subject): string {
  return subject.kind === 'journey' ? subject.step : '';
}

/** Opens or clicks that a person most likely made. */
export function byPeople(counts: GradeCounts): number {
  return counts.human + counts['likely-human'];
}

function numbersOf({ bucket, totals }: BucketNumbers): Numbers {
  const isTracked = bucket.variant.startsWith('tracked');
  const tracked = isTracked ? { sent: totals.sent, delivered: totals.delivered } : { sent: 0, delivered: 0 };
  return { ...totals, tracked };
}

function addCounts(a: GradeCounts, b: GradeCounts): GradeCounts {
  return {
    human: a.human + b.human,
    'likely-human': a['likely-human'] + b['likely-human'],
    machine: a.machine + b.machine,
    unknown: a.unknown + b.unknown,
  };
}

function addReasons(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [reason, count] of Object.entries(b)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
