// A pause and what follows it: nothing leaves meanwhile, nothing bursts afterwards, and what grew stale lapses.
import { describe, expect, it } from 'vitest';
import { freeSending } from '../../functions/domain/control.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, mostWithin, Pipeline, type Sent } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);
const stop = (pipeline: Pipeline, everything = false) =>
  stopSending(pipeline.world, { by: 'editor@clinic.example', reason: 'emergency-stop', everything });
const resume = (pipeline: Pipeline) => resumeSending(pipeline.world, { by: 'editor@clinic.example' });
const days = (sent: readonly Sent[]) =>
  [...Map.groupBy(sent, ({ to }) => to).values()].map((mails) =>
    mails.map(({ template, at }) => `${template} ${Math.floor((at - start) / dayMs)}`),
  );

describe('an emergency stop', () => {
  it('holds marketing mail at once, also what was planned, and leaves nobody stuck', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(4);
    await pipeline.world.queues.send('advance', []);
    await stop(pipeline);
    await pipeline.runFor(2 * hourMs);
    expect(pipeline.sent).toEqual([]);
    const held = [...pipeline.world.state.enrolments.values()];
    expect(held.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array.from({ length: 4 }, () => 'walking paused'),
    );
    await resume(pipeline);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['one', 'one', 'one', 'one']);
  });

  it('gives steps back that were planned already, and no claim stays behind', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    pipeline.refuse = () => ({ result: 'not-sent', reason: 'ses-too-many-requests' });
    await pipeline.runFor(3 * minuteMs);
    expect([...pipeline.world.state.enrolments.values()].map(({ state }) => state)).toEqual([
      'sending',
      'sending',
      'sending',
    ]);
    pipeline.refuse = () => undefined;
    await stop(pipeline);
    await pipeline.runFor(hourMs);
    const held = [...pipeline.world.state.enrolments.values()];
    expect(held.map(({ state, claim }) => [state, claim])).toEqual(held.map(() => ['walking', undefined]));
    expect([...pipeline.world.state.batches.values()].filter(({ state }) => state !== 'done')).toEqual([]);
    expect(pipeline.sent).toEqual([]);
    await resume(pipeline);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(3);
  });

  it('lets transactional mail go on, unless everything was stopped', async () => {
    const pipeline = new Pipeline(dailySeries);
    const ask = async (name: string) => {
      const confirmation = { requestedAt: pipeline.now, wanted: true, attempts: 0 };
      await pipeline.world.subscribers.save({
        ...person(pipeline.idOf(name)),
        status: 'pending',
        confirmation,
        dueAt: pipeline.now,
      });
    };
    await stop(pipeline);
    await ask('anna');
    await pipeline.runFor(minuteMs);
    expect(pipeline.world.mailer.single.length).toBe(1);
    await stop(pipeline, true);
    await ask('bert');
    await pipeline.runFor(20 * minuteMs);
    expect(pipeline.world.mailer.single.length).toBe(1);
    await resume(pipeline);
    await pipeline.runFor(10 * minuteMs);
    expect(pipeline.world.mailer.single.length).toBe(2);
  });
});

