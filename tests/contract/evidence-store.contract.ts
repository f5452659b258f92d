// What every EvidenceStore keeps: the bounded union of a slot's events, whatever their order and however often they come.
import { beforeEach, describe, expect, it } from 'vitest';
import { maxEvidenceEvents, mergeEvents } from '../../functions/domain/evidence.ts';
import type { EvidenceStore } from '../../functions/ports/stores.ts';
import { aBatch, anOpen, noonMs, range } from './examples.ts';

export function evidenceStoreContract(make: () => Promise<EvidenceStore>): void {
  describe('EvidenceStore', () => {
    let store: EvidenceStore;
    beforeEach(async () => {
      store = await make();
    });
    merges(() => store);
    reads(() => store);
  });
}

const click = anOpen(noonMs + 9, { kind: 'click', link: 2, headers: { purpose: 'prefetch' } });

function merges(store: () => EvidenceStore): void {
  it('answers and stores the slot with its events in order', async () => {
    const { id: batchId } = aBatch();
    const merged = await store().merge(batchId, 4, [click, anOpen(noonMs)]);
    expect(merged).toMatchObject({ batchId, slot: 4, events: [anOpen(noonMs), click] });
    expect(await store().getMany([{ batchId, slot: 4 }])).toEqual([merged]);
  });

  it('changes nothing when the same events come again', async () => {
    const { id: batchId } = aBatch();
    await store().merge(batchId, 0, [click, anOpen(noonMs)]);
    await store().merge(batchId, 0, [anOpen(noonMs)]);
    const merged = await store().merge(batchId, 0, [click, click]);
    expect(merged.events).toEqual([anOpen(noonMs), click]);
  });

  it('holds the same evidence for any order of arrival, bounded to the first and the last', async () => {
    const events = range(40).map((n) => anOpen(noonMs + n * 1_000, { userAgent: `agent ${n % 3}` }));
    const expected = mergeEvents([], events);
    const forward = aBatch().id;
    const backward = aBatch().id;
    for (const event of events) await store().merge(forward, 1, [event]);
    for (const event of [...events].reverse()) await store().merge(backward, 1, [event, event]);
    for (const batchId of [forward, backward]) {
      expect((await store().getMany([{ batchId, slot: 1 }]))[0]?.events).toEqual(expected);
    }
    expect(expected).toHaveLength(maxEvidenceEvents.open);
  });

  it('loses no event of merges that run at once', async () => {
    const { id: batchId } = aBatch();
    const events = range(6).map((n) => anOpen(noonMs + n));
    await Promise.all(events.map((event) => store().merge(batchId, 0, [event])));
    expect((await store().getMany([{ batchId, slot: 0 }]))[0]?.events).toEqual(events);
  });

  it('holds the longest agents it is given', async () => {
    const { id: batchId } = aBatch();
    const userAgent = 'a'.repeat(1_000);
    const opens = range(maxEvidenceEvents.open).map((n) => anOpen(noonMs + n, { userAgent }));
    const clicks = range(maxEvidenceEvents.click).map((n) => ({ ...click, at: noonMs + 1_000 + n, userAgent }));
    const events = [...opens, ...clicks];
    expect((await store().merge(batchId, 49, events)).events).toEqual(events);
  });
}

function reads(store: () => EvidenceStore): void {
  it('keeps slots and batches apart, reads each once, leaves absent ones out', async () => {
    const batches = [aBatch().id, aBatch().id, aBatch().id];
    const slots = batches.flatMap((batchId) => range(40).map((slot) => ({ batchId, slot })));
    await Promise.all(slots.map(({ batchId, slot }, n) => store().merge(batchId, slot, [anOpen(noonMs + n)])));
    const read = await store().getMany([...slots, { batchId: aBatch().id, slot: 0 }, ...slots.slice(0, 9)]);
    expect(read).toHaveLength(slots.length);
    for (const [n, { batchId, slot }] of slots.entries()) {
      const found = read.find((evidence) => evidence.batchId === batchId && evidence.slot === slot);
      expect(found?.events).toEqual([anOpen(noonMs + n)]);
    }
    expect(await store().getMany([])).toEqual([]);
  });
}
