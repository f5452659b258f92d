// Which of somebody's mails goes first, where several want to leave at the same moment and the cap has room for fewer.
import type { Enrolment } from './enrolment.ts';
import { type Facts, step } from './interpreter.ts';
import type { Journey, Priority } from './journey.ts';
import type { EpochMs } from './time.ts';

const ranks: Readonly<Record<Priority, number>> = { high: 2, normal: 1, low: 0 };

export const rankOf = (priority: Priority = 'normal'): number => ranks[priority];

interface Walk {
  readonly enrolment: Enrolment;
  readonly journey: Journey;
}

/**
 * The facts again, with how many more important mails leave at this very moment written into those of people who walk
 * several journeys. Of equals, who has waited longer goes first, then the journey that comes first in the alphabet. What
 * is paused goes nowhere, and nobody waits for it.
 */
export function goFirst<Of extends Walk>(
  walks: readonly Of[],
  facts: readonly Facts[],
  now: EpochMs,
): readonly Facts[] {
  const people = Map.groupBy(walks.keys(), (index) => walks[index]?.enrolment.subscriberId ?? '');
  const several = [...people.values()].filter((indexes) => indexes.length > 1);
  if (several.length === 0) return facts;
  const ahead = new Map<number, number>();
  for (const indexes of several) {
    const wanting = indexes.flatMap((index) => {
      const walk = walks[index] as Of;
      const [next, commands] = step(walk.journey, walk.enrolment, facts[index] as Facts, now);
      const node = commands.find((command) => command.kind === 'send')?.node;
      if (!node) return [];
      return [{ index, rank: rankOf(node.priority), since: next.since, journeyId: walk.journey.id }];
    });
    wanting.sort((a, b) => b.rank - a.rank || a.since - b.since || (a.journeyId < b.journeyId ? -1 : 1));
    for (const [place, { index }] of wanting.entries()) if (place > 0) ahead.set(index, place);
  }
  return facts.map((fact, index) => ({ ...fact, ...(ahead.has(index) && { ahead: ahead.get(index) as number }) }));
}
