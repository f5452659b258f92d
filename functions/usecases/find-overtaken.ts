// Who was about to be sent something that her own doing has overtaken: the reminder of an e-mail she opened meanwhile. What
// came in the last minute may be a scanner's: she is held until it is seen whole.
import type { Batch } from '../domain/batch.ts';
import { holds, holdUntil } from '../domain/deeds.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { SendNode } from '../domain/journey.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { JourneyStore } from '../ports/stores.ts';
import { type EngagementDeps, engagementOf, traitsOf, type Walker } from './gather-facts.ts';

export interface OvertakenDeps extends EngagementDeps {
  readonly journeys: JourneyStore;
}

export interface Overtaken {
  /** By subscriber: until when the decision must wait, or true where she is overtaken. */
  readonly get: (subscriberId: string) => true | EpochMs | undefined;
}

/** Whose step's `unless` holds by now, or may within the minute. Steps without one cost no read. */
export async function findOvertaken(
  deps: OvertakenDeps,
  { id, subject }: Batch,
  enrolments: readonly Enrolment[],
  subscribers: ReadonlyMap<string, Subscriber>,
  now: EpochMs,
): Promise<Overtaken> {
  if (subject.kind !== 'journey') return new Map();
  const asked: { readonly walker: Walker; readonly unless: NonNullable<SendNode['unless']> }[] = [];
  for (const enrolment of enrolments) {
    if (enrolment.claim?.batchId !== id) continue;
    const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
    const node = journey?.nodes[subject.step];
    const subscriber = subscribers.get(enrolment.subscriberId);
    if (journey && node?.kind === 'send' && node.unless)
      asked.push({ walker: { enrolment, journey, subscriber }, unless: node.unless });
  }
  if (asked.length === 0) return new Map();
  const engagement = await engagementOf(
    deps,
    asked.map(({ walker }) => walker),
    now,
  );
  const found = asked.flatMap(({ walker: { enrolment, subscriber }, unless }, index): [string, true | EpochMs][] => {
    const facts = { person: traitsOf(subscriber), engagement: engagement[index] ?? new Map() };
    if (holds(unless, enrolment, facts, now)) return [[enrolment.subscriberId, true]];
    const held = holdUntil([unless], facts, now, now);
    return held === undefined ? [] : [[enrolment.subscriberId, held]];
  });
  return new Map(found);
}
