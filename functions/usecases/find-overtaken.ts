// Who was about to be sent something that her own doing has overtaken: the reminder of an e-mail she opened meanwhile. What
// came in the last minute may be a scanner's: she is held until it is seen whole.
import { holds, holdUntil } from '../domain/deeds.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ClaimedStep } from './claimed-steps.ts';
import { type EngagementDeps, engagementOf, traitsOf } from './gather-facts.ts';

export interface Overtaken {
  /** By subscriber: until when the decision must wait, or true where she is overtaken. */
  readonly get: (subscriberId: string) => true | EpochMs | undefined;
}

/** Whose step's `unless` holds by now, or may within the minute. Steps without one cost no read. */
export async function findOvertaken(
  deps: EngagementDeps,
  claimed: Iterable<ClaimedStep>,
  now: EpochMs,
): Promise<Overtaken> {
  const asked = [...claimed].flatMap((walker) => (walker.node.unless ? [{ walker, unless: walker.node.unless }] : []));
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
