// Records opens and clicks that our own endpoints took in, unless tracking was withdrawn since, and wakes the enrolment that
// waited for them; records which e-mail somebody left by. Whatever came by an e-mail in doubt proves that it was sent.
import { type Batch, provedSent, sealAfterMs } from '../domain/batch.ts';
import type { EvidenceEvent } from '../domain/evidence.ts';
import { flowOfHits } from '../domain/flow.ts';
import { isAbsurdlyTimed } from '../domain/grading.ts';
import { hasConsent } from '../domain/subscriber.ts';
import type { Clock } from '../ports/clock.ts';
import type { Meter } from '../ports/meter.ts';
import type { Hit } from '../ports/queue.ts';
import type {
  BatchStore,
  EnrolmentStore,
  EvidenceStore,
  JourneyStore,
  MetricsStore,
  SubscriberStore,
} from '../ports/stores.ts';
import { markBuckets } from './mark-buckets.ts';
import type { Recorded } from './record-engagement.ts';
import { wakeEnrolment } from './wake-enrolment.ts';

export interface RecordHitsDeps {
  readonly batches: BatchStore;
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly evidence: EvidenceStore;
  readonly metrics: MetricsStore;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** The hits of one invocation on one batch. */
interface BatchHits {
  readonly hits: Hit[];
  readonly left: Set<number>;
  readonly events: Map<number, EvidenceEvent[]>;
}

interface Run {
  recorded: number;
  absurd: number;
  readonly ignored: Record<string, number>;
  readonly failed: { message: Hit; error: unknown }[];
  /** Batches whose change staff may be waiting for: a click may be a warm lead's, and who leaves is gone. */
  readonly urgent: Batch[];
  readonly patient: Batch[];
}

export async function recordHits(deps: RecordHitsDeps, hits: readonly Hit[]): Promise<Recorded<Hit>> {
  const run: Run = { recorded: 0, absurd: 0, ignored: {}, failed: [], urgent: [], patient: [] };
  deps.meter.count(flowOfHits(hits.map((hit) => (hit.kind === 'engagement' ? hit.event.kind : hit.kind))));
  const byBatch = groupByBatch(hits);
  const known = await deps.batches.getMany([...byBatch.keys()]);
  await Promise.all(
    [...byBatch].map(async ([batchId, ours]) => {
      try {
        await recordBatch(deps, run, ours, known.get(batchId) ?? (await deps.batches.get(batchId)));
      } catch (error) {
        for (const message of ours.hits) run.failed.push({ message, error });
      }
    }),
  );
  await markBuckets(deps, run.urgent, run.patient);
  if (run.absurd > 0) deps.meter.count({ absurdHits: run.absurd });
  const { recorded, ignored, failed } = run;
  return { recorded, ignored, failed };
}

async function recordBatch(deps: RecordHitsDeps, run: Run, ours: BatchHits, batch: Batch | undefined): Promise<void> {
  if (!batch) {
    run.absurd += ours.hits.length;
    return ignore(run, 'unknown-batch', ours.hits.length);
  }
  run.absurd += [...ours.events.values()].flat().filter(({ at }) => isAbsurdlyTimed(at, batch.createdAt)).length;
  if (ours.left.size > 0) {
    await deps.batches.add(batch.id, { unsubscribed: [...ours.left].sort((a, b) => a - b) });
    await settleProved(deps, batch, ours.left);
    run.urgent.push(batch);
  }
  const people = await trackedPeople(deps, batch.id, ours);
  if ((await takeLate(deps, batch, ours, people)) > 0) run.patient.push(batch);
  const kept = [...ours.events].filter(([slot]) => people.has(slot));
  await settleProved(
    deps,
    batch,
    kept.map(([slot]) => slot),
  );
  await Promise.all(
    kept.map(async ([slot, events]) => {
      await deps.evidence.merge(batch.id, slot, events);
      if (batch.subject.kind !== 'journey') return;
      const key = { subscriberId: people.get(slot) as string, journeyId: batch.subject.journeyId };
      await wakeEnrolment(deps, key, { step: batch.subject.step, at: Math.max(...events.map(({ at }) => at)) });
    }),
  );
  const hasClick = kept.some(([, events]) => events.some(({ kind }) => kind === 'click'));
  if (kept.length > 0) (hasClick ? run.urgent : run.patient).push(batch);
  const dropped = [...ours.events]
    .filter(([slot]) => !people.has(slot))
    .reduce((sum, [, { length }]) => sum + length, 0);
  if (dropped > 0) {
    ignore(run, 'tracking-not-consented', dropped);
    // They may be stored already, by an invocation that died before it could mark the bucket: she withdrew since.
    run.patient.push(batch);
  }
  run.recorded += ours.hits.length - dropped;
}

/** Nobody has their tokens but whoever has the e-mail: what was in doubt is not sent again. */
async function settleProved(deps: RecordHitsDeps, batch: Batch, slots: Iterable<number>): Promise<void> {
  const accepted = provedSent(batch, slots);
  if (accepted.length > 0) await deps.batches.add(batch.id, { accepted });
}

/** Opens and clicks months after the e-mail are no evidence any more: counted, and taken out of `ours`. */
async function takeLate(
  deps: RecordHitsDeps,
  batch: Batch,
  ours: BatchHits,
  people: ReadonlyMap<number, string>,
): Promise<number> {
  const late = [...ours.events].filter(
    ([slot, events]) => people.has(slot) && events.some(({ at }) => at > batch.createdAt + sealAfterMs),
  );
  if (late.length === 0) return 0;
  await deps.batches.add(batch.id, { late: late.map(([slot]) => slot) });
  for (const [slot, events] of late) {
    const timely = events.filter(({ at }) => at <= batch.createdAt + sealAfterMs);
    if (timely.length > 0) ours.events.set(slot, timely);
    else ours.events.delete(slot);
  }
  return late.length;
}

/** Subscriber ids by slot of those who consent to tracking at this moment; of the others nothing may be kept. */
async function trackedPeople(deps: RecordHitsDeps, batchId: string, ours: BatchHits): Promise<Map<number, string>> {
  if (ours.events.size === 0) return new Map();
  const recipients = (await deps.batches.recipients(batchId)).filter(
    ({ slot, subscriberId }) => ours.events.has(slot) && subscriberId !== '',
  );
  const subscribers = await deps.subscribers.getMany(recipients.map(({ subscriberId }) => subscriberId));
  return new Map(
    recipients.flatMap(({ slot, subscriberId }): [number, string][] => {
      const subscriber = subscribers.get(subscriberId);
      return subscriber && hasConsent(subscriber, 'tracking') ? [[slot, subscriberId]] : [];
    }),
  );
}

function groupByBatch(hits: readonly Hit[]): Map<string, BatchHits> {
  const groups = new Map<string, BatchHits>();
  for (const hit of hits) {
    const ours: BatchHits = groups.get(hit.batchId) ?? { hits: [], left: new Set(), events: new Map() };
    groups.set(hit.batchId, ours);
    ours.hits.push(hit);
    if (hit.kind === 'unsubscribe') ours.left.add(hit.slot);
    else ours.events.set(hit.slot, [...(ours.events.get(hit.slot) ?? []), hit.event]);
  }
  return groups;
}

function ignore(run: Run, reason: string, count: number): void {
  run.ignored[reason] = (run.ignored[reason] ?? 0) + count;
}