describe('a stop on top of another', () => {
  const first = { by: 'anna@clinic.example', reason: 'emergency-stop', everything: false } as const;
  const words = 'the price in Tuesday’s e-mail is wrong';

  it('keeps when, by whom and why sending was stopped first', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { control, outcome } = await stopSending(pipeline.world, { ...first, because: words });
    expect(outcome).toBe('stopped');
    expect(control).toMatchObject({ by: first.by, at: start, detail: words, marketingOnly: true });
    pipeline.world.clock.advance(hourMs);
    const again = await stopSending(pipeline.world, { ...first, by: 'berta@clinic.example' });
    // Saved anew all the same: a resume under way has not read that somebody stops again.
    const stood = { ...control, rev: control.rev + 1 };
    expect(again).toEqual({ outcome: 'stood', control: stood });
    expect(await pipeline.world.control.get()).toEqual(stood);
  });

  it('adds what it says besides, and leaves what stands as it is', async () => {
    const pipeline = new Pipeline(dailySeries);
    await stopSending(pipeline.world, { ...first, because: words });
    pipeline.world.clock.advance(hourMs);
    const wider = { by: 'berta@clinic.example', reason: 'emergency-stop', everything: true } as const;
    const { control, outcome } = await stopSending(pipeline.world, wider);
    expect(outcome).toBe('added');
    expect(control).toMatchObject({
      by: first.by,
      at: start,
      reason: 'emergency-stop',
      detail: words,
      marketingOnly: false,
      further: [{ by: wider.by, at: start + hourMs, reason: 'emergency-stop', everything: true }],
    });
    // Weaker than what stands, and nothing new.
    expect((await stopSending(pipeline.world, first)).outcome).toBe('stood');
    expect((await pipeline.world.control.get()).marketingOnly).toBe(false);
    const resumed = await resumeSending(pipeline.world, { by: 'anna@clinic.example' });
    expect(resumed.control).toMatchObject({ paused: false });
    expect(resumed.control).not.toHaveProperty('further');
    expect(resumed.control).not.toHaveProperty('detail');
  });

  it('keeps the rate for which marketing paused by itself, and says that somebody stopped it too', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { control } = pipeline.world;
    const detail = '3 hard bounces among 60 e-mails: 5 %, the limit is 4 %';
    await control.save({ ...freeSending, paused: true, reason: 'bounces', detail, by: 'afterglow', at: start });
    pipeline.world.clock.advance(hourMs);
    expect((await stopSending(pipeline.world, first)).outcome).toBe('added');
    expect((await stopSending(pipeline.world, { ...first, because: words })).outcome).toBe('added');
    expect((await stopSending(pipeline.world, { ...first, because: words })).outcome).toBe('stood');
    expect(await control.get()).toMatchObject({
      reason: 'bounces',
      by: 'afterglow',
      at: start,
      detail,
      further: [
        { reason: 'emergency-stop', by: first.by },
        { reason: 'emergency-stop', by: first.by, detail: words },
      ],
    });
  });

  it('takes whatever is said: a stop does not fail for its words', async () => {
    const pipeline = new Pipeline(dailySeries);
    const because = `  a\nb\u001b[2J${'c'.repeat(500)}`;
    const { control } = await stopSending(pipeline.world, { ...first, because });
    expect(control.detail).toBe(`a b [2J${'c'.repeat(193)}`);
    const { world } = new Pipeline(dailySeries);
    expect((await stopSending(world, { ...first, because: ' ' })).control.detail).toBeUndefined();
  });

  it('is bounded, however often somebody stops with other words', async () => {
    const pipeline = new Pipeline(dailySeries);
    for (let n = 0; n < 30; n++) await stopSending(pipeline.world, { ...first, because: `reason ${n}` });
    const { detail, further = [] } = await pipeline.world.control.get();
    expect(detail).toBe('reason 0');
    expect(further.length).toBe(10);
    expect(further.at(-1)).toMatchObject({ detail: 'reason 29' });
  });

  it('of a restored table awaits the operator, whatever it was stopped for before', async () => {
    const pipeline = new Pipeline(dailySeries);
    await stopSending(pipeline.world, { ...first, because: words });
    const restored = { by: 'operator', reason: 'restore', everything: true } as const;
    const { control, outcome } = await stopSending(pipeline.world, restored);
    expect(outcome).toBe('added');
    expect(control).toMatchObject({
      by: first.by,
      detail: words,
      marketingOnly: false,
      awaitsReconcile: true,
      further: [{ reason: 'restore', by: 'operator' }],
    });
    // Each mark is a new one: the backup may hold an earlier.
    pipeline.world.clock.advance(hourMs);
    expect((await stopSending(pipeline.world, restored)).control.restoredAt?.at(-1)).toBe(pipeline.now);
    expect((await resumeSending(pipeline.world, { by: 'operator' })).outcome).toBe('awaits');
  });
});

