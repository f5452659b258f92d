// After a table restore: people who left, bounced or withdrew in the gap are taken from the lost table before anything moves.
import { describe, expect, it } from 'vitest';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { hourMs } from '../../functions/domain/time.ts';
import {
  carryLeavings,
  type LeavingsCursor,
  type LeavingsDeps,
  type LeavingsMode,
  type LeavingsSlice,
  NotRestoredError,
} from '../../functions/usecases/carry-leavings.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { idOf, person, sentAt, sentBatch } from '../engagement/people.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { MemoryState } from '../memory/state.ts';

const size = 5;

/** A backup of a table with one batch sent, and the same table after a gap in which two of five left by its e-mail. */
async function restoredTable() {
  const old = new MemoryWorld({ now: sentAt + hourMs, seed: 'leavings' });
  const batch = await sentBatch(old, size);
  const state = Object.assign(new MemoryState(), structuredClone({ ...old.state }));
  const world = new MemoryWorld({ now: sentAt + 9 * hourMs, seed: 'restored', state });
  for (const slot of [0, 1]) {
    await leaveAs(old, { subscriberId: idOf(slot), batchId: batch.id, slot }, 'one-click');
    await recordHits(old, [{ kind: 'unsubscribe', batchId: batch.id, slot, at: sentAt + hourMs }]);
  }
  const deps: LeavingsDeps = { ...world, old: old.subscribers, audienceShards: 1 };
  return { old, world, batch, deps };
}

const marked = (world: MemoryWorld) => stopSending(world, { by: 'operator', reason: 'restore', everything: true });

async function everybody(deps: LeavingsDeps, mode: LeavingsMode = 'take'): Promise<LeavingsSlice[]> {
  const slices: LeavingsSlice[] = [];
  let cursor: LeavingsCursor | undefined = { shard: 0 };
  while (cursor) {
    const slice: LeavingsSlice = await carryLeavings(deps, mode, cursor);
    slices.push(slice);
    cursor = slice.next;
  }
  return slices;
}

describe('the leavings of a gap', () => {
  it('are taken only while nothing moves on the restored table', async () => {
    const { deps, world } = await restoredTable();
    await expect(everybody(deps)).rejects.toThrow(NotRestoredError);
    await stopSending(world, { by: 'operator', reason: 'emergency-stop', everything: true });
    await expect(everybody(deps, 'look')).rejects.toThrow(NotRestoredError);
    expect((await world.subscribers.get(idOf(0)))?.status).toBe('active');
  });

  it('end what they ended: her status, her consent, and the count of the e-mail she left by', async () => {
    const { deps, world, old, batch } = await restoredTable();
    await marked(world);
    const untouched = structuredClone(world.state.subscribers);
    expect(await everybody(deps, 'look')).toMatchObject([{ read: size, known: size, people: 2 }]);
    expect(world.state.subscribers).toEqual(untouched);
    expect(await everybody(deps)).toMatchObject([{ people: 2, takings: { unsubscribed: 2 } }]);
    for (const slot of [0, 1]) {
      const known = await world.subscribers.get(idOf(slot));
      expect({ ...known, rev: 0 }).toEqual({ ...(await old.subscribers.get(idOf(slot))), rev: 0 });
    }
    expect([...((await world.batches.get(batch.id))?.unsubscribed ?? [])]).toEqual([0, 1]);
    expect(world.state.subscribers.get(idOf(2))).toEqual(untouched.get(idOf(2)));
    const settled = structuredClone({ ...world.state });
    expect(await everybody(deps)).toMatchObject([{ people: 0, takings: {} }]);
    expect({ ...world.state }).toEqual(settled);
  });

  it('are complete after a crash at any write and another run', async () => {
    const whole = await restoredTable();
    await marked(whole.world);
    await everybody(whole.deps);
    const expected = [...whole.world.state.subscribers.values()];
    for (let writes = 0; writes < 4; writes++) {
      const { deps, world, batch } = await restoredTable();
      await marked(world);
      let left = writes;
      const mayWrite = () => {
        if (left-- <= 0) throw new Error('crash');
      };
      const crashing: LeavingsDeps = {
        ...deps,
        batches: {
          add: async (...args) => {
            mayWrite();
            return world.batches.add(...args);
          },
        },
        subscribers: Object.assign(Object.create(world.subscribers), {
          save: async (one: Subscriber) => {
            mayWrite();
            return world.subscribers.save(one);
          },
        }),
      };
      await everybody(crashing).catch((error: Error) => expect(error.message).toBe('crash'));
      await everybody(deps);
      expect([...world.state.subscribers.values()]).toEqual(expected);
      expect([...((await world.batches.get(batch.id))?.unsubscribed ?? [])]).toEqual([0, 1]);
    }
  });

  it('decide anew where somebody else saved her meanwhile', async () => {
    const { deps, world } = await restoredTable();
    await marked(world);
    let isFirst = true;
    const subscribers = Object.assign(Object.create(world.subscribers), {
      async save(one: Subscriber) {
        const known = isFirst && (await world.subscribers.get(one.id));
        isFirst = false;
        if (known) await world.subscribers.save({ ...known, suppression: { reason: 'bounce', at: sentAt } });
        return world.subscribers.save(one);
      },
    });
    await everybody({ ...deps, subscribers });
    expect(await world.subscribers.get(idOf(0))).toMatchObject({
      status: 'unsubscribed',
      suppression: { reason: 'bounce', at: sentAt },
    });
  });

  it('count who signed up in the gap and add nobody but tombstones, over several slices', async () => {
    const { deps, world, old } = await restoredTable();
    await marked(world);
    for (let n = size; n < 450; n++) await old.subscribers.save(person(idOf(n), 'marketing'));
    const gone: Subscriber = { ...person(idOf(900), 'marketing'), status: 'unsubscribed', leftAt: sentAt };
    const complained: Subscriber = {
      ...person(idOf(901), 'marketing'),
      status: 'complained',
      leftAt: sentAt,
      suppression: { reason: 'complaint', at: sentAt },
    };
    await old.subscribers.save(gone);
    await old.subscribers.save(complained);
    const slices = await everybody(deps);
    expect(slices.map(({ read }) => read)).toEqual([200, 200, 52]);
    const strangers = slices.map((slice) => slice.strangers);
    expect(strangers.reduce((sum, { signedUp }) => sum + signedUp, 0)).toBe(450 - size);
    expect(strangers.at(-1)).toMatchObject({ barred: 1, left: 1 });
    expect(world.state.subscribers.size).toBe(size + 1);
    expect(await world.subscribers.get(idOf(901))).toMatchObject({ status: 'complained', email: '', consents: [] });
  });
});
