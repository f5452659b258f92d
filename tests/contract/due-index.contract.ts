// What every DueIndex keeps: whatever has a dueAt is found by its shard from that time on, oldest first; nothing else is.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Notices } from '../../functions/ports/notices.ts';
import type {
  BatchStore,
  BroadcastStore,
  DueIndex,
  DueRef,
  EnrolmentStore,
  MetricsStore,
  SubscriberStore,
} from '../../functions/ports/stores.ts';
import { allDueShards, dueShard } from '../../functions/table.ts';
import {
  aBatch,
  aBroadcast,
  aBucket,
  anEnrolment,
  aSubscriber,
  eventually,
  noonMs,
  range,
  someRecipients,
  someTotals,
} from './examples.ts';

interface Stores {
  readonly due: DueIndex;
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly metrics: MetricsStore;
  readonly broadcasts: BroadcastStore;
  readonly notices: Notices;
}

/** `make` gives stores over a memory of their own: a shard holds what the test put there alone. */
export function dueIndexContract(make: () => Promise<Stores>): void {
  describe('DueIndex', () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await make();
    });
    kinds(() => stores);
    order(() => stores);
    leaving(() => stores);
    since(() => stores);
  });
}

const everything = 1_000;
const dueIn = (stores: Stores, kind: DueRef['kind'], name: string, now = noonMs, limit = everything) =>
  stores.due.due(dueShard(kind, name), now, limit);

function since(stores: () => Stores): void {
  it('leaves out what was due before a time', async () => {
    const due = [noonMs - 2, noonMs - 1, noonMs].map((dueAt) => aBatch({ dueAt }));
    for (const batch of due) await stores().batches.plan(batch, someRecipients(1));
    const found = async () => {
      const shards = stores()
        .due.shards()
        .filter(({ kind }) => kind === 'batch');
      const refs = await Promise.all(
        shards.map(({ shard }) => stores().due.due(shard, noonMs, everything, noonMs - 1)),
      );
      return refs.flat().flatMap((ref) => (ref.kind === 'batch' ? [ref.batchId] : []));
    };
    await eventually(async () => {
      expect((await found()).sort()).toEqual(
        due
          .slice(1)
          .map(({ id }) => id)
          .sort(),
      );
    });
  });
}

function kinds(stores: () => Stores): void {
  it('names every shard with its kind, once', () => {
    expect(stores().due.shards()).toEqual(allDueShards);
    expect(
      new Set(
        stores()
          .due.shards()
          .map(({ shard }) => shard),
      ).size,
    ).toBe(allDueShards.length);
  });

  it('finds an item of each kind under the words that name it', async () => {
    const enrolment = anEnrolment({ dueAt: noonMs });
    const batch = aBatch({ dueAt: noonMs });
    const buckets = [
      aBucket(),
      aBucket({ subject: { kind: 'broadcast', broadcastId: 'b-1' }, variant: 'untracked.en' }),
    ];
    const broadcast = aBroadcast({ dueAt: noonMs });
    const subscriber = aSubscriber({ dueAt: noonMs });
    await stores().enrolments.save(enrolment);
    await stores().batches.plan(batch, someRecipients(11));
    for (const bucket of buckets) await stores().metrics.markDirty(bucket, noonMs);
    await stores().broadcasts.save(broadcast);
    await stores().subscribers.save(subscriber);
    await stores().notices.saveMail({ ...(await stores().notices.mail()), dueAt: noonMs });
    const { subscriberId, journeyId } = enrolment;
    await eventually(async () => {
      expect(await dueIn(stores(), 'enrolment', subscriberId)).toEqual([
        { kind: 'enrolment', key: { subscriberId, journeyId } },
      ]);
      expect(await dueIn(stores(), 'batch', batch.id)).toEqual([{ kind: 'batch', batchId: batch.id }]);
      for (const bucket of buckets) {
        expect(await dueIn(stores(), 'bucket', bucket.id)).toEqual(
          expect.arrayContaining([{ kind: 'bucket', bucket }]),
        );
      }
      expect(await dueIn(stores(), 'broadcast', broadcast.id)).toEqual([
        { kind: 'broadcast', broadcastId: broadcast.id },
      ]);
      expect(await dueIn(stores(), 'confirmation', subscriber.id)).toEqual([
        { kind: 'confirmation', subscriberId: subscriber.id },
      ]);
      expect(await dueIn(stores(), 'notice-mail', '')).toEqual([{ kind: 'notice-mail' }]);
    });
  });

  it('spreads items over shards of their own kind only, each in one', async () => {
    const enrolments = range(40).map(() => anEnrolment({ dueAt: noonMs }));
    await Promise.all(enrolments.map((enrolment) => stores().enrolments.save(enrolment)));
    await eventually(async () => {
      const found = await Promise.all(
        allDueShards.map(async ({ shard, kind }) => ({
          kind,
          refs: await stores().due.due(shard, noonMs, everything),
        })),
      );
      expect(found.filter(({ kind }) => kind !== 'enrolment').flatMap(({ refs }) => refs)).toEqual([]);
      const ids = found.flatMap(({ refs }) =>
        refs.map((ref) => (ref.kind === 'enrolment' ? ref.key.subscriberId : '')),
      );
      expect(ids.sort()).toEqual(enrolments.map(({ subscriberId }) => subscriberId).sort());
    });
  });
}

