// Moving people between versions: nobody is lost, nobody is mailed twice, and a map with a hole is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrolment } from '../../functions/domain/enrolment.ts';
import { step } from '../../functions/domain/interpreter.ts';
import { dayMs } from '../../functions/domain/time.ts';
import { likelyTarget, movedWalk, moveProblems, type VersionMove } from '../../functions/domain/version-move.ts';
import { audienceShards } from '../../functions/table.ts';
import { moveSlice, planMoves } from '../../functions/usecases/move-walks.ts';
import { surveyWalks, type WalksCursor } from '../../functions/usecases/survey-walks.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { Pipeline } from '../sending/pipeline.ts';
import { openFacts } from './open-facts.ts';
import { newSeries, oldSeries } from './two-versions.ts';

const start = Date.UTC(2027, 0, 4, 8);
const move: VersionMove = {
  from: oldSeries.version,
  steps: Object.fromEntries(
    Object.keys(oldSeries.nodes).map((id) => [id, likelyTarget(oldSeries, newSeries, id) ?? 'three']),
  ),
};
/** The waits of the old version, by the e-mail that follows. */
const waitBefore = (journey: typeof oldSeries, send: string) =>
  Object.values(journey.nodes).find((node) => node.kind === 'wait' && node.next === send)?.id ?? '';

describe('a map', () => {
  it('is refused when it forgets a step with people on it, names what is not there, or moves the new version', () => {
    const wait = waitBefore(oldSeries, 'removed');
    const hole: VersionMove = { from: oldSeries.version, steps: { one: 'one', nowhere: 'one', three: 'five' } };
    expect(
      moveProblems(hole, oldSeries, newSeries, ['one', wait]).map(({ step: at, message }) => `${at}: ${message}`),
    ).toEqual([
      'nowhere: is no step of this version; take the line out.',
      'three: goes to "five", which the new version lacks; choose "exit" or one of one, three, four.',
      `${wait}: has people on it and is not in the map; say where they go, or "exit".`,
    ]);
    expect(moveProblems({ from: newSeries.version, steps: {} }, newSeries, newSeries, [])).toHaveLength(1);
    expect(moveProblems({ from: 'ffffffffffff', steps: {} }, undefined, newSeries, [])).toHaveLength(1);
  });

  it('is drafted with the same places where they are certain, and nothing where they are not', () => {
    expect(likelyTarget(oldSeries, newSeries, 'three')).toBe('three');
    expect(likelyTarget(oldSeries, newSeries, 'removed')).toBeUndefined();
    // The wait before the fourth e-mail is the same, under another name.
    expect(likelyTarget(oldSeries, newSeries, waitBefore(oldSeries, 'four'))).toBe(waitBefore(newSeries, 'four'));
  });
});

