// Metrics buckets: cohorts by send day whose numbers are sizes of sets, recomputed as absolute values.
import type { Batch, Subject } from './batch.ts';
import type { Grade } from './evidence.ts';

export interface Bucket {
  /** 11 characters of base64url; first half of every batch id in it. */
  readonly id: string;
  readonly subject: Subject;
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  /** `tracked` or `untracked`, locale: what numbers may be split by. */
  readonly variant: string;
}

export type GradeCounts = Readonly<Record<Grade, number>>;

export interface BucketTotals {
  readonly planned: number;
  readonly sent: number;
  readonly delivered: number;
  readonly opened: GradeCounts;
  readonly clicked: GradeCounts;
  readonly unsubscribed: number;
  readonly bounced: number;
  /** The part that says the address is bad; absent in totals counted before it was kept. */
  readonly hardBounced?: number;
  readonly complained: number;
  readonly goals: number;
  readonly inDoubt: number;
  /** E-mails somebody got a second time: the one exception the sending promise allows, never hidden. */
  readonly duplicates: number;
  /** E-mails somebody spoke of after the cohort's numbers were sealed. */
  readonly late: number;
  readonly refused: Readonly<Record<string, number>>;
}

export const noGrades: GradeCounts = { human: 0, 'likely-human': 0, machine: 0, unknown: 0 };

export const noTotals: BucketTotals = {
  planned: 0,
  sent: 0,
  delivered: 0,
  opened: noGrades,
  clicked: noGrades,
  unsubscribed: 0,
  bounced: 0,
  complained: 0,
  goals: 0,
  inDoubt: 0,
  duplicates: 0,
  late: 0,
  refused: {},
};

export function bucketOf(batch: Pick<Batch, 'bucketId' | 'subject' | 'day' | 'variant'>): Bucket {
  return { id: batch.bucketId, subject: batch.subject, day: batch.day, variant: variantName(batch.variant) };
}

export function variantName(variant: Batch['variant']): string {
  return `${variant.tracked ? 'tracked' : 'untracked'}.${variant.locale}`;
}