describe('a backlog of two days', () => {
  it('delivers no two steps together, lapses what is stale, and keeps the order', async () => {
    const pipeline = new Pipeline(dailySeries, {}, { caps: { marketing: 10, days: 7 } });
    await pipeline.enrolPeople(5);
    await pipeline.runTo(start + hourMs);
    expect(pipeline.sent.length).toBe(5);
    await stop(pipeline);
    await pipeline.runTo(start + 3 * dayMs);
    expect(pipeline.sent.length).toBe(5);
    await resume(pipeline);
    await pipeline.runTo(start + 12 * dayMs);
    // Step two was due on the second day and good for one more; three and four follow on days of their own.
    for (const series of days(pipeline.sent)) expect(series).toEqual(['one 0', 'three 3', 'four 4']);
    const refused = [...pipeline.world.state.enrolments.values()].map(({ sends }) =>
      sends.find(({ step }) => step === 'two'),
    );
    expect(refused.map((note) => note?.refused)).toEqual(Array.from({ length: 5 }, () => 'lapsed'));
    expect(mostWithin(pipeline.sent, dayMs)).toBe(1);
  });

  it('keeps the cap when newsletters waited as well', async () => {
    const pipeline = new Pipeline(dailySeries, {}, { caps: { marketing: 3, days: 7 } });
    await pipeline.enrolPeople(60);
    await pipeline.runTo(start + hourMs);
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runFor(0);
    await stop(pipeline);
    for (const issue of ['issue-two-000000000000', 'issue-three-0000000000']) await pipeline.startNewsletter(issue);
    await pipeline.runTo(start + 2 * dayMs);
    expect(pipeline.sent.filter(({ at }) => at > start + 2 * hourMs)).toEqual([]);
    await resume(pipeline);
    await pipeline.runTo(start + 20 * dayMs);
    expect(mostWithin(pipeline.sent, 7 * dayMs)).toBeLessThanOrEqual(3);
    expect(pipeline.sent.filter(({ template }) => template === 'newsletter').length).toBeGreaterThanOrEqual(60);
    expect([...pipeline.world.state.batches.values()].filter(({ state }) => state !== 'done')).toEqual([]);
  });

  it('comes at a fraction of the pace in the first minutes after a resume', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.world.account.granted = { ratePerSecond: 14, perDay: 50_000, sentLastDay: 0, isProduction: true };
    await pipeline.enrolPeople(600);
    await stop(pipeline);
    await pipeline.runFor(2 * hourMs);
    await resume(pipeline);
    await pipeline.runFor(2 * hourMs);
    expect(pipeline.sent.length).toBe(600);
    const perMinute = Map.groupBy(pipeline.sent, ({ at }) => Math.floor(at / minuteMs));
    const [first = []] = [...perMinute.values()];
    // A quarter at the resume, a tenth more by the minute in which the first of them are looked at.
    expect(first.length).toBeLessThanOrEqual(14 * 60 * 0.35);
    expect(perMinute.size).toBeGreaterThan(1);
  });
});

describe('a late step', () => {
  it('that waited for SES past its window goes back and leaves the next morning', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(2);
    await pipeline.runTo(start + dayMs);
    const until = start + dayMs + 5 * hourMs;
    pipeline.refuse = (_email, at) => (at < until ? { result: 'not-sent', reason: 'ses-sending-paused' } : undefined);
    await pipeline.runTo(start + 2 * dayMs + 30 * hourMs);
    const [series = []] = days(pipeline.sent);
    expect(series[0]).toBe('one 0');
    expect(
      pipeline.sent
        .filter(({ at }) => at > start + dayMs)
        .every(({ at }) => [9, 10].includes(new Date(at).getUTCHours())),
    ).toBe(true);
    expect(mostWithin(pipeline.sent, 12 * hourMs)).toBe(1);
  });
});

describe('a resume in the middle of a newsletter', () => {
  it('lets it go on within minutes, at a quarter of the pace for half an hour', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.world.account.granted = { ratePerSecond: 1, perDay: 50_000, sentLastDay: 0, isProduction: true };
    await pipeline.enrolPeople(1_000);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runFor(4 * minuteMs);
    await stop(pipeline);
    const before = pipeline.sent.length;
    await pipeline.runFor(7 * minuteMs);
    expect(pipeline.sent.length).toBe(before);
    await resume(pipeline);
    const resumedAt = pipeline.now;
    await pipeline.runFor(2 * hourMs);
    const minutes = pipeline.sent.slice(before).map(({ at }) => Math.floor((at - resumedAt) / minuteMs));
    expect(minutes[0]).toBeLessThanOrEqual(2);
    const perMinute = (from: number, to: number) =>
      minutes.filter((minute) => minute >= from && minute < to).length / (to - from);
    // A minute's burst at the start, less a tenth for what people ask for.
    expect(perMinute(0, 30)).toBeLessThanOrEqual(15.5);
    expect(perMinute(0, 30)).toBeGreaterThan(12);
    expect(perMinute(34, 44)).toBeGreaterThan(25);
    expect(new Set(pipeline.sent.map(({ to }) => to)).size).toBe(1_000);
    expect(pipeline.sent.length).toBe(1_000);
  });

  it('asks SES no more often than ever where SES refuses what was paused', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(10);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    pipeline.refuse = () => ({ result: 'not-sent', reason: 'ses-throttling' });
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runFor(minuteMs);
    await stop(pipeline);
    await pipeline.runFor(5 * minuteMs);
    expect([...pipeline.world.state.batches.values()].map(({ waitsFor }) => waitsFor)).toContain('paused');
    await resume(pipeline);
    const calls: number[] = [];
    pipeline.refuse = (_email, at) => {
      calls.push(Math.floor(at / minuteMs));
      return { result: 'not-sent', reason: 'ses-mail-from-domain-not-verified' };
    };
    await pipeline.runFor(10 * minuteMs);
    const batches = pipeline.world.state.batches.size;
    // Two and four minutes after the last call, or at once and after two and four.
    expect(calls.length).toBeGreaterThanOrEqual(batches);
    expect(calls.length).toBeLessThanOrEqual(3 * batches);
  });
});
