// Link tables: immutable items named by a render's hash, cached for the life of the process.
import { LRUCache } from 'lru-cache';
import type { LinkTable, LinkTables } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

const cachedTables = 500;

export function makeLinkTables(table: TableAccess): LinkTables {
  const cache = new LRUCache<string, LinkTable>({ max: cachedTables });
  return {
    async put(linkTable) {
      if (cache.has(linkTable.hash)) return;
      await table.putIfAbsent(keys.linkTable(linkTable.hash), { ...linkTable });
      cache.set(linkTable.hash, linkTable);
    },
    async get(hash) {
      const cached = cache.get(hash);
      if (cached) return cached;
      const item = await table.get(keys.linkTable(hash), false);
      if (!item) return undefined;
      const linkTable = withoutKeys(item) as unknown as LinkTable;
      cache.set(hash, linkTable);
      return linkTable;
    },
  };
}
