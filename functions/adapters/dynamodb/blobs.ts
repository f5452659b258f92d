// Compiled newsletters in the table, one item each: at most 60 KB, written under a revision's key, so that they may be cached.
import { LRUCache } from 'lru-cache';
import type { Blobs } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import type { TableAccess } from './table-access.ts';

/** DynamoDB's limit is 400 KB for the whole item. */
const maxBytes = 390_000;
const cachedBlobs = 8;

export function makeBlobs(table: TableAccess): Blobs {
  // Whoever asks while a blob is being read waits for that read.
  const cache = new LRUCache<string, string>({
    max: cachedBlobs,
    // One that is pushed out meanwhile is answered all the same.
    ignoreFetchAbort: true,
    fetchMethod: async (key) => (await table.get(keys.blob(key)))?.content as string | undefined,
  });
  return {
    async put(key, content, contentType) {
      const bytes = Buffer.byteLength(content);
      if (bytes > maxBytes) throw new Error(`A blob of ${bytes} bytes is too large to keep; the limit is ${maxBytes}.`);
      await table.put(keys.blob(key), { content, contentType });
      cache.delete(key);
    },
    get: (key) => cache.fetch(key),
  };
}
