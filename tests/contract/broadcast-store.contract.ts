// What every BroadcastStore keeps: versioned broadcasts, and slices that whoever comes second adopts.
import { beforeEach, describe, expect, it } from 'vitest';
import { type EpochMs, minuteMs } from '../../functions/domain/time.ts';
import type { BroadcastStore } from '../../functions/ports/stores.ts';
import { aBroadcast, aSlice, eventually, freshId, noonMs, range } from './examples.ts';

export function broadcastStoreContract(make: () => Promise<BroadcastStore>): void {
  describe('BroadcastStore', () => {
    let store: BroadcastStore;
    beforeEach(async () => {
      store = await make();
    });
    broadcasts(() => store, make);
    slices(() => store);
  });
}

function broadcasts(store: () => BroadcastStore, again: () => Promise<BroadcastStore>): void {
  it('stores every field as it was, as rev 1, and lists it', async () => {
    const broadcast = aBroadcast({
      preheader: 'Hello',
      cutoffAt: noonMs,
      contentKey: 'k',
      chains: { 0: 3, 1: 'done' },
      planned: 9,
      dueAt: noonMs,
    });
    expect(await store().get(broadcast.id)).toBeUndefined();
    expect(await store().save(broadcast)).toBe(true);
    expect(await store().get(broadcast.id)).toEqual({ ...broadcast, rev: 1 });
    await eventually(async () => {
      expect(await store().list()).toEqual(expect.arrayContaining([{ ...broadcast, rev: 1 }]));
    });
  });

  it('lists lately what it saved itself at once, and what others saved after a minute', async () => {
    const cutoffAt = noonMs - 1;
    const [own, others] = [aBroadcast({ cutoffAt }), aBroadcast({ cutoffAt })];
    const second = await again();
    const idsOf = async (now: EpochMs) => (await store().lately(now, cutoffAt - 1)).map(({ id }) => id);
    await idsOf(noonMs);
    await second.save(others);
    await store().save(own);
    await eventually(async () => {
      expect(await idsOf(noonMs)).toContain(own.id);
      expect(await idsOf(noonMs + minuteMs)).toEqual(expect.arrayContaining([own.id, others.id]));
    });
  });

  it('lists lately what was cut off after a time, also when it was asked for less before', async () => {
    const made = [noonMs - 3, noonMs - 1].map((cutoffAt) => aBroadcast({ cutoffAt, contentKey: 'issue' }));
    const draft = aBroadcast();
    await Promise.all([...made, draft].map((broadcast) => store().save(broadcast)));
    const mine = async (now: EpochMs, since: EpochMs) => {
      const found = await store().lately(now, since);
      return found.filter(({ id }) => [...made, draft].some((one) => one.id === id)).map(({ cutoffAt }) => cutoffAt);
    };
    let now = noonMs;
    await eventually(async () => {
      now += minuteMs;
      expect(await mine(now, noonMs - 2)).toEqual([noonMs - 1]);
      expect(new Set(await mine(now, noonMs - 4))).toEqual(new Set([noonMs - 3, noonMs - 1]));
    });
    expect(await store().contentKey(made[0]?.id ?? '')).toBe('issue');
  });

  it('lists lately what was sent again after a time, however old it is', async () => {
    const made = aBroadcast({ cutoffAt: noonMs - 9, redrivenAt: noonMs - 1 });
    await store().save(made);
    let now = noonMs + 9 * minuteMs;
    const mine = async (since: EpochMs) => (await store().lately(now, since)).filter(({ id }) => id === made.id);
    await eventually(async () => {
      now += minuteMs;
      const { id, cutoffAt, redrivenAt } = made;
      expect(await mine(noonMs - 2)).toMatchObject([{ id, cutoffAt, redrivenAt }]);
    });
    now += minuteMs;
    expect(await mine(noonMs)).toEqual([]);
  });

  it('knows where the compiled issue is from the start on', async () => {
    const draft = aBroadcast();
    await store().save(draft);
    expect(await store().contentKey(draft.id)).toBeUndefined();
    await store().save({ ...draft, rev: 1, state: 'planning', contentKey: 'issue' });
    expect(await store().contentKey(draft.id)).toBe('issue');
    expect(await store().contentKey(draft.id)).toBe('issue');
    expect(await store().contentKey(freshId())).toBeUndefined();
  });

  it('wins with the rev it read and loses with any other', async () => {
    const broadcast = aBroadcast();
    expect(await store().save({ ...broadcast, rev: 1 })).toBe(false);
    expect(await store().save(broadcast)).toBe(true);
    expect(await store().save(broadcast)).toBe(false);
    expect(await store().save({ ...broadcast, rev: 1, state: 'planning' })).toBe(true);
    expect(await store().save({ ...broadcast, rev: 1, state: 'stopped' })).toBe(false);
    expect(await store().get(broadcast.id)).toEqual({ ...broadcast, rev: 2, state: 'planning' });
  });

  it('lists all of them, newest first, also where they exceed what an engine reads at a time', async () => {
    const made = range(8).map((n) => aBroadcast({ markdown: 'x'.repeat(200_000), createdAt: noonMs + n }));
    await Promise.all(made.map((broadcast) => store().save(broadcast)));
    await eventually(async () => {
      const listed = await store().list();
      expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
      const times = listed.map(({ createdAt }) => createdAt);
      expect(times).toEqual([...times].sort((a, b) => b - a));
    });
  });
}

function slices(store: () => BroadcastStore): void {
  it('stores a slice of a thousand people and answers it', async () => {
    const batches = range(20).map((n) => {
      const members = range(50).map(freshId).sort();
      const ends = { first: members[0] ?? '', last: members[49] ?? '' };
      return { batchId: `batch-${n}`, ...ends, size: 50, locale: 'en', tracked: n % 2 === 0, members };
    });
    const slice = aSlice({ batches, after: freshId(), next: freshId() });
    expect(await store().getSlice(slice.broadcastId, slice.shard, slice.index)).toBeUndefined();
    expect(await store().putSlice(slice)).toEqual(slice);
    expect(await store().getSlice(slice.broadcastId, slice.shard, slice.index)).toEqual(slice);
  });

  it('hands the stored slice to whoever comes second', async () => {
    const slice = aSlice({ next: 'first' });
    await store().putSlice(slice);
    expect(await store().putSlice({ ...slice, next: 'second' })).toEqual(slice);
    expect(await store().getSlice(slice.broadcastId, slice.shard, slice.index)).toEqual(slice);
  });

  it('makes simultaneous makers agree', async () => {
    const slice = aSlice();
    const answers = await Promise.all(range(6).map((n) => store().putSlice({ ...slice, next: `next-${n}` })));
    expect(new Set(answers.map(({ next }) => next)).size).toBe(1);
    expect(await store().getSlice(slice.broadcastId, slice.shard, slice.index)).toEqual(answers[0]);
  });

  it('keeps broadcasts, shards and indexes apart, empty slices included', async () => {
    const slice = aSlice({ shard: 1, index: 1 });
    const kin = [slice, { ...slice, shard: 11 }, { ...slice, index: 11 }, { ...slice, broadcastId: freshId() }];
    for (const one of kin) expect(await store().putSlice(one)).toEqual(one);
    for (const one of kin) expect(await store().getSlice(one.broadcastId, one.shard, one.index)).toEqual(one);
  });
}
