// A bucket's numbers: sizes of sets, recomputed whole from what is stored, so that repeats and disorder cannot miscount.
import { type Batch, doubtfulSlots, duplicateCount, slotFates, slotOf } from './batch.ts';
import { deliveryTimes } from './engagement.ts';
import type { Graded, SlotEvidence } from './evidence.ts';
import { gradeSlot } from './grading.ts';
import { type BucketTotals, type GradeCounts, noGrades, noTotals } from './metrics.ts';

export function totalsOf(batches: readonly Batch[], evidence: readonly SlotEvidence[]): BucketTotals {
  const byBatch = new Map<string, SlotEvidence[]>();
  for (const one of evidence) {
    const known = byBatch.get(one.batchId);
    if (known) known.push(one);
    else byBatch.set(one.batchId, [one]);
  }
  return batches.map((batch) => batchTotals(batch, byBatch.get(batch.id) ?? [])).reduce(addTotals, noTotals);
}

function batchTotals(batch: Batch, evidence: readonly SlotEvidence[]): BucketTotals {
  const sealed = new Set(batch.slots);
  // A slot nobody sealed was never mailed: what claims to come from it is not counted.
  const size = (slots: Iterable<number>): number => [...new Set(slots)].filter((slot) => sealed.has(slot)).length;
  const fates = [...slotFates(batch).values()];
  const count = (fate: string): number => fates.filter((one) => one.fate === fate).length;
  return {
    // A slot that went back to its enrolment is planned again in another batch.
    planned: sealed.size - count('returned'),
    sent: count('sent'),
    delivered: size([...batch.delivered].map(slotOf)),
    ...gradeCounts(
      batch,
      evidence.filter(({ slot }) => sealed.has(slot)),
    ),
    unsubscribed: size(batch.unsubscribed),
    bounced: size([...batch.bounced].map(slotOf)),
    hardBounced: size([...batch.bounced].filter((entry) => entry.endsWith(':Permanent')).map(slotOf)),
    complained: size(batch.complained),
    goals: size(batch.goals),
    inDoubt: doubtfulSlots(batch).length,
    duplicates: duplicateCount(batch),
    late: batch.late.size,
    refused: countBy(fates.flatMap((fate) => (fate.fate === 'refused' ? [fate.reason] : []))),
  };
}

/** A slot counts once, in its best grade. */
function gradeCounts(batch: Batch, evidence: readonly SlotEvidence[]): Pick<BucketTotals, 'opened' | 'clicked'> {
  const deliveredAt = deliveryTimes(batch);
  const grades = evidence.map((one) => gradeSlot(one, deliveredAt.get(one.slot)));
  return {
    opened: tally(grades.map(({ opens }) => opens)),
    clicked: tally(grades.map(({ bestClick }) => bestClick)),
  };
}

function tally(graded: readonly (Graded | undefined)[]): GradeCounts {
  return { ...noGrades, ...countBy(graded.flatMap((one) => (one ? [one.grade] : []))) };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

export function addTotals(a: BucketTotals, b: BucketTotals): BucketTotals {
  return {
    planned: a.planned + b.planned,
    sent: a.sent + b.sent,
    delivered: a.delivered + b.delivered,
    opened: sum(a.opened, b.opened) as GradeCounts,
    clicked: sum(a.clicked, b.clicked) as GradeCounts,
    unsubscribed: a.unsubscribed + b.unsubscribed,
    bounced: a.bounced + b.bounced,
    hardBounced: (a.hardBounced ?? 0) + (b.hardBounced ?? 0),
    complained: a.complained + b.complained,
    goals: a.goals + b.goals,
    inDoubt: a.inDoubt + b.inDoubt,
    duplicates: a.duplicates + b.duplicates,
    late: a.late + b.late,
    refused: sum(a.refused, b.refused),
  };
}

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const total: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
}
