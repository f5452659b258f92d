// Journeys: the current ones come with the build; every version ever walked is kept in the table.
import { LRUCache } from 'lru-cache';
import type { Journey } from '../../domain/journey.ts';
import type { JourneyStore } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import type { TableAccess } from './table-access.ts';

const keptVersions = 50;

export function makeJourneyStore(table: TableAccess, built: readonly Journey[]): JourneyStore {
  const versions = new LRUCache<string, Journey>({ max: keptVersions });
  let kept: Promise<void> | undefined;
  const keep = async (): Promise<void> => {
    for (const journey of built) {
      await table.putIfAbsent(keys.journeyVersion(journey.id, journey.version), {
        definition: JSON.stringify(journey),
      });
    }
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
  };
}
