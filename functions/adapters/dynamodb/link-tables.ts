// Link tables: items named by a render's hash, whose links never change. Cached for a minute, because staff may withdraw one.
import { marshall } from '@aws-sdk/util-dynamodb';
import { LRUCache } from 'lru-cache';
import type { LinkTable, LinkTables } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

const cachedTables = 500;
/** A withdrawn link leads nowhere at the latest after this. */
const cachedForMs = 60_000;

export function makeLinkTables(table: TableAccess): LinkTables {
  /** Written, or being written: batches worked side by side wait for one write. */
  const stored = new LRUCache<string, Promise<boolean>>({ max: cachedTables });
  const cache = new LRUCache<string, LinkTable>({
    max: cachedTables,
    ttl: cachedForMs,
    fetchMethod: async (hash) => {
      const item = await table.get(keys.linkTable(hash), false);
      return item && toLinkTable(item);
    },
    // A link must lead on while the table cannot be read: what was known a minute ago is as good as certain.
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
  });
  return {
    async put(linkTable) {
      const { hash } = linkTable;
      const writing = stored.get(hash) ?? table.putIfAbsent(keys.linkTable(hash), { ...linkTable });
      stored.set(hash, writing);
      try {
        await writing;
      } catch (error) {
        if (stored.get(hash) === writing) stored.delete(hash);
        throw error;
      }
    },
    get: (hash) => cache.fetch(hash),
    async setWithdrawn(hash, link, { withdrawn, by, at }) {
      const changed = await table.update(keys.linkTable(hash), {
        UpdateExpression: `${withdrawn ? 'ADD' : 'DELETE'} withdrawn :link`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':link': new Set([link]) }),
        ReturnValues: 'NONE',
      });
      cache.delete(hash);
      if (changed === undefined) return false;
      // After it, so that nothing is listed that still leads on; a crash between leaves it for a repeat.
      await table.put(keys.withdrawnLink(hash, link), { hash, link, withdrawn, by, at });
      return true;
    },
    async withdrawn() {
      const items = await table.queryAll(keys.withdrawnLinks());
      const now = items.filter(({ withdrawn }) => withdrawn === true).map((item) => withoutKeys(item));
      return now
        .map(
          ({ hash, link, by, at }) => ({ hash, link, by, at }) as Awaited<ReturnType<LinkTables['withdrawn']>>[number],
        )
        .sort((a, b) => b.at - a.at);
    },
  };
}

function toLinkTable(item: Item): LinkTable {
  const { withdrawn, ...table } = withoutKeys(item);
  const indexes = [...((withdrawn as Set<number> | undefined) ?? [])].sort((a, b) => a - b);
  return { ...table, ...(indexes.length > 0 && { withdrawn: indexes }) } as unknown as LinkTable;
}
