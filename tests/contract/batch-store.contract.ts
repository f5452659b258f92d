// What every BatchStore keeps: plans that repeat harmlessly, changes under state and token, sets that only grow.
import { beforeEach, describe, expect, it } from 'vitest';
import { slotAt, slotReason } from '../../functions/domain/batch.ts';
import type { BatchStore } from '../../functions/ports/stores.ts';
import { aBatch, eventually, freshId, noonMs, range, someRecipients } from './examples.ts';

export function batchStoreContract(make: () => Promise<BatchStore>): void {
  describe('BatchStore', () => {
    let store: BatchStore;
    beforeEach(async () => {
      store = await make();
    });
    plans(() => store);
    changes(() => store);
    growth(() => store);
  });
}

function plans(store: () => BatchStore): void {
  it('knows neither batch nor recipients before the plan', async () => {
    const { id } = aBatch();
    expect(await store().get(id)).toBeUndefined();
    expect(await store().recipients(id)).toEqual([]);
  });

  it.each([1, 10, 11, 50])('keeps a plan for %i recipients as it was', async (count) => {
    const batch = aBatch({
      dueAt: noonMs,
      slots: [0],
      callUntil: noonMs,
      variant: { locale: 'en', tracked: false, alternateSubject: true },
    });
    const recipients = someRecipients(count);
    await store().plan(batch, recipients);
    expect(await store().get(batch.id)).toEqual(batch);
    expect(await store().recipients(batch.id)).toEqual(recipients);
  });

  it.each([1, 10, 11, 50])('leaves a plan for %i recipients alone when it is repeated', async (count) => {
    const batch = aBatch();
    const recipients = someRecipients(count);
    await store().plan(batch, recipients);
    await store().change(batch.id, batch, { state: 'ready', token: 'sealed', slots: [0] });
    await store().add(batch.id, { accepted: [slotAt(0, noonMs)] });
    await store().plan({ ...batch, token: freshId() }, someRecipients(count));
    expect(await store().get(batch.id)).toMatchObject({
      state: 'ready',
      token: 'sealed',
      slots: [0],
      accepted: new Set([slotAt(0, noonMs)]),
    });
    expect(await store().recipients(batch.id)).toEqual(recipients);
  });

  it('lets one of two simultaneous plans decide outcome and recipients', async () => {
    const batch = aBatch();
    const plans = range(4).map((n) => ({ batch: { ...batch, token: `plan-${n}` }, recipients: someRecipients(5) }));
    await Promise.all(plans.map((plan) => store().plan(plan.batch, plan.recipients)));
    const stored = await store().get(batch.id);
    const planned = plans.find((plan) => plan.batch.token === stored?.token);
    expect(planned).toBeDefined();
    expect(await store().recipients(batch.id)).toEqual(planned?.recipients);
  });

  it('reads more than a hundred, each once, absent ones missing', async () => {
    const batches = range(110).map(() => aBatch());
    await Promise.all(batches.map((batch) => store().plan(batch, someRecipients(1))));
    const ids = batches.map(({ id }) => id);
    await eventually(async () => {
      const read = await store().getMany([...ids, aBatch().id, ...ids.slice(0, 20)]);
      expect([...read.keys()].sort()).toEqual([...ids].sort());
      expect(read.get(ids[3] as string)).toEqual(batches[3]);
    });
    expect((await store().getMany([])).size).toBe(0);
  });
}

