// A journey with its people on it: how many stand on each node now, and how many went along each arrow.
import type { Journey } from '../domain/journey.ts';
import { isHeldWalk } from '../domain/restore.ts';
import { arrowsWalked } from '../domain/trail.ts';
import type { JourneyStore } from '../ports/stores.ts';
import { surveyWalks, type WalksDeps } from './survey-walks.ts';

/** Slices of a hundred people that one look at the page may cost in each shard of the audience. */
const maxSlices = 50;

export interface JourneyMap {
  readonly journey: Journey;
  /** People of this version who stand on a node now. */
  readonly here: ReadonlyMap<string, number>;
  /** By `arrowName`: people of this version who went along it, those whose walk has ended included. */
  readonly along: ReadonlyMap<string, number>;
  /** People who still walk an earlier version. */
  readonly onEarlier: number;
  /** People of any version whom an operator holds since a restore. */
  readonly held: number;
  /** Not everybody was looked at; the numbers are lower bounds. */
  readonly isPartial: boolean;
}

export const arrowName = (from: string, way: number): string => `${from} ${way}`;

/** Answers undefined for a journey nobody knows. */
export async function mapJourney(
  deps: WalksDeps & { readonly journeys: JourneyStore },
  journeyId: string,
): Promise<JourneyMap | undefined> {
  const journey = await deps.journeys.current(journeyId);
  if (!journey) return undefined;
  const along = new Map<string, number>();
  let held = 0;
  const survey = await surveyWalks(deps, journeyId, maxSlices, (walk) => {
    if (isHeldWalk(walk)) held += 1;
    if (walk.version !== journey.version) return;
    for (const { from, way } of arrowsWalked(journey, walk)) {
      const name = arrowName(from, way);
      along.set(name, (along.get(name) ?? 0) + 1);
    }
  });
  const own = survey.standing.filter(({ version }) => version === journey.version);
  const others = survey.standing.filter(({ version }) => version !== journey.version);
  return {
    journey,
    here: new Map(own.map(({ step, people }) => [step, people])),
    along,
    onEarlier: others.reduce((sum, { people }) => sum + people, 0),
    held,
    isPartial: survey.isPartial,
  };
}
