// What every EnrolmentStore keeps: versioned saves per subscriber and journey, reads of many, all of one subscriber.
import { beforeEach, describe, expect, it } from 'vitest';
import type { EnrolmentStore } from '../../functions/ports/stores.ts';
import { anEnrolment, freshId, noonMs, range } from './examples.ts';

export function enrolmentStoreContract(make: () => Promise<EnrolmentStore>): void {
  describe('EnrolmentStore', () => {
    let store: EnrolmentStore;
    beforeEach(async () => {
      store = await make();
    });
    saves(() => store);
    reads(() => store);
  });
}

function saves(store: () => EnrolmentStore): void {
  it('stores every field as it was, as rev 1', async () => {
    const enrolment = anEnrolment({
      state: 'sending',
      claim: { batchId: 'b', slot: 0, step: 'welcome' },
      sends: [
        { step: 'welcome', at: noonMs, batchId: 'b', slot: 0 },
        { step: 'second', at: noonMs, refused: 'cap' },
      ],
      moved: { from: '0123456789ab', step: 'old', to: 'welcome', at: noonMs },
      turns: ['s4:1', 's4.0.2:0'],
      waitUntil: noonMs + 5,
      reason: 'window',
      dueAt: noonMs,
    });
    expect(await store().save(enrolment)).toBe(true);
    expect(await store().getMany([enrolment])).toEqual([{ ...enrolment, rev: 1 }]);
  });

  it('wins with the rev it read and loses with any other', async () => {
    const enrolment = anEnrolment();
    expect(await store().save({ ...enrolment, rev: 2 })).toBe(false);
    expect(await store().save(enrolment)).toBe(true);
    expect(await store().save(enrolment)).toBe(false);
    expect(await store().save({ ...enrolment, rev: 1, at: 'second' })).toBe(true);
    expect(await store().save({ ...enrolment, rev: 1, at: 'third' })).toBe(false);
    expect(await store().getMany([enrolment])).toMatchObject([{ rev: 2, at: 'second' }]);
  });

  it('lets one of many simultaneous claims win', async () => {
    const enrolment = anEnrolment();
    await store().save(enrolment);
    const claim = (slot: number) =>
      store().save({ ...enrolment, rev: 1, claim: { batchId: 'b', slot, step: 'welcome' } });
    const won = await Promise.all(range(8).map(claim));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store().getMany([enrolment])).toMatchObject([{ rev: 2, claim: { slot: won.indexOf(true) } }]);
  });

  it('forgets a field that a later save leaves out', async () => {
    const enrolment = anEnrolment();
    await store().save({ ...enrolment, dueAt: noonMs, claim: { batchId: 'b', slot: 1, step: 'welcome' } });
    await store().save({ ...enrolment, rev: 1 });
    expect(await store().getMany([enrolment])).toEqual([{ ...enrolment, rev: 2 }]);
  });
}

function reads(store: () => EnrolmentStore): void {
  it('reads more than a hundred, each once, absent ones left out', async () => {
    const stored = range(120).map(() => anEnrolment());
    await Promise.all(stored.map((enrolment) => store().save(enrolment)));
    const read = await store().getMany([...stored, anEnrolment(), ...stored.slice(0, 30)]);
    expect(read.map(({ subscriberId }) => subscriberId).sort()).toEqual(
      stored.map(({ subscriberId }) => subscriberId).sort(),
    );
    expect(await store().getMany([])).toEqual([]);
  });

  it('keeps the journeys of one subscriber apart and finds them all', async () => {
    const subscriberId = freshId();
    const journeys = ['acne-scars', 'aftercare', 'rosacea'];
    await Promise.all(journeys.map((journeyId) => store().save(anEnrolment({ subscriberId, journeyId }))));
    await store().save(anEnrolment());
    const found = await store().ofSubscriber(subscriberId);
    expect(found.map(({ journeyId }) => journeyId).sort()).toEqual(journeys);
    expect(await store().ofSubscriber(freshId())).toEqual([]);
  });

  it('finds all of one subscriber where they exceed what an engine reads at a time', async () => {
    const subscriberId = freshId();
    const reason = 'x'.repeat(120_000);
    await Promise.all(
      range(12).map((n) => store().save(anEnrolment({ subscriberId, journeyId: `journey-${n}`, reason }))),
    );
    expect(await store().ofSubscriber(subscriberId)).toHaveLength(12);
  });
}