function order(stores: () => Stores): void {
  const ids = (refs: readonly DueRef[]) => refs.map((ref) => (ref.kind === 'confirmation' ? ref.subscriberId : ''));

  it('answers oldest first, up to now and with now itself, never more than the limit', async () => {
    const ats = [0, -3, 2, -1, 1, -2];
    const subscribers = ats.map((offset) => aSubscriber({ dueAt: noonMs + offset }));
    await Promise.all(subscribers.map((subscriber) => stores().subscribers.save(subscriber)));
    const sorted = [...subscribers].sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0)).map(({ id }) => id);
    await eventually(async () => {
      expect(ids(await dueIn(stores(), 'confirmation', ''))).toEqual(sorted.slice(0, 4));
      expect(ids(await dueIn(stores(), 'confirmation', '', noonMs + 9, 3))).toEqual(sorted.slice(0, 3));
      expect(ids(await dueIn(stores(), 'confirmation', '', noonMs + 9, 6))).toEqual(sorted);
      expect(await dueIn(stores(), 'confirmation', '', noonMs - 4)).toEqual([]);
    });
  });

  it('says since when the oldest has been due, and nothing where nothing is', async () => {
    const subscribers = [-5, -9, 3].map((offset) => aSubscriber({ dueAt: noonMs + offset }));
    await Promise.all(subscribers.map((subscriber) => stores().subscribers.save(subscriber)));
    const shard = dueShard('confirmation', '');
    await eventually(async () => {
      expect(await stores().due.oldestDueAt(shard, noonMs)).toBe(noonMs - 9);
      expect(await stores().due.oldestDueAt(shard, noonMs - 10)).toBeUndefined();
    });
  });

  it('keeps all items that are due at the very same time', async () => {
    const subscribers = range(30).map(() => aSubscriber({ dueAt: noonMs }));
    await Promise.all(subscribers.map((subscriber) => stores().subscribers.save(subscriber)));
    await eventually(async () => {
      expect(ids(await dueIn(stores(), 'confirmation', '')).sort()).toEqual(subscribers.map(({ id }) => id).sort());
    });
  });
}

function leaving(stores: () => Stores): void {
  it('follows an item to its new time and lets it go with its dueAt', async () => {
    const enrolment = anEnrolment();
    const look = (now: number) => dueIn(stores(), 'enrolment', enrolment.subscriberId, now);
    await stores().enrolments.save({ ...enrolment, dueAt: noonMs });
    await stores().enrolments.save({ ...enrolment, rev: 1, dueAt: noonMs + 60 });
    await eventually(async () => {
      expect(await look(noonMs + 59)).toEqual([]);
      expect(await look(noonMs + 60)).toHaveLength(1);
    });
    await stores().enrolments.save({ ...enrolment, rev: 2 });
    await eventually(async () => expect(await look(noonMs + 60)).toEqual([]));
  });

  it('follows a batch through its changes of state', async () => {
    const batch = aBatch({ dueAt: noonMs });
    const look = (now: number) => dueIn(stores(), 'batch', batch.id, now);
    await stores().batches.plan(batch, someRecipients(1));
    await stores().batches.change(batch.id, batch, { state: 'ready', token: 'a', dueAt: noonMs + 60 });
    await stores().batches.add(batch.id, { goals: [0] });
    await eventually(async () => {
      expect(await look(noonMs + 59)).toEqual([]);
      expect(await look(noonMs + 60)).toHaveLength(1);
    });
    await stores().batches.change(batch.id, { state: 'ready', token: 'a' }, { state: 'done', token: 'b', dueAt: null });
    await eventually(async () => expect(await look(noonMs + 60)).toEqual([]));
  });

  it('does not postpone a bucket that keeps being marked, and lets it go with its mark', async () => {
    const bucket = aBucket();
    const look = () => dueIn(stores(), 'bucket', bucket.id, noonMs);
    await stores().metrics.markDirty(bucket, noonMs);
    await stores().metrics.markDirty(bucket, noonMs + 60);
    await eventually(async () => expect(await look()).toEqual([{ kind: 'bucket', bucket }]));
    const { mark = '' } = await stores().metrics.read(bucket);
    await stores().metrics.saveTotals(bucket, someTotals(1), mark);
    await eventually(async () => expect(await look()).toEqual([]));
    await stores().metrics.markDirty(bucket, noonMs);
    await eventually(async () => expect(await look()).toHaveLength(1));
  });

  it('never shows what has no dueAt', async () => {
    await stores().subscribers.save(aSubscriber());
    await stores().broadcasts.save(aBroadcast());
    expect(await dueIn(stores(), 'confirmation', '', noonMs * 2)).toEqual([]);
    expect(await dueIn(stores(), 'broadcast', '', noonMs * 2)).toEqual([]);
  });
}
