// The due index, oldest first. What it says is a hint; the base item, read consistently, decides.
import type { EpochMs } from '../../domain/time.ts';
import type { DueIndex, DueRef } from '../../ports/stores.ts';
import { allDueShards, meaningOf, tableDefinition } from '../../table.ts';
import type { Item, TableAccess } from './table-access.ts';

export function makeDueIndex(table: TableAccess): DueIndex {
  const dueBy = (shard: string, now: EpochMs, since = 0) => ({
    index: tableDefinition.indexes.due.name,
    condition: 'dueShard = :shard AND dueAt BETWEEN :since AND :now',
    values: { ':shard': shard, ':since': since, ':now': now },
  });
  return {
    shards: () => allDueShards,
    async due(shard, now, limit, since) {
      const refs: DueRef[] = [];
      let startAfter: Item | undefined;
      do {
        const page = await table.query({
          ...dueBy(shard, now, since),
          limit: limit - refs.length,
          ...(startAfter && { startAfter }),
        });
        refs.push(...page.items.map((item) => meaningOf({ pk: item.pk as string, sk: item.sk as string })));
        startAfter = page.last;
      } while (startAfter && refs.length < limit);
      return refs;
    },
    async oldestDueAt(shard, now) {
      const { items } = await table.query({ ...dueBy(shard, now), limit: 1 });
      return items[0]?.dueAt as EpochMs | undefined;
    },
  };
}
