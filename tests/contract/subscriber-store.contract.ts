// What every SubscriberStore keeps: versioned saves, reads of many, pages in id order.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import type { Page, SubscriberStore } from '../../functions/ports/stores.ts';
import { audienceShards } from '../../functions/table.ts';
import { aSubscriber, eventually, freshId, idsOfShard, noonMs, range } from './examples.ts';

export function subscriberStoreContract(make: () => Promise<SubscriberStore>): void {
  describe('SubscriberStore', () => {
    let store: SubscriberStore;
    beforeEach(async () => {
      store = await make();
    });
    saves(() => store);
    readsOfMany(() => store);
    pages(() => store);
  });
}

function saves(store: () => SubscriberStore): void {
  it('answers undefined for nobody', async () => {
    expect(await store().get(freshId())).toBeUndefined();
  });

  it('stores a new subscriber as rev 1, every field as it was', async () => {
    const subscriber = aSubscriber({
      confirmation: { requestedAt: noonMs, wanted: true, attempts: 0 },
      suppression: { reason: 'bounce', at: noonMs },
      timeZone: 'Europe/London',
      tags: ['vip'],
      dueAt: noonMs,
    });
    expect(await store().save(subscriber)).toBe(true);
    expect(await store().get(subscriber.id)).toEqual({ ...subscriber, rev: 1 });
  });

  it('wins with the rev it read and loses with any other', async () => {
    const subscriber = aSubscriber();
    expect(await store().save({ ...subscriber, rev: 1 })).toBe(false);
    expect(await store().get(subscriber.id)).toBeUndefined();
    expect(await store().save(subscriber)).toBe(true);
    expect(await store().save({ ...subscriber, email: 'late@example.com' })).toBe(false);
    expect(await store().save({ ...subscriber, rev: 1, email: 'new@example.com' })).toBe(true);
    expect(await store().save({ ...subscriber, rev: 1, email: 'late@example.com' })).toBe(false);
    expect(await store().save({ ...subscriber, rev: 3, email: 'early@example.com' })).toBe(false);
    expect(await store().get(subscriber.id)).toMatchObject({ rev: 2, email: 'new@example.com' });
  });

  it('lets one of many simultaneous saves win', async () => {
    const subscriber = aSubscriber();
    const won = await Promise.all(range(8).map((n) => store().save({ ...subscriber, email: `${n}@example.com` })));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store().get(subscriber.id)).toMatchObject({ rev: 1, email: `${won.indexOf(true)}@example.com` });
  });

  it('forgets a field that a later save leaves out', async () => {
    const { firstName: _firstName, ...nameless } = aSubscriber({ dueAt: noonMs });
    await store().save({ ...nameless, firstName: 'Anna' });
    const { dueAt: _dueAt, ...settled } = nameless;
    await store().save({ ...settled, rev: 1 });
    expect(await store().get(nameless.id)).toEqual({ ...settled, rev: 2 });
  });

  it('holds a large subscriber', async () => {
    const consents = range(60).map((n) => ({
      purpose: 'marketing' as const,
      given: n % 2 === 0,
      wording: '2026-11',
      at: n,
      source: 'page',
    }));
    const subscriber = aSubscriber({ consents, attributes: { note: 'ä'.repeat(100_000) } });
    await store().save(subscriber);
    expect(await store().get(subscriber.id)).toEqual({ ...subscriber, rev: 1 });
  });

  it('shares no value with its callers', async () => {
    const subscriber = aSubscriber();
    await store().save(subscriber);
    (subscriber.tags as string[]).push('after');
    const read = await store().get(subscriber.id);
    (read as unknown as { tags: string[] }).tags.push('after');
    expect((await store().get(subscriber.id))?.tags).toEqual([]);
  });
}

