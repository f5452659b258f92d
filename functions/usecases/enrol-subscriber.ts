// Enrols a confirmed subscriber in the clinic's journey, once; somebody who left and returned begins anew.
import { type Enrolment, enrol } from '../domain/enrolment.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { EnrolmentStore, JourneyStore } from '../ports/stores.ts';
import { trySend } from './try-send.ts';

export const clinicJourneyId = 'acne-scars';
/** Why an enrolment ended when she left: the refusal's name for an unsubscribed person. */
export const leftReason = 'unsubscribed';
const maxSaveAttempts = 6;

export interface EnrolDeps {
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly queues: Queues;
  readonly clock: Clock;
  /** The due shard an enrolment stands in. */
  shardOf(subscriberId: string, journeyId: string): string;
}

/** Idempotent. Answers whether a walk began; throws when the build lacks the journey. */
export async function enrolSubscriber(deps: EnrolDeps, subscriberId: string): Promise<boolean> {
  await deps.journeys.keepCurrent();
  const journey = await deps.journeys.current(clinicJourneyId);
  if (!journey)
    throw new Error(`No journey "${clinicJourneyId}" in this build; restore templates/journeys and rebuild.`);
  for (let attempt = 1; attempt <= maxSaveAttempts; attempt++) {
    const known = await clinicEnrolment(deps.enrolments, subscriberId);
    if (known && !endedByLeaving(known)) return false;
    const begun = { ...enrol(subscriberId, journey, deps.clock.now()), rev: known?.rev ?? 0 };
    if (await deps.enrolments.save(begun)) {
      await trySend(deps.queues, 'advance', [{ shard: deps.shardOf(subscriberId, journey.id) }]);
      return true;
    }
  }
  throw new Error(`An enrolment was changed by others ${maxSaveAttempts} times in a row; try again.`);
}

export async function isEnrolled(deps: Pick<EnrolDeps, 'enrolments'>, subscriberId: string): Promise<boolean> {
  const known = await clinicEnrolment(deps.enrolments, subscriberId);
  return known !== undefined && !endedByLeaving(known);
}

export function endedByLeaving(enrolment: Enrolment): boolean {
  return enrolment.state === 'ended' && enrolment.endedReason === leftReason;
}

async function clinicEnrolment(enrolments: EnrolmentStore, subscriberId: string): Promise<Enrolment | undefined> {
  const all = await enrolments.ofSubscriber(subscriberId);
  return all.find(({ journeyId }) => journeyId === clinicJourneyId);
}
