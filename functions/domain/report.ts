// The numbers staff see for a step or an issue: its cohort buckets added up, and what of it could be tracked at all.
import type { Subject } from './batch.ts';
import { type Bucket, type BucketTotals, type GradeCounts, noTotals } from './metrics.ts';
import { addTotals } from './totals.ts';

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
    ...addTotals(a, b),
    tracked: { sent: a.tracked.sent + b.tracked.sent, delivered: a.tracked.delivered + b.tracked.delivered },
  };
}

export function stepOf(subject: Subject): string {
  return subject.kind === 'journey' ? subject.step : '';
}

export function isOf({ subject: own }: Bucket, subject: Subject): boolean {
  if (own.kind === 'broadcast') return subject.kind === 'broadcast' && own.broadcastId === subject.broadcastId;
  return subject.kind === 'journey' && own.journeyId === subject.journeyId && own.step === subject.step;
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
