// What alarms watch is measured where it happens: late items, doubts, the used quota; at rest nothing is.
import { describe, expect, it } from 'vitest';
import { makePace } from '../../functions/adapters/dynamodb/pace.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { tick } from '../../functions/usecases/tick.ts';
import { MemoryMeter } from '../memory/meter.ts';
import { oneItemTable } from './one-item-table.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);

describe('the tick', () => {
  it('says how long the oldest due item has waited, in seconds', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(2);
    const { world } = pipeline;
    world.clock.set(pipeline.now + 25 * minuteMs);
    await tick(world);
    expect(world.meter.readings).toEqual([{ OldestDueSeconds: 25 * 60 }]);
  });

  it('says nothing at rest, nor of what fell due within the minute', async () => {
    const pipeline = new Pipeline(dailySeries);
    await tick(pipeline.world);
    await pipeline.enrolPeople(2);
    pipeline.world.clock.set(pipeline.now + minuteMs);
    await tick(pipeline.world);
    expect(pipeline.world.meter.readings).toEqual([]);
  });
});

describe('a doubt', () => {
  it('is measured each time it is looked at, in minutes since it began', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.refuse = () => ({ result: 'unknown', reason: 'ses-timeout' });
    await pipeline.enrolPeople(1);
    await pipeline.runTo(start + 6 * hourMs);
    const ages = pipeline.world.meter.readings.flatMap(({ StuckMinutes }) => StuckMinutes ?? []);
    expect(ages.length).toBeGreaterThan(3);
    expect(ages).toEqual(ages.toSorted((a, b) => a - b));
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(60);
  });
});

describe('an e-mail that SES took and threw away', () => {
  it.each(['reject', 'rendering-failure'] as const)('is a mishap: %s', async (kind) => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(2);
    await pipeline.runFor(minuteMs);
    const { meter, state } = pipeline.world;
    const tags = [...state.batches.values()].flatMap(({ id, slots }) =>
      slots.map((slot) => ({ batch: id, slot: String(slot) })),
    );
    const at = { mailAt: pipeline.now, at: pipeline.now };
    const mishaps = () => meter.readings.flatMap(({ Mishaps }) => Mishaps ?? []);
    await recordEngagement(
      pipeline.world,
      tags.map((one) => ({ kind: 'delivery', ...at, tags: one })),
    );
    expect(mishaps()).toEqual([]);
    // A test's e-mail is nobody's: whoever sent it sees for herself.
    await recordEngagement(
      pipeline.world,
      [...tags, { kind: 'test' }].map((one) => ({ kind, ...at, tags: one })),
    );
    expect(mishaps()).toEqual([2]);
    await recordEngagement(pipeline.world, [{ kind, ...at, tags: { person: pipeline.idOf('person-0') } }]);
    expect(mishaps()).toEqual([2, 1]);
  });
});

describe('the pace', () => {
  it('says how much of the day is used, whenever it grants some of it', async () => {
    const meter = new MemoryMeter();
    const quota = { ratePerSecond: 1_000, perDay: 1_000, sentLastDay: 700, isProduction: true, at: start };
    const pace = makePace(oneItemTable(), { quota: async () => quota }, {}, meter);
    await pace.reserve(100, 'marketing', start);
    expect(meter.readings).toEqual([{ QuotaUsedPercent: 80 }]);
  });
});
