// Broadcasts and the slices of their audiences. A stored slice is never replaced: whoever comes second adopts it.
import { LRUCache } from 'lru-cache';
import type { Broadcast, LateBroadcast, Slice, SliceBatch } from '../../domain/broadcast.ts';
import { type EpochMs, minuteMs } from '../../domain/time.ts';
import type { BroadcastStore } from '../../ports/stores.ts';
import { dueShard, keys } from '../../table.ts';
import { packIds, unpackIds } from './packed-ids.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

const latelyMs = minuteMs;
const keptContentKeys = 100;
const lateFields = ['id', 'cutoffAt', 'redrivenAt', 'contentKey'] as const;

export function makeBroadcastStore(table: TableAccess): BroadcastStore {
  let read:
    | { readonly at: EpochMs; readonly since: EpochMs; readonly list: Promise<readonly LateBroadcast[]> }
    | undefined;
  const get = async (id: string): Promise<Broadcast | undefined> => {
    const item = await table.get(keys.broadcast(id));
    return item && (withoutKeys(item) as unknown as Broadcast);
  };
  const list = async (): Promise<Broadcast[]> => {
    const items = await table.queryAll(keys.broadcasts());
    return items.map((item) => withoutKeys(item) as unknown as Broadcast).sort((a, b) => b.createdAt - a.createdAt);
  };
  const contentKeys = new LRUCache<string, string>({
    max: keptContentKeys,
    ignoreFetchAbort: true,
    fetchMethod: async (id) => (await get(id))?.contentKey,
  });
  /** Where the compiled issues are is learnt with it, and need not be asked for by those who send them. */
  const listLately = async (since: EpochMs): Promise<LateBroadcast[]> => {
    const items = await table.allPages({
      condition: 'pk = :pk',
      filter: 'cutoffAt > :since OR redrivenAt > :since',
      values: { ':pk': keys.broadcasts().pk, ':since': since },
      fields: lateFields,
    });
    const broadcasts = items as unknown as Pick<Broadcast, (typeof lateFields)[number]>[];
    for (const { id, contentKey } of broadcasts) if (contentKey !== undefined) contentKeys.set(id, contentKey);
    return broadcasts;
  };
  const getSlice: BroadcastStore['getSlice'] = async (broadcastId, shard, index) => {
    const item = await table.get(keys.slice(broadcastId, shard, index));
    return item && toSlice(item);
  };
  return {
    get,
    list,
    async lately(now, since) {
      if (read && now >= read.at && now < read.at + latelyMs && since >= read.since) return read.list;
      const reading = { at: now, since, list: listLately(since) };
      read = reading;
      // What could not be read is asked for again by whoever comes next.
      reading.list.catch(() => {
        if (read === reading) read = undefined;
      });
      return reading.list;
    },
    contentKey: (id) => contentKeys.fetch(id),
    save(broadcast) {
      read = undefined;
      return table.putVersioned(keys.broadcast(broadcast.id), {
        ...broadcast,
        ...(broadcast.dueAt !== undefined && { dueShard: dueShard('broadcast', broadcast.id) }),
      });
    },
    async putSlice(slice) {
      const key = keys.slice(slice.broadcastId, slice.shard, slice.index);
      if (await table.putIfAbsent(key, sliceItem(slice))) return slice;
      const stored = await getSlice(slice.broadcastId, slice.shard, slice.index);
      if (!stored) throw new Error('A slice was refused as present and then not found.');
      return stored;
    },
    getSlice,
  };
}

/** A thousand members make the slice; what they tell of their batch by themselves is not kept beside them. */
function sliceItem(slice: Slice): Item {
  const batches = slice.batches.map(({ first: _first, last: _last, size: _size, members, ...batch }) => ({
    ...batch,
    members: packIds(members) ?? members,
  }));
  return { ...slice, batches };
}

type StoredBatch = Omit<SliceBatch, 'members' | 'first' | 'last' | 'size'> & {
  readonly members: Uint8Array | readonly string[];
};

function toSlice(item: Item): Slice {
  const { batches, ...slice } = withoutKeys(item);
  return { ...slice, batches: (batches as StoredBatch[]).map(toSliceBatch) } as unknown as Slice;
}

function toSliceBatch({ members: stored, ...batch }: StoredBatch): SliceBatch {
  const members = stored instanceof Uint8Array ? unpackIds(stored) : stored;
  return { ...batch, first: members[0] as string, last: members.at(-1) as string, size: members.length, members };
}
