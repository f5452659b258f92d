// Moves the enrolments of settled slots on. A slot that is sent, refused or returned frees exactly the claim it held.
import { type Batch, type Recipient, type SlotFate, slotFates } from '../domain/batch.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { settleSend } from '../domain/interpreter.ts';
import { heldWithBatch, isHeldBatch } from '../domain/restore.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { BatchStore, EnrolmentStore, JourneyStore, MetricsStore, SubscriberStore } from '../ports/stores.ts';
import { calendarFacts } from './gather-facts.ts';
import { markBuckets } from './mark-buckets.ts';

const settleTries = 6;

export interface SettleDeps {
  readonly clinic: Clinic;
  readonly clock: Clock;
  readonly batches: BatchStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly metrics: MetricsStore;
  readonly subscribers: SubscriberStore;
}

/** When returned steps should be tried again, and why they were returned. */
export interface Retry {
  readonly retryAt: EpochMs;
  readonly reason: string;
}

/** When and why slots that went back to their enrolments are tried again: written with the state itself. */
export function givenBack({ waitsFor, dueAt }: Batch): Retry | undefined {
  return waitsFor === undefined || dueAt === undefined ? undefined : { retryAt: dueAt, reason: waitsFor };
}

/**
 * Settles every slot of the batch that has a fate; a `done` batch then leaves the due index. Idempotent: an enrolment
 * that no longer holds the slot's claim is left alone.
 */
export async function settleBatch(
  deps: SettleDeps,
  batch: Batch,
  recipients: readonly Recipient[],
  retry?: Retry,
): Promise<void> {
  await settleEnrolments(deps, batch, recipients, retry);
  if (batch.state === 'done' && batch.dueAt !== undefined) {
    // Before the batch leaves the due index: a crash in between marks twice, never not at all.
    await markBuckets(deps, [batch]);
    await deps.batches.change(batch.id, { state: 'done', token: batch.token }, { dueAt: null });
  }
}

/** The enrolments of those slots alone; a newsletter has none. */
export async function settleEnrolments(
  deps: SettleDeps,
  batch: Batch,
  recipients: readonly Recipient[],
  retry?: Retry,
): Promise<void> {
  if (batch.subject.kind !== 'journey') return;
  const { journeyId } = batch.subject;
  const fates = slotFates(batch);
  const settled = recipients.filter(({ slot, subscriberId }) => {
    const fate = fates.get(slot)?.fate;
    return subscriberId !== '' && fate !== undefined && fate !== 'open';
  });
  const keys = settled.map(({ subscriberId }) => ({ subscriberId, journeyId }));
  const [enrolments, subscribers] = await Promise.all([
    deps.enrolments.getMany(keys),
    deps.subscribers.getMany(keys.map(({ subscriberId }) => subscriberId)),
  ]);
  await Promise.all(
    enrolments.map((enrolment) => {
      const slot = enrolment.claim?.slot;
      const fate = slot === undefined ? undefined : fates.get(slot);
      if (slot === undefined || !fate || !holdsClaim(enrolment, batch.id, slot)) return undefined;
      const calendar = calendarFacts(deps.clinic, subscribers.get(enrolment.subscriberId));
      return settleOne(deps, enrolment, { batch, slot }, fate, calendar, retry);
    }),
  );
}

async function settleOne(
  deps: SettleDeps,
  first: Enrolment,
  { batch, slot }: { readonly batch: Batch; readonly slot: number },
  fate: SlotFate,
  calendar: Parameters<typeof settleSend>[3],
  retry: Retry | undefined,
): Promise<void> {
  const place = { batchId: batch.id, slot };
  const held = isHeldBatch(batch, deps.clock.now());
  // What a restored table held back was settled by the lost one, and walks went on from there.
  const now = held ? batch.createdAt : deps.clock.now();
  const journey = await deps.journeys.version(first.journeyId, first.version);
  if (!journey)
    throw new Error(
      `Version ${first.version} of journey ${first.journeyId} is gone, but somebody walks it; restore it.`,
    );
  let enrolment: Enrolment | undefined = first;
  for (let tried = 0; tried < settleTries; tried++) {
    if (!enrolment || !holdsClaim(enrolment, place.batchId, place.slot)) return;
    const settled = settlement(enrolment, place, fate, now, retry);
    if (!settled) return;
    const next = settleSend(journey, enrolment, settled, calendar, now);
    if (await deps.enrolments.save(held ? heldWithBatch(next, batch) : next)) return;
    [enrolment] = await deps.enrolments.getMany([enrolment]);
  }
  throw new Error(`An enrolment was contended ${settleTries} times in a row; its batch stays due.`);
}

function settlement(
  enrolment: Enrolment,
  place: { readonly batchId: string; readonly slot: number },
  fate: SlotFate,
  now: EpochMs,
  retry: Retry | undefined,
): Parameters<typeof settleSend>[2] | undefined {
  const step = enrolment.claim?.step ?? enrolment.at;
  if (fate.fate === 'sent') return { note: { step, at: fate.at, ...place } };
  if (fate.fate === 'refused') return { note: { step, at: now, refused: fate.reason } };
  if (fate.fate === 'returned') return retry ?? { retryAt: now, reason: 'returned' };
  return undefined;
}

function holdsClaim(enrolment: Enrolment, batchId: string, slot: number): boolean {
  return enrolment.state === 'sending' && enrolment.claim?.batchId === batchId && enrolment.claim.slot === slot;
}