function readsOfMany(store: () => SubscriberStore): void {
  it('reads more than a hundred, each once, absent ones missing', async () => {
    const stored = range(130).map(() => aSubscriber());
    await Promise.all(stored.map((subscriber) => store().save(subscriber)));
    const ids = stored.map(({ id }) => id);
    const read = await store().getMany([...ids, freshId(), ...ids.slice(0, 40)]);
    expect([...read.keys()].sort()).toEqual(ids.sort());
    expect(read.get(ids[7] as string)).toMatchObject({ id: ids[7], rev: 1 });
  });

  it('reads many large ones: what an engine leaves unprocessed is asked for again', async () => {
    const stored = range(70).map(() => aSubscriber({ attributes: { note: 'x'.repeat(250_000) } }));
    await Promise.all(stored.map((subscriber) => store().save(subscriber)));
    expect((await store().getMany(stored.map(({ id }) => id))).size).toBe(70);
  }, 20_000);

  it('reads nobody when asked for nobody', async () => {
    expect((await store().getMany([])).size).toBe(0);
  });
}

function pages(store: () => SubscriberStore): void {
  it('pages through a shard in id order, nobody lost and nobody twice', async () => {
    const ids = idsOfShard(0, 23);
    await Promise.all(ids.map((id) => store().save(aSubscriber({ id }))));
    await eventually(async () => {
      const seen = (await allOfShard(store(), 0, 4)).map(({ id }) => id);
      expect(seen).toEqual([...seen].sort(byBytes));
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(ids));
    });
    expect(await allOfShard(store(), audienceShards, 4)).toEqual([]);
  });

  it('takes up after any id, stored or not, and gives whole subscribers of every status', async () => {
    const [first, second] = idsOfShard(0, 2).sort(byBytes) as [string, string];
    const subscriber = aSubscriber({ id: second, status: 'bounced' });
    await store().save(subscriber);
    await eventually(async () => {
      const page = await store().page(0, 1, first);
      expect(page.items.length).toBe(1);
      const rest = await allOfShard(store(), 0, 50, first);
      expect(rest.find(({ id }) => id === second)).toEqual({ ...subscriber, rev: 1 });
      expect(rest.every(({ id }) => byBytes(id, first) > 0)).toBe(true);
    });
  });

  it('gives members in the same order and pages, with what decides about their mail and nothing else', async () => {
    const [plain, full] = idsOfShard(0, 2) as [string, string];
    const said = {
      status: 'bounced',
      activeSince: noonMs,
      suppression: { reason: 'bounce', at: noonMs },
      restingSince: noonMs + 1,
      sunsetSince: noonMs + 2,
      declined: [{ topic: 'newsletter', at: noonMs }],
    } as const;
    await store().save(aSubscriber({ id: plain, pausedSince: noonMs }));
    await store().save(aSubscriber({ id: full, ...said, timeZone: 'Europe/London', dueAt: noonMs }));
    await eventually(async () => {
      const members = await allOf((...place) => store().members(...place), 0, 3);
      const { consents, locale } = aSubscriber();
      expect(members.find(({ id }) => id === plain)).toEqual({ id: plain, status: 'pending', consents, locale });
      expect(members.find(({ id }) => id === full)).toEqual({ id: full, consents, locale, ...said });
      expect(members.map(({ id }) => id)).toEqual((await allOfShard(store(), 0, 50)).map(({ id }) => id));
    });
  });

  it('ends an empty shard at once or with one empty page', async () => {
    const page = await store().page(0, 10, '~');
    expect(page).toEqual({ items: [] });
  });

  it('loses nobody where a page holds more than an engine reads at a time', async () => {
    const ids = idsOfShard(0, 14);
    await Promise.all(ids.map((id) => store().save(aSubscriber({ id, attributes: { note: 'x'.repeat(150_000) } }))));
    await eventually(async () => {
      const seen = (await allOfShard(store(), 0, 14)).map(({ id }) => id);
      expect(seen).toEqual(expect.arrayContaining(ids));
      expect(new Set(seen).size).toBe(seen.length);
    });
  });
}

const maxPages = 1_000;
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function allOfShard(store: SubscriberStore, shard: number, limit: number, from?: string): Promise<Subscriber[]> {
  return allOf((...place) => store.page(...place), shard, limit, from);
}

async function allOf<One>(
  read: (shard: number, limit: number, after?: string) => Promise<Page<One>>,
  shard: number,
  limit: number,
  from?: string,
): Promise<One[]> {
  const all: One[] = [];
  let after = from;
  for (let count = 0; count < maxPages; count++) {
    const page = await read(shard, limit, after);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    if (page.next === undefined) return all;
    after = page.next;
  }
  throw new Error(`More than ${maxPages} pages: the store turns in circles.`);
}
