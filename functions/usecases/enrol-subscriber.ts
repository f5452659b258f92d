// Enrols subscribers in journeys: those whose entry rules call for her, or the one that staff or another journey names.
import { type Enrolment, enrol, enrolAgain } from '../domain/enrolment.ts';
import { callsIn, endedByLeaving, mayBegin, type Occasion } from '../domain/entry.ts';
import type { Journey } from '../domain/journey.ts';
import type { Traits } from '../domain/segment.ts';
import { marketingRefusal, type Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import { topicOfJourney } from '../domain/topic.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { EnrolmentStore, JourneyStore } from '../ports/stores.ts';
import { trySend } from './try-send.ts';

const maxSaveAttempts = 6;

export interface EnrolDeps {
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly queues: Queues;
  readonly clock: Clock;
  /** The due shard an enrolment stands in. */
  shardOf(subscriberId: string, journeyId: string): string;
}

/**
 * Begins every journey that calls her in. Idempotent: a rule that is still true enrols her when a crash left that out.
 * Walking again needs a rule that became true just now, which `before` shows: as she was before the change.
 * Answers how many walks began.
 */
export async function enrolByRules(
  deps: EnrolDeps,
  subscriber: Subscriber,
  occasion: Occasion,
  before?: Traits,
): Promise<number> {
  const now = deps.clock.now();
  const calling = callingJourneys(deps, subscriber, occasion, now);
  let begun = 0;
  for (const journey of calling) {
    const fresh = before === undefined || !callsIn(journey, before, occasion, now);
    if (
      await begin(
        deps,
        subscriber.id,
        journey,
        (known) => (known === undefined || fresh) && mayBegin(journey, known, now),
      )
    )
      begun += 1;
  }
  return begun;
}

/** Whether a journey calls her in that she never began: a crash may have come between her word and the walk. */
export async function awaitsEnrolment(
  deps: Pick<EnrolDeps, 'enrolments' | 'journeys' | 'clock'>,
  subscriber: Subscriber,
): Promise<boolean> {
  const calling = callingJourneys(deps, subscriber, 'confirmed', deps.clock.now());
  if (calling.length === 0) return false;
  const known = await deps.enrolments.ofSubscriber(subscriber.id);
  return calling.some(({ id }) => !known.some((walk) => walk.journeyId === id && !endedByLeaving(walk)));
}

/**
 * Begins one journey, whatever its rules say of who comes by herself. Answers whether a walk began; false too for a
 * journey this build lacks, and for one begun at or after `since`, which an earlier try that crashed did.
 */
export async function enrolIn(
  deps: EnrolDeps,
  subscriber: Subscriber,
  journeyId: string,
  since: EpochMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const journey = await deps.journeys.current(journeyId);
  if (!journey || marketingRefusal(subscriber, topicOfJourney(journey)) !== undefined) return false;
  const now = deps.clock.now();
  return begin(
    deps,
    subscriber.id,
    journey,
    (known) => (known?.enrolledAt ?? -1) < since && mayBegin(journey, known, now),
  );
}

function callingJourneys(
  { journeys }: Pick<EnrolDeps, 'journeys'>,
  subscriber: Subscriber,
  occasion: Occasion,
  now: EpochMs,
): Journey[] {
  if (subscriber.status !== 'active') return [];
  return journeys.all().filter((journey) => callsIn(journey, subscriber, occasion, now));
}

async function begin(
  deps: EnrolDeps,
  subscriberId: string,
  journey: Journey,
  allowed: (known: Enrolment | undefined) => boolean,
): Promise<boolean> {
  await deps.journeys.keepCurrent();
  for (let attempt = 1; attempt <= maxSaveAttempts; attempt++) {
    const [known] = await deps.enrolments.getMany([{ subscriberId, journeyId: journey.id }]);
    if (!allowed(known)) return false;
    const now = deps.clock.now();
    const begun = known ? enrolAgain(known, journey, now) : enrol(subscriberId, journey, now);
    if (await deps.enrolments.save(begun)) {
      await trySend(deps.queues, 'advance', [{ shard: deps.shardOf(subscriberId, journey.id) }]);
      return true;
    }
  }
  throw new Error(`An enrolment was changed by others ${maxSaveAttempts} times in a row; try again.`);
}
