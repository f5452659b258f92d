// Moves people from earlier versions of a journey to the build's, by an explicit map, in slices that may be repeated.
import type { Enrolment } from '../domain/enrolment.ts';
import type { Journey } from '../domain/journey.ts';
import { type MoveProblem, movedWalk, moveProblems, type VersionMove } from '../domain/version-move.ts';
import type { Clock } from '../ports/clock.ts';
import type { JourneyStore } from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { readWalks, surveyWalks, type WalksCursor, type WalksDeps, type WalksSurvey } from './survey-walks.ts';

export interface MoveDeps extends WalksDeps {
  readonly journeys: JourneyStore;
  readonly clock: Clock;
}

/** The map does not fit: every mistake with its place and remedy. Nobody was moved. */
export class MapError extends Error {
  override readonly name = 'MapError';
  constructor(readonly problems: readonly MoveProblem[]) {
    super(
      problems
        .map(
          ({ version, step, message }) => `version ${version}${step === undefined ? '' : `, step ${step}`}: ${message}`,
        )
        .join('\n'),
    );
  }
}

export interface MovePlan {
  readonly to: Journey;
  readonly moves: readonly { readonly move: VersionMove; readonly from: Journey }[];
}

/** Checks a map against who stands where now. Throws MapError; answers undefined for a journey this build lacks. */
export async function planMoves(
  deps: MoveDeps,
  journeyId: string,
  moves: readonly VersionMove[],
): Promise<{ readonly plan: MovePlan; readonly survey: WalksSurvey } | undefined> {
  const to = await deps.journeys.current(journeyId);
  if (!to) return undefined;
  const survey = await surveyWalks(deps, journeyId);
  const found = await Promise.all(
    moves.map(async (move) => {
      const from = await deps.journeys.version(journeyId, move.from);
      const occupied = survey.standing.filter(({ version }) => version === move.from).map(({ step }) => step);
      return { move, from, problems: moveProblems(move, from, to, occupied) };
    }),
  );
  const problems = found.flatMap((one) => one.problems);
  if (problems.length > 0) throw new MapError(problems);
  return { survey, plan: { to, moves: found.flatMap(({ move, from }) => (from ? [{ move, from }] : [])) } };
}

export interface MovedSlice {
  readonly moved: number;
  /** People of a mapped version who stay for now: being sent something, or gone on to a step that the map lacks. */
  readonly left: number;
  readonly next?: WalksCursor;
}

/**
 * One slice. Each move is one conditional write that names what was read: whoever advances meanwhile wins or is seen.
 * Doing a slice twice moves nobody twice, because the moved walk another version.
 */
export async function moveSlice(deps: MoveDeps, plan: MovePlan, from: WalksCursor): Promise<MovedSlice> {
  // The new version first: whoever walks it must always find it.
  await deps.journeys.keepCurrent();
  const { walks, next } = await readWalks(deps, plan.to.id, from);
  const now = deps.clock.now();
  const change = (walk: Enrolment): Enrolment | undefined => {
    const found = plan.moves.find(({ move }) => move.from === walk.version);
    return found && movedWalk(found.move, found.from, plan.to, walk, now);
  };
  const concerned = walks.filter(
    ({ version, state }) => state !== 'ended' && plan.moves.some(({ move }) => move.from === version),
  );
  const done = await Promise.all(
    concerned.map(async (walk) => {
      const wanted = change(walk);
      if (wanted && (await deps.enrolments.save(wanted))) return true;
      let last: Enrolment | undefined;
      await changeEnrolment(deps.enrolments, walk, (known) => {
        last = change(known);
        return last;
      });
      return last !== undefined;
    }),
  );
  const moved = done.filter(Boolean).length;
  return { moved, left: concerned.length - moved, ...(next && { next }) };
}
