// How a batch begins, for journeys and broadcasts alike: ids, day, cohort bucket, empty sets.
import type { Batch, BatchState, BatchVariant, Subject } from '../domain/batch.ts';
import { variantName } from '../domain/metrics.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Ids } from '../ports/clock.ts';

export interface BatchPlan {
  readonly subject: Subject;
  readonly template: string;
  readonly variant: BatchVariant;
  /** Where it is another than its kind's own. */
  readonly topic?: string;
  readonly createdAt: EpochMs;
  readonly shelfUntil: EpochMs;
  readonly state: Extract<BatchState, 'open' | 'ready'>;
  readonly claimUntil: EpochMs;
  /** Absent where the batch's bucket answers for it. */
  readonly dueAt?: EpochMs;
  readonly slots?: readonly number[];
  /** Makes ids repeatable where a plan must be: the bucket's parts and the batch's name in it. */
  readonly named?: { readonly bucket: readonly string[]; readonly name: string };
}

export function newBatch(ids: Ids, { named, slots = [], ...plan }: BatchPlan): Batch {
  const day = new Date(plan.createdAt).toISOString().slice(0, 10);
  const subject =
    plan.subject.kind === 'journey' ? [plan.subject.journeyId, plan.subject.step] : [plan.subject.broadcastId];
  const bucketId = ids.bucket(named?.bucket ?? [plan.subject.kind, ...subject, variantName(plan.variant), day]);
  const none: ReadonlySet<never> = new Set<never>();
  return {
    ...plan,
    id: named ? ids.batchNamed(bucketId, named.name) : ids.batch(bucketId),
    bucketId,
    day,
    token: named ? 'planned' : ids.random(),
    slots,
    attempt: 0,
    calling: [],
    accepted: none,
    delivered: none,
    evented: none,
    refused: none,
    bounced: none,
    returned: none,
    complained: none,
    unsubscribed: none,
    goals: none,
    late: none,
  };
}