function changes(store: () => BatchStore): void {
  it('writes every field it names and no other', async () => {
    const batch = aBatch({ dueAt: noonMs, attempt: 1 });
    await store().plan(batch, someRecipients(12));
    const change = {
      state: 'calling',
      token: 'mine',
      slots: [0, 2, 10],
      attempt: 2,
      calling: [2, 10],
      callUntil: noonMs + 1,
      doubtSince: noonMs + 2,
      renderHash: '0123456789abcdef',
      dueAt: noonMs + 4,
    } as const;
    expect(await store().change(batch.id, batch, change)).toBe(true);
    expect(await store().get(batch.id)).toEqual({ ...batch, ...change });
    expect(await store().recipients(batch.id)).toHaveLength(12);
  });

  it('empties a list, keeps what is not named, and takes the batch off the due index', async () => {
    const batch = aBatch({ dueAt: noonMs, slots: [1, 2], calling: [1] });
    await store().plan(batch, someRecipients(3));
    expect(await store().change(batch.id, batch, { state: 'done', token: 'mine', calling: [], dueAt: null })).toBe(
      true,
    );
    const { dueAt: _dueAt, ...rest } = batch;
    expect(await store().get(batch.id)).toEqual({ ...rest, state: 'done', token: 'mine', calling: [] });
  });

  it('keeps the due time when the change does not speak of it', async () => {
    const batch = aBatch({ dueAt: noonMs });
    await store().plan(batch, someRecipients(1));
    await store().change(batch.id, batch, { token: 'mine' });
    expect(await store().get(batch.id)).toEqual({ ...batch, token: 'mine' });
  });

  it('grows sets in the same write, and not at all when it loses', async () => {
    const batch = aBatch();
    await store().plan(batch, someRecipients(2));
    const add = { accepted: [slotAt(0, noonMs)], refused: [], returned: [1] };
    expect(await store().change(batch.id, { state: 'ready', token: batch.token }, { token: 'mine', add })).toBe(false);
    expect((await store().get(batch.id))?.accepted).toEqual(new Set());
    expect(await store().change(batch.id, batch, { token: 'mine', add })).toBe(true);
    expect(await store().get(batch.id)).toEqual({
      ...batch,
      token: 'mine',
      accepted: new Set([slotAt(0, noonMs)]),
      returned: new Set([1]),
    });
  });

  it('loses on another state, another token, or no batch, and changes nothing', async () => {
    const batch = aBatch();
    await store().plan(batch, someRecipients(1));
    const change = { state: 'done', token: 'mine' } as const;
    expect(await store().change(batch.id, { state: 'ready', token: batch.token }, change)).toBe(false);
    expect(await store().change(batch.id, { state: 'open', token: 'other' }, change)).toBe(false);
    expect(await store().get(batch.id)).toEqual(batch);
    const absent = aBatch();
    expect(await store().change(absent.id, absent, change)).toBe(false);
    expect(await store().get(absent.id)).toBeUndefined();
  });

  it('lets one of many simultaneous changes win, and tells each which', async () => {
    const batch = aBatch({ state: 'ready' });
    await store().plan(batch, someRecipients(1));
    const won = await Promise.all(
      range(8).map((n) => store().change(batch.id, batch, { state: 'calling', token: `mine-${n}` })),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store().get(batch.id)).toMatchObject({ state: 'calling', token: `mine-${won.indexOf(true)}` });
  });

  it('recognises a change of its own that was applied before', async () => {
    const batch = aBatch();
    await store().plan(batch, someRecipients(1));
    const change = { state: 'ready', token: 'mine' } as const;
    expect(await store().change(batch.id, batch, change)).toBe(true);
    expect(await store().change(batch.id, batch, change)).toBe(true);
    expect(await store().change(batch.id, batch, { ...change, token: 'other' })).toBe(false);
    expect(await store().change(batch.id, { state: 'open', token: 'mine' }, change)).toBe(false);
  });
}

function growth(store: () => BatchStore): void {
  const additions = {
    accepted: [slotAt(0, noonMs)],
    delivered: [slotAt(0, noonMs + 1_000)],
    evented: [slotAt(1, noonMs)],
    refused: [slotReason(2, 'suppressed')],
    bounced: [slotReason(3, 'Permanent')],
    returned: [4],
    complained: [5],
    unsubscribed: [6, 7],
    goals: [0],
  };

  it('answers the batch after the union; adding twice changes nothing', async () => {
    const batch = aBatch({ dueAt: noonMs });
    await store().plan(batch, someRecipients(8));
    const after = {
      ...batch,
      ...Object.fromEntries(Object.entries(additions).map(([name, list]) => [name, new Set<unknown>(list)])),
    };
    expect(await store().add(batch.id, additions)).toEqual(after);
    expect(await store().add(batch.id, additions)).toEqual(after);
    expect(await store().get(batch.id)).toEqual(after);
  });

  it('gives the same sets in any order, also when all arrive at once', async () => {
    const entries = range(50).map((slot) => ({ accepted: [slotAt(slot, noonMs)], unsubscribed: [slot] }));
    const [forward, backward, together] = [aBatch(), aBatch(), aBatch()];
    for (const batch of [forward, backward, together]) await store().plan(batch, someRecipients(50));
    for (const entry of entries) await store().add(forward.id, entry);
    for (const entry of [...entries, ...entries.slice(20)].reverse()) await store().add(backward.id, entry);
    await Promise.all(entries.map((entry) => store().add(together.id, entry)));
    for (const { id } of [forward, backward, together]) {
      const stored = await store().get(id);
      expect([...(stored?.accepted ?? [])].sort()).toEqual(entries.flatMap(({ accepted }) => accepted).sort());
      expect(stored?.unsubscribed).toEqual(new Set(range(50)));
    }
  });

  it('keeps every entry of a slot that speaks twice', async () => {
    const batch = aBatch();
    await store().plan(batch, someRecipients(1));
    await store().add(batch.id, { delivered: [slotAt(0, noonMs)] });
    const after = await store().add(batch.id, { delivered: [slotAt(0, noonMs - 5_000)] });
    expect(after?.delivered).toEqual(new Set([slotAt(0, noonMs), slotAt(0, noonMs - 5_000)]));
  });

  it('takes additions of nothing', async () => {
    const batch = aBatch();
    await store().plan(batch, someRecipients(1));
    expect(await store().add(batch.id, {})).toEqual(batch);
    expect(await store().add(batch.id, { accepted: [], goals: [] })).toEqual(batch);
  });

  it('answers undefined for a batch that is not there, and creates none', async () => {
    const { id } = aBatch();
    expect(await store().add(id, additions)).toBeUndefined();
    expect(await store().add(id, {})).toBeUndefined();
    expect(await store().get(id)).toBeUndefined();
    expect(await store().recipients(id)).toEqual([]);
  });
}
