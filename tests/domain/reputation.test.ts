// What a clinic's reputation is judged on after a resume, for baselines of today and for those that were stored before they held a week.
import { describe, expect, it } from 'vitest';
import { type BucketTotals, noTotals } from '../../functions/domain/metrics.ts';
import { baselineAt, tallySince } from '../../functions/domain/reputation.ts';
import { dayMs } from '../../functions/domain/time.ts';

const resumedAt = Date.parse('2027-01-10T08:00:00Z');

function cohort(day: string, totals: Partial<BucketTotals>) {
  const subject = { kind: 'broadcast', broadcastId: day } as const;
  return { bucket: { id: day, subject, day, variant: 'untracked.en' }, totals: { ...noTotals, ...totals } };
}

const known = [
  cohort('2027-01-02', { sent: 1_000, hardBounced: 90 }),
  cohort('2027-01-04', { sent: 100, hardBounced: 9, bounced: 20 }),
  cohort('2027-01-09', { sent: 200, hardBounced: 50, complained: 1 }),
  cohort('2027-01-10', { sent: 10, hardBounced: 1 }),
];

const later = [
  ...known.slice(0, 2),
  cohort('2027-01-09', { sent: 500, hardBounced: 80, complained: 3 }),
  cohort('2027-01-10', { sent: 30, hardBounced: 2 }),
  cohort('2027-01-11', { sent: 7, hardBounced: 3 }),
];

describe('after a resume', () => {
  it('is what came on top of every day of the week, earlier ones too', () => {
    const baseline = baselineAt(resumedAt, known);
    expect(baseline.earlier?.map(({ day }) => day)).toEqual(['2027-01-04', '2027-01-09']);
    expect(tallySince(known, resumedAt, baseline)).toEqual({ sent: 0, bounced: 0, complained: 0 });
    expect(tallySince(later, resumedAt + dayMs, baseline)).toEqual({ sent: 327, bounced: 34, complained: 2 });
  });

  it('forgets days with the week: neither they nor what was known of them count', () => {
    const baseline = baselineAt(resumedAt, known);
    // The 9th has gone, the 10th is the first day that counts.
    expect(tallySince(later, resumedAt + 7 * dayMs, baseline)).toEqual({ sent: 27, bounced: 4, complained: 0 });
    expect(tallySince(later, resumedAt + 8 * dayMs, baseline)).toEqual({ sent: 7, bounced: 3, complained: 0 });
  });

  it('leaves out the days before a baseline that was stored without them', () => {
    const { earlier: _earlier, ...stored } = baselineAt(resumedAt, known);
    expect(tallySince(later, resumedAt + dayMs, stored)).toEqual({ sent: 27, bounced: 4, complained: 0 });
  });
});

it('is the whole week where nobody ever resumed', () => {
  expect(tallySince(known, resumedAt, undefined)).toEqual({ sent: 310, bounced: 60, complained: 1 });
});
