// Seals a batch whose planner never came back: consistent reads say who was claimed, and everybody else is fenced.
import type { Batch, Recipient } from '../domain/batch.ts';
import type { Ids } from '../ports/clock.ts';
import type { BatchStore, EnrolmentStore } from '../ports/stores.ts';

const fenceTries = 5;

export interface SealDeps {
  readonly batches: BatchStore;
  readonly enrolments: EnrolmentStore;
  readonly ids: Ids;
}

/**
 * To be called once the claim lease and its margin are over. A claim still on its way is made to fail by raising the
 * rev it names, so that the seal is right whatever the network delivers late.
 */
export async function sealBatch(deps: SealDeps, batch: Batch, recipients: readonly Recipient[]): Promise<void> {
  if (batch.subject.kind !== 'journey') throw new Error('Only batches of journeys have claims to seal.');
  const { journeyId } = batch.subject;
  const slots: number[] = [];
  for (const { slot, subscriberId, rev } of recipients) {
    if (subscriberId !== '' && (await claimedOrFenced(deps, batch.id, { subscriberId, journeyId }, slot, rev)))
      slots.push(slot);
  }
  await deps.batches.change(
    batch.id,
    { state: 'open', token: batch.token },
    slots.length > 0
      ? { state: 'ready', token: deps.ids.random(), slots }
      : { state: 'done', token: deps.ids.random(), dueAt: null },
  );
}

async function claimedOrFenced(
  deps: SealDeps,
  batchId: string,
  key: { readonly subscriberId: string; readonly journeyId: string },
  slot: number,
  plannedRev: number | undefined,
): Promise<boolean> {
  for (let tried = 0; tried < fenceTries; tried++) {
    const [enrolment] = await deps.enrolments.getMany([key]);
    if (!enrolment) return false;
    if (enrolment.claim?.batchId === batchId && enrolment.claim.slot === slot) return true;
    if (enrolment.rev !== plannedRev || (await deps.enrolments.save(enrolment))) return false;
  }
  throw new Error(`An enrolment was contended ${fenceTries} times in a row; its batch stays due.`);
}