describe('a moved walk', () => {
  const nodes = Object.keys(oldSeries.nodes).filter((id) => oldSeries.nodes[id]?.kind !== 'exit');
  const walks = fc.record({
    at: fc.constantFrom(...nodes),
    waited: fc.boolean(),
    sent: fc.subarray(['one', 'removed', 'three']),
  });
  const walkOf = ({ at, waited, sent }: { at: string; waited: boolean; sent: string[] }): Enrolment => ({
    subscriberId: 'anna',
    journeyId: oldSeries.id,
    version: oldSeries.version,
    rev: 4,
    state: 'walking',
    at,
    enrolledAt: start,
    since: start,
    ...(waited && oldSeries.nodes[at]?.kind === 'wait' && { waitUntil: start + 9 * dayMs }),
    sends: sent.map((step, slot) => ({ step, at: start, batchId: 'b', slot })),
    dueAt: start + 9 * dayMs,
  });

  it('is due or has ended, keeps its history, stands on a node of the new version, and moves once', () => {
    fc.assert(
      fc.property(walks, (made) => {
        const walk = walkOf(made);
        const moved = movedWalk(move, oldSeries, newSeries, walk, start + dayMs);
        if (!moved) throw new Error('everybody is in this map');
        expect(moved.sends).toEqual(walk.sends);
        expect(moved.moved).toMatchObject({ from: oldSeries.version, step: walk.at, at: start + dayMs });
        if (moved.state === 'ended') expect(moved).toMatchObject({ endedReason: 'edited', endedAt: start + dayMs });
        else {
          expect(newSeries.nodes[moved.at]).toBeDefined();
          expect(moved.dueAt).toBeDefined();
        }
        expect(movedWalk(move, oldSeries, newSeries, moved, start + 2 * dayMs)).toBeUndefined();
      }),
    );
  });

  it('waits to the same end where the wait is the same', () => {
    const walk = walkOf({ at: waitBefore(oldSeries, 'four'), waited: true, sent: ['one'] });
    expect(movedWalk(move, oldSeries, newSeries, walk, start + dayMs)).toMatchObject({
      at: waitBefore(newSeries, 'four'),
      waitUntil: walk.waitUntil,
      dueAt: walk.dueAt,
    });
  });

  it('is never sent again what it was sent in the earlier version', () => {
    const walk = walkOf({ at: 'removed', waited: false, sent: ['one', 'three'] });
    const back = { ...move, steps: { ...move.steps, removed: 'one' } };
    const moved = movedWalk(back, oldSeries, newSeries, walk, start) as Enrolment;
    const [next, commands] = step(newSeries, moved, openFacts({ tracked: false, zone: 'UTC' }), start);
    expect(commands.filter(({ kind }) => kind === 'send')).toEqual([]);
    expect(next.at).not.toBe('one');
    expect(next.sends).toEqual(moved.sends);
  });

  it('stays while an e-mail is being sent to her', () => {
    const walk = { ...walkOf({ at: 'removed', waited: false, sent: [] }), state: 'sending' as const };
    expect(movedWalk(move, oldSeries, newSeries, walk, start)).toBeUndefined();
  });
});

describe('publishing with people on a removed step', () => {
  it('takes everybody along, in slices, although people advance meanwhile, and doing it again moves nobody', async () => {
    const before = new Pipeline(oldSeries);
    await before.enrolPeople(250);
    await before.runTo(start + 3 * dayMs);
    const world = new MemoryWorld({ now: before.now, seed: 'moved', journeys: [newSeries], state: before.world.state });
    const deps = { ...world, audienceShards };
    const planned = await planMoves(deps, oldSeries.id, [move]);
    if (!planned) throw new Error('the journey is there');
    expect(planned.survey.standing.reduce((sum, { people }) => sum + people, 0)).toBe(250);
    const after = new Pipeline(newSeries, { now: before.now, state: before.world.state });
    let moved = 0;
    let cursor: WalksCursor | undefined = { shard: 0 };
    while (cursor) {
      const [slice]: [Awaited<ReturnType<typeof moveSlice>>, unknown] = await Promise.all([
        moveSlice(deps, planned.plan, cursor),
        after.runFor(3_600_000),
      ]);
      moved += slice.moved;
      cursor = slice.next;
    }
    expect(moved).toBe(250);
    expect((await surveyWalks(deps, oldSeries.id)).standing.map(({ version }) => version)).not.toContain(
      oldSeries.version,
    );
    expect((await moveSlice(deps, planned.plan, { shard: 0 })).moved).toBe(0);
    await after.runFor(30 * dayMs);
    const walks = [...world.state.enrolments.values()];
    expect(new Set(walks.map(({ endedReason }) => endedReason))).toEqual(new Set(['completed']));
    const mails = [...Map.groupBy([...before.sent, ...after.sent], ({ to }) => to).values()];
    for (const hers of mails) expect(new Set(hers.map(({ template }) => template)).size).toBe(hers.length);
    expect(after.sent.map(({ template }) => template)).not.toContain('removed');
  });

  it('moves nobody by a map with a hole', async () => {
    const before = new Pipeline(oldSeries);
    await before.enrolPeople(3);
    await before.runTo(start + 3 * dayMs);
    const world = new MemoryWorld({ journeys: [newSeries], state: before.world.state });
    const hole = { from: oldSeries.version, steps: { one: 'one' } };
    await expect(planMoves({ ...world, audienceShards }, oldSeries.id, [hole])).rejects.toThrow(
      'has people on it and is not in the map; say where they go, or "exit".',
    );
    expect(new Set([...world.state.enrolments.values()].map(({ version }) => version))).toEqual(
      new Set([oldSeries.version]),
    );
  });
});
