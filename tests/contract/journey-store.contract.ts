// What every JourneyStore keeps: the build's current versions, and earlier ones for whoever still walks them.
import { describe, expect, it } from 'vitest';
import type { Journey, JourneyNode } from '../../functions/domain/journey.ts';
import type { JourneyStore } from '../../functions/ports/stores.ts';
import { aJourney, range } from './examples.ts';

/** `make` gives a store as a build with these journeys would, over the same memory at every call of one suite. */
export function journeyStoreContract(make: (built: readonly Journey[]) => Promise<JourneyStore>): void {
  describe('JourneyStore', () => {
    it('answers the current version, by name and by version, without having kept it', async () => {
      const journey = aJourney();
      const store = await make([journey]);
      expect(store.all()).toEqual([journey]);
      expect(await store.current(journey.id)).toEqual(journey);
      expect(await store.version(journey.id, journey.version)).toEqual(journey);
    });

    it('knows no other journey and no other version', async () => {
      const journey = aJourney();
      const store = await make([journey]);
      expect(await store.current('nothing')).toBeUndefined();
      expect(await store.version(journey.id, 'ffffffffffff')).toBeUndefined();
      expect(await store.version('nothing', journey.version)).toBeUndefined();
    });

    it('finds a version that an earlier build kept, after the next build came', async () => {
      const before = aJourney({ version: 'aaaaaaaaaaaa' });
      const after = { ...before, version: 'bbbbbbbbbbbb', title: 'Acne scars, again' };
      await (await make([before])).keepCurrent();
      const store = await make([after]);
      await store.keepCurrent();
      expect(await store.current(before.id)).toEqual(after);
      expect(await store.version(before.id, before.version)).toEqual(before);
      expect(await store.version(before.id, after.version)).toEqual(after);
    });

    it('knows every step of every kept version, each once, also of a journey that has left the build', async () => {
      const send = (id: string): JourneyNode => ({ ...(aJourney().nodes.welcome as JourneyNode), id });
      const withSteps = (id: string, version: string, steps: readonly string[]): Journey =>
        aJourney({ id, version, nodes: Object.fromEntries(steps.map((step) => [step, send(step)])) });
      const builds = [
        [withSteps('kept', 'aaaaaaaaaaaa', ['one', 'two']), withSteps('left', 'cccccccccccc', ['one'])],
        [withSteps('kept', 'bbbbbbbbbbbb', ['two', 'three'])],
      ];
      for (const build of builds) await (await make(build)).keepCurrent();
      const steps = await (await make([withSteps('kept', 'dddddddddddd', ['four'])])).everyStep();
      const names = steps.flatMap(({ journeyId, step }) =>
        journeyId === 'kept' || journeyId === 'left' ? [`${journeyId} ${step}`] : [],
      );
      expect(names.toSorted()).toEqual(['kept four', 'kept one', 'kept three', 'kept two', 'left one']);
    });

    it('keeps the same versions again and again without harm, and large ones whole', async () => {
      const nodes = range(300).map((n): [string, JourneyNode] => [
        `exit-${n}`,
        { kind: 'exit', id: `exit-${n}`, reason: 'r'.repeat(300) },
      ]);
      const large = aJourney({ nodes: Object.fromEntries(nodes) });
      const store = await make([large]);
      await store.keepCurrent();
      await store.keepCurrent();
      await (await make([large])).keepCurrent();
      expect(await (await make([])).version(large.id, large.version)).toEqual(large);
    });
  });
}
