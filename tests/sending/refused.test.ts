// SES refuses every call cleanly for a reason of ours: the alarm hears of it within the hour and as long as it lasts, and staff read why.
import { describe, expect, it, vi } from 'vitest';
import { makePace } from '../../functions/adapters/dynamodb/pace.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { describeSending } from '../../functions/usecases/describe-sending.ts';
import { speedInWords } from '../../functions/web/staff/sending-words.ts';
import { MemoryMeter } from '../memory/meter.ts';
import { oneItemTable } from './one-item-table.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

/** What the alarm sees of these hours, one after the other: the longest minutes of each. */
async function stuckHours(pipeline: Pipeline, hours: number): Promise<number[]> {
  const longest: number[] = [];
  for (let hour = 0; hour < hours; hour++) {
    pipeline.world.meter.readings.length = 0;
    await pipeline.runFor(hourMs);
    longest.push(Math.max(0, ...pipeline.world.meter.readings.map(({ StuckMinutes = 0 }) => StuckMinutes)));
  }
  return longest;
}

describe('an SES that refuses us', () => {
  it.each([
    'ses-access-denied',
    'ses-mail-from-domain-not-verified',
    'ses-not-found',
    'ses-configuration-set-not-found',
    'ses-sending-paused',
    'ses-configuration-set-sending-paused',
  ])('is said, and why: %s', async (reason) => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    pipeline.refuse = () => ({ result: 'not-sent', reason });
    const [, ...later] = await stuckHours(pipeline, 6);
    for (const minutes of later) expect(minutes).toBeGreaterThanOrEqual(60);
    const { pace } = await describeSending(pipeline.world);
    expect(pace.heldSaid).toBe(reason);
    expect(speedInWords(pace)).toContain(`(${reason})`);
  });

  it('is forgotten once it takes mail again, and the next time counts from its beginning', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    pipeline.refuse = () => ({ result: 'not-sent', reason: 'ses-access-denied' });
    await stuckHours(pipeline, 3);
    pipeline.refuse = () => undefined;
    await pipeline.runFor(hourMs);
    expect(pipeline.sent).toHaveLength(3);
    expect((await describeSending(pipeline.world)).pace.heldSaid).toBeUndefined();
    expect(pipeline.world.state.pace.heldSince).toBeUndefined();
    expect(await stuckHours(pipeline, 3)).toEqual([0, 0, 0]);
  });

  it('alarms nobody while it only throttles, or says the day is used up', async () => {
    for (const reason of ['ses-throttling', 'ses-daily-quota-exceeded']) {
      const pipeline = new Pipeline(dailySeries);
      await pipeline.enrolPeople(3);
      pipeline.refuse = () => ({ result: 'not-sent', reason });
      expect(await stuckHours(pipeline, 3)).toEqual([0, 0, 0]);
    }
  });
});

describe('the log', () => {
  it('holds a line for each call that was refused, with the reason and since when', async () => {
    const said: unknown[] = [];
    vi.spyOn(console, 'warn').mockImplementation((line) => void said.push(JSON.parse(line as string)));
    const meter = new MemoryMeter();
    const start = Date.UTC(2027, 0, 4, 8);
    const pace = makePace(oneItemTable(), { quota: async () => undefined }, {}, meter);
    await pace.brake('unusable', start, 3, 'ses-access-denied');
    await pace.brake('unusable', start + 2 * minuteMs, 3, 'ses-access-denied');
    await pace.brake('throttled', start + 4 * minuteMs, 3, 'ses-throttling');
    vi.restoreAllMocks();
    expect(said).toEqual([0, 2].map((minutes) => ({ event: 'ses-refuses', said: 'ses-access-denied', minutes })));
    expect(meter.readings).toEqual([{ StuckMinutes: 0 }, { StuckMinutes: 2 }]);
    expect((await pace.view(start + 3 * minuteMs)).heldSaid).toBe('ses-access-denied');
  });
});
