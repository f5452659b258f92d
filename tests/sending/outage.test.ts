// SES is away for a day: what that costs, that it costs no more as hours go by, and that everything leaves once afterwards.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { EntryResult } from '../../functions/ports/mailer.ts';
import { probeAddress } from '../../functions/usecases/resolve-doubt.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { dailySeries, mostWithin, Pipeline } from './pipeline.ts';

const people = 120;
const unreachable: EntryResult = { result: 'not-sent', reason: 'ses-no-connection' };
const silent: EntryResult = { result: 'unknown', reason: 'ses-timeout-error' };
const writes = /^(enrolments\.save|batches\.(plan|change|add)|metrics\.(markDirty|claimProbe|saveTotals)|pace\.)/;

/** Counts what an hour asks of SES and of the table. */
class CountedPipeline extends Pipeline {
  #counts = new Map<string, number>();

  override get deps() {
    const ports = wrapPorts(this.world, (port, method, _args, proceed) => {
      const name = `${port}.${method}`;
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      return proceed();
    });
    return { ...super.deps, ...(ports as typeof this.world), linkTables: ports.links as typeof this.world.links };
  }

  async countedHour(): Promise<{ calls: number; writes: number }> {
    this.#counts = new Map();
    await this.runFor(hourMs);
    const sum = (wanted: RegExp) =>
      [...this.#counts].reduce((total, [name, count]) => total + (wanted.test(name) ? count : 0), 0);
    return { calls: sum(/^mailer\./), writes: sum(writes) };
  }
}

/** Everybody is due and SES answers like this for a day; the hours of it. */
async function dayWith(answer: EntryResult) {
  const pipeline = new CountedPipeline(dailySeries);
  pipeline.world.account.granted = { ratePerSecond: 14, perDay: 1_000, sentLastDay: 0, isProduction: true };
  pipeline.refuse = () => answer;
  pipeline.world.mailer.answerOne = () => answer;
  await pipeline.enrolPeople(people);
  const hours: { calls: number; writes: number }[] = [];
  for (let hour = 0; hour < 24; hour++) hours.push(await pipeline.countedHour());
  expect(pipeline.sent).toEqual([]);
  return { pipeline, hours };
}

const most = (numbers: readonly number[]): number => Math.max(...numbers);

describe('an SES that cannot be reached', () => {
  it('is asked a few times an hour, and nobody is planned more than twice an hour', async () => {
    const { pipeline, hours } = await dayWith(unreachable);
    const later = hours.slice(2);
    expect(most(hours.map(({ calls }) => calls))).toBeLessThanOrEqual(12);
    expect(most(later.map(({ calls }) => calls))).toBeLessThanOrEqual(4);
    // Twice an hour everybody is claimed and given back; the rest is the batches' own.
    expect(most(later.map(({ writes }) => writes))).toBeLessThanOrEqual(people * 4 + 200);
    const halves = [hours.slice(4, 14), hours.slice(14, 24)].map((half) =>
      half.reduce((sum, hour) => sum + hour.writes, 0),
    );
    expect(halves[1]).toBeLessThanOrEqual((halves[0] as number) * 1.1);
    expect(pipeline.world.state.batches.size).toBeLessThan(24 * 2 * 22);
  });

  it('uses up nothing of the day: everybody gets the step once within the hour after it is back, and no two together', async () => {
    const { pipeline } = await dayWith(unreachable);
    expect((await pipeline.world.pace.view(pipeline.now)).usedInDay).toBe(0);
    const backAt = pipeline.now;
    pipeline.refuse = () => undefined;
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(Array.from({ length: people }, () => 'one'));
    await pipeline.runTo(backAt + 6 * dayMs);
    expect(mostWithin(pipeline.sent, 20 * hourMs)).toBe(1);
    const steps = Map.groupBy(pipeline.sent, ({ to }) => to);
    expect(steps.size).toBe(people);
    for (const mails of steps.values()) {
      const names = mails.map(({ template }) => template);
      expect(new Set(names).size).toBe(names.length);
      expect(names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(names);
    }
  });
});

describe('an SES that is reached by one call of three', () => {
  it('holds everybody back for minutes at a time, not for hours: each e-mail that it takes ends a hold', async () => {
    const pipeline = new Pipeline(dailySeries);
    let calls = 0;
    pipeline.refuse = () => (calls++ % 3 === 2 ? undefined : unreachable);
    await pipeline.enrolPeople(people);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(people);
    expect(new Set(pipeline.sent.map(({ to }) => to)).size).toBe(people);
  });
});

const order = ['one', 'two', 'three', 'four'];

describe('an SES that takes calls and never answers', () => {
  it('is asked once for everybody; what is in doubt is looked at ever more rarely', async () => {
    const { pipeline, hours } = await dayWith(silent);
    expect(pipeline.world.mailer.bulk.length).toBe(pipeline.world.state.batches.size);
    const batches = pipeline.world.state.batches.size;
    // A look is two writes, and there is one probe in five minutes for all of them.
    expect(most(hours.slice(3).map(({ writes }) => writes))).toBeLessThanOrEqual(batches * 7 * 2 + 12);
    expect(most(hours.map(({ calls }) => calls))).toBeLessThanOrEqual(batches + 12);
    await pipeline.runFor(30 * minuteMs);
    expect([...pipeline.world.state.batches.values()].every(({ state }) => state === 'doubt')).toBe(true);
  });

  it('is sent no probe either while everything is stopped', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.refuse = () => silent;
    await pipeline.enrolPeople(3);
    await pipeline.runFor(hourMs);
    const probes = () => pipeline.world.mailer.single.filter(({ to }) => to === probeAddress).length;
    const before = probes();
    expect(before).toBeGreaterThan(0);
    await stopSending(pipeline.world, { by: 'operator', reason: 'emergency-stop', everything: true });
    await pipeline.runFor(2 * hourMs);
    expect(probes()).toBe(before);
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(hourMs);
    expect(probes()).toBeGreaterThan(before);
  });
});
