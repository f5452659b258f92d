// Journeys: the current ones come with the build; every version ever walked is kept in the table.
import { LRUCache } from 'lru-cache';
import { type Journey, type StepSubject, stepSubjects } from '../../domain/journey.ts';
import type { JourneyStore } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import type { TableAccess } from './table-access.ts';

const keptVersions = 50;

export function makeJourneyStore(table: TableAccess, built: readonly Journey[]): JourneyStore {
  const versions = new LRUCache<string, Journey>({ max: keptVersions });
  let kept: Promise<void> | undefined;
  const keep = async (): Promise<void> => {
    for (const journey of built) {
      await table.putIfAbsent(keys.journeyName(journey.id), {});
      await table.putIfAbsent(keys.journeyVersion(journey.id, journey.version), {
        definition: JSON.stringify(journey),
      });
    }
  };
  let steps: Promise<readonly StepSubject[]> | undefined;
  const readSteps = async (): Promise<readonly StepSubject[]> => {
    const names = (await table.queryAll(keys.journeyNames())).map(({ sk }) => sk as string);
    const ids = new Set([...built.map(({ id }) => id), ...names]);
    const items = await Promise.all([...ids].map((id) => table.queryAll(keys.journeyVersionsOf(id))));
    const earlier = items.flat().map(({ definition }) => JSON.parse(definition as string) as Journey);
    return stepSubjects([...built, ...earlier]);
  };
  return {
    all: () => built,
    async current(journeyId) {
      return built.find((journey) => journey.id === journeyId);
    },
    async version(journeyId, version) {
      const current = built.find((journey) => journey.id === journeyId && journey.version === version);
      if (current) return current;
      const cached = versions.get(`${journeyId} ${version}`);
      if (cached) return cached;
      const item = await table.get(keys.journeyVersion(journeyId, version));
      if (!item) return undefined;
      const journey = JSON.parse(item.definition as string) as Journey;
      versions.set(`${journeyId} ${version}`, journey);
      return journey;
    },
    keepCurrent() {
      kept ??= keep().catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
      return kept;
    },
    everyStep() {
      // Read once: what a later build brings is walked by that build's processes.
      steps ??= readSteps().catch((error: unknown) => {
        steps = undefined;
        throw error;
      });
      return steps;
    },
  };
}
