// The rules of virtual time, on a conductor whose world is invented.
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { Conductor, type ConductorParts } from '../../infra/local/clock/conductor.ts';
import { InFlight } from '../../infra/local/clock/in-flight.ts';
import { VirtualClock } from '../../infra/local/clock/virtual-clock.ts';
import { newYear } from './run.ts';

function stage(parts: Partial<ConductorParts> & { due?: number[] } = {}) {
  const clock = new VirtualClock(new DatabaseSync(':memory:'), newYear);
  const inFlight = new InFlight();
  const ticks: number[] = [];
  const due = parts.due ?? [];
  const conductor = new Conductor({
    clock,
    inFlight,
    sources: [],
    timers: [],
    ending: new AbortController().signal,
    earliestDue: async () => (due.length > 0 ? Math.min(...due) : undefined),
    tick: async () => {
      ticks.push(clock.now() - newYear);
      for (let at = due.length - 1; at >= 0; at--) if ((due[at] as number) <= clock.now()) due.splice(at, 1);
    },
    ...parts,
  });
  return { clock, inFlight, conductor, ticks, due };
}

describe('advancing', () => {
  it('ticks on the whole minute at or after each due time, and skips minutes with nothing due', async () => {
    const { conductor, ticks } = stage({ due: [newYear + 90 * secondMs, newYear + 2 * minuteMs, newYear + hourMs] });
    await conductor.advanceTo(newYear + 2 * hourMs);
    expect(ticks).toEqual([2 * minuteMs, hourMs]);
  });

  it('ends exactly at the time asked for and leaves later things alone', async () => {
    const { conductor, clock, ticks, due } = stage({ due: [newYear + hourMs + 1] });
    expect(await conductor.advanceTo(newYear + hourMs)).toBe(newYear + hourMs);
    expect([clock.now(), ticks, due.length]).toEqual([newYear + hourMs, [], 1]);
  });

  it('does what is due at the very end', async () => {
    const { conductor, ticks } = stage({ due: [newYear + hourMs] });
    await conductor.advanceTo(newYear + hourMs);
    expect(ticks).toEqual([hourMs]);
  });

  it('ticks an item that stays due once a minute, as the schedule would', async () => {
    const { conductor, ticks } = stage({ earliestDue: async () => newYear });
    await conductor.advanceTo(newYear + 3 * minuteMs);
    expect(ticks).toEqual([0, minuteMs, 2 * minuteMs, 3 * minuteMs]);
  });

  it('stops at timers between ticks', async () => {
    const seen: number[] = [];
    const times = [newYear + 5, newYear + 7];
    const world = stage({
      timers: [{ nextAt: () => times[0] }],
      sources: [
        {
          work: async () => {
            if (times[0] === undefined || times[0] > world.clock.now()) return 0;
            seen.push(world.clock.now() - newYear);
            times.shift();
            return 1;
          },
        },
      ],
    });
    await world.conductor.advanceTo(newYear + minuteMs);
    expect(seen).toEqual([5, 7]);
  });

  it('calls it an error when a thousand rounds go by without time moving', async () => {
    const { conductor } = stage({ timers: [{ nextAt: () => newYear }] });
    await expect(conductor.advanceTo(newYear + hourMs)).rejects.toThrow(/without time moving/);
  });

  it('calls it an error when queues never empty', async () => {
    const { conductor } = stage({ sources: [{ work: async () => 1 }] });
    await expect(conductor.settle()).rejects.toThrow(/still hold work/);
  });

  it('takes two advances in turn', async () => {
    const { conductor, ticks, clock } = stage({ due: [newYear + minuteMs, newYear + hourMs] });
    const reached = await Promise.all([
      conductor.advanceTo(newYear + 30 * minuteMs),
      conductor.advanceTo(newYear + 2 * hourMs),
    ]);
    expect(reached).toEqual([newYear + 30 * minuteMs, newYear + 2 * hourMs]);
    expect([ticks, clock.now()]).toEqual([[minuteMs, hourMs], newYear + 2 * hourMs]);
  });

  it('ends early when the runner is being stopped', async () => {
    const ending = new AbortController();
    const { conductor, clock } = stage({
      ending: ending.signal,
      earliestDue: async () => newYear,
      tick: async () => {
        if (clock.now() === newYear + minuteMs) ending.abort();
      },
    });
    await expect(conductor.advanceTo(newYear + hourMs)).rejects.toThrow(/being stopped/);
    expect(clock.now()).toBe(newYear + minuteMs);
    await conductor.rest();
  });

  it('never moves back, also when asked for a time that has passed', async () => {
    const { conductor, clock } = stage();
    await conductor.advanceTo(newYear + hourMs);
    expect(await conductor.advanceTo(newYear)).toBe(newYear + hourMs);
    expect(() => clock.moveTo(newYear)).toThrow(/never moves back/);
  });

  it('is written down before it moves', () => {
    const database = new DatabaseSync(':memory:');
    new VirtualClock(database, newYear).moveTo(newYear + hourMs);
    expect(new VirtualClock(database, newYear).now()).toBe(newYear + hourMs);
  });
});

describe('requests in flight', () => {
  it('keep time still until they are answered', async () => {
    const { conductor, clock, inFlight } = stage();
    const answered = Promise.withResolvers<void>();
    const request = inFlight.during(async () => {
      const before = clock.now();
      await answered.promise;
      return clock.now() - before;
    });
    const advance = conductor.advanceTo(newYear + hourMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now()).toBe(newYear);
    answered.resolve();
    expect(await request).toBe(0);
    expect(await advance).toBe(newYear + hourMs);
  });

  it('cannot stop time for ever by overlapping', async () => {
    const { conductor, inFlight } = stage();
    let stop = false;
    const stream = Array.from({ length: 3 }, async (_, lane) => {
      await new Promise((resolve) => setTimeout(resolve, lane * 7));
      while (!stop) await inFlight.during(() => new Promise((resolve) => setTimeout(resolve, 20)));
    });
    const reached = await conductor.advanceTo(newYear + hourMs);
    stop = true;
    await Promise.all(stream);
    expect(reached).toBe(newYear + hourMs);
  });
});
