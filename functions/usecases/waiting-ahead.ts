// How many steps more important than a newsletter wait for room under somebody's cap: the newsletter lets them go first.
import type { Enrolment } from '../domain/enrolment.ts';
import { rankOf } from '../domain/precedence.ts';
import { dayMs, type EpochMs } from '../domain/time.ts';
import type { JourneyStore } from '../ports/stores.ts';

/** Room is kept for what will want it within a day; for later, a newsletter would wait in vain. */
const keptForMs = dayMs;

/** By subscriber; who has none is absent. */
export async function waitingAhead(
  { journeys }: { readonly journeys: JourneyStore },
  enrolments: readonly Enrolment[],
  now: EpochMs,
): Promise<Map<string, number>> {
  const waiting = new Map<string, number>();
  for (const { subscriberId, journeyId, version, at, state, reason, dueAt } of enrolments) {
    const soon = dueAt !== undefined && dueAt <= now + keptForMs;
    if (state !== 'walking' || reason !== 'cap' || !soon) continue;
    const node = (await journeys.version(journeyId, version))?.nodes[at];
    if (node?.kind !== 'send' || rankOf(node.priority) <= rankOf('normal')) continue;
    waiting.set(subscriberId, (waiting.get(subscriberId) ?? 0) + 1);
  }
  return waiting;
}
