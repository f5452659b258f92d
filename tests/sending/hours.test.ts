// The hours a reader is mailed in hold for every e-mail of the series that did not leave at once: after a doubt, after
// refusals by SES, beyond the pace. What cannot leave in time lapses.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const zones = ['Europe/Warsaw', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'UTC'];
const unknown = { result: 'unknown', reason: 'ses-time-out' } as const;
const throttled = { result: 'not-sent', reason: 'ses-too-many-requests' } as const;
const start = Date.UTC(2027, 0, 4, 8);

async function peopleAround(options: ConstructorParameters<typeof Pipeline>[2] = {}, journey = dailySeries) {
  const pipeline = new Pipeline(journey, { now: start }, options);
  const ids = await pipeline.enrolPeople(20);
  const zoneOf = new Map<string, string>();
  for (const [index, id] of ids.entries()) {
    const subscriber = pipeline.world.state.subscribers.get(id);
    if (!subscriber) throw new Error('Nobody was enrolled.');
    const timeZone = zones[index % zones.length] as string;
    pipeline.world.state.subscribers.set(id, { ...subscriber, timeZone });
    zoneOf.set(subscriber.email, timeZone);
  }
  return { pipeline, zoneOf };
}

const localTime = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);

describe('the send window', () => {
  it('holds for a step that was in doubt', async () => {
    const { pipeline, zoneOf } = await peopleAround();
    await pipeline.runFor(hourMs);
    // Until late on the second day nothing is answered, in anybody's zone.
    const until = start + dayMs + 13 * hourMs + 7 * minuteMs;
    pipeline.refuse = (_email, at) => (at < until ? unknown : undefined);
    await pipeline.runTo(until);
    await pipeline.world.metrics.raiseProof(until);
    await pipeline.runTo(start + 5 * dayMs);
    const seconds = pipeline.sent.filter(({ template }) => template === 'two');
    for (const { to, at } of seconds) {
      const time = localTime(at, zoneOf.get(to) ?? '');
      expect(time >= '09:00' && time <= '11:01', `${to} at ${time}`).toBe(true);
    }
    // Nobody is lost: sent, or left out because it would have come too late.
    const notes = [...pipeline.world.state.enrolments.values()].map(({ sends }) => sends[1]);
    expect(notes.filter((note) => note?.step === 'two').length).toBe(20);
    expect(new Set(notes.map((note) => note?.refused ?? 'sent'))).toEqual(new Set(['sent', 'lapsed']));
    expect(seconds.length).toBe(notes.filter((note) => note?.refused === undefined).length);
  });

  it('holds for a step that SES refused for some minutes: its reader gets it the next morning', async () => {
    const { pipeline, zoneOf } = await peopleAround({ sendWindow: { from: '09:00', to: '09:05', daysOff: [] } });
    await pipeline.runFor(hourMs);
    // Everybody's first morning, and nobody's second.
    const until = start + dayMs + 7 * hourMs;
    pipeline.refuse = (_email, at) => (at < until && at % hourMs < 5 * minuteMs ? throttled : undefined);
    await pipeline.runTo(start + 5 * dayMs);
    const seconds = pipeline.sent.filter(({ template }) => template === 'two');
    const times = new Set(seconds.map(({ to, at }) => localTime(at, zoneOf.get(to) ?? '')));
    expect([seconds.length, times]).toEqual([20, new Set(['09:00'])]);
  });
});

describe('quiet hours', () => {
  it('hold for an at-once step that was in doubt', async () => {
    const { pipeline, zoneOf } = await peopleAround({ quietHours: { from: '22:00', to: '07:00' } });
    pipeline.refuse = (_email, at) => (at < start + 10 * hourMs ? unknown : undefined);
    await pipeline.runTo(start + 10 * hourMs);
    await pipeline.world.metrics.raiseProof(pipeline.now);
    await pipeline.runTo(start + 2 * dayMs);
    const welcomes = pipeline.sent.filter(({ template }) => template === 'one');
    expect(welcomes.length).toBe(20);
    for (const { to, at } of welcomes) {
      const time = localTime(at, zoneOf.get(to) ?? '');
      expect(time >= '07:00' && time < '22:00', `${to} at ${time}`).toBe(true);
    }
  });

  it('hold for a newsletter, in doubt or not: each of its readers gets it in the morning', async () => {
    const { pipeline, zoneOf } = await peopleAround({ quietHours: { from: '17:00', to: '09:00' } });
    pipeline.world.state.enrolments.clear();
    let calls = 0;
    pipeline.refuse = () => (calls++ < 1 ? unknown : undefined);
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runTo(start + 5 * hourMs);
    await pipeline.world.metrics.raiseProof(pipeline.now);
    await pipeline.runTo(start + 2 * dayMs);
    expect(pipeline.sent.length).toBe(20);
    for (const { to, at } of pipeline.sent) {
      const time = localTime(at, zoneOf.get(to) ?? '');
      expect(time >= '09:00' && time < '17:00', `${to} at ${time}`).toBe(true);
    }
  });
});
