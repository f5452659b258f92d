// After a table restore: nothing moves until an operator decided, and what the lost table may have sent is not sent again.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../functions/domain/address.ts';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import type { GapChoice } from '../../functions/domain/restore.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { NotPausedError, reconcileRestore } from '../../functions/usecases/reconcile-restore.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { signUp } from '../../functions/usecases/sign-up.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { MemoryState } from '../memory/state.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);
const backupAt = start + 20 * hourMs;
const restoredAt = start + 2 * dayMs + 5 * hourMs;
const operator = 'operator';

/** A table as it was at the backup, put to work two days later: the lost one sent steps two and three meanwhile. */
async function restored(): Promise<Pipeline> {
  const before = new Pipeline(dailySeries, {}, { caps: { marketing: 10, days: 7 } });
  await before.enrolPeople(3);
  await before.runTo(start + 10 * hourMs);
  before.refuse = () => ({ result: 'unknown', reason: 'ses-time-out' });
  await before.startNewsletter('issue-one-000000000000');
  await before.runTo(start + 10 * hourMs + 2 * minuteMs);
  await before.world.subscribers.save({
    ...person(before.idOf('newcomer')),
    status: 'pending',
    confirmation: { requestedAt: backupAt, wanted: true, attempts: 0 },
    dueAt: backupAt,
  });
  const state = Object.assign(new MemoryState(), structuredClone({ ...before.world.state }));
  const pipeline = new Pipeline(
    dailySeries,
    { state, now: restoredAt, seed: 'restored' },
    { caps: { marketing: 10, days: 7 } },
  );
  await stopSending(pipeline.world, { by: operator, reason: 'restore', everything: true });
  return pipeline;
}

const decide = (pipeline: Pipeline, choice: GapChoice) =>
  reconcileRestore(pipeline.deps, { from: backupAt, to: pipeline.now }, choice);
const standing = (pipeline: Pipeline) => [...pipeline.world.state.enrolments.values()];

describe('a restored table', () => {
  it('stands still, confirmations included, and cannot be resumed before an operator decided', async () => {
    const pipeline = await restored();
    const before = structuredClone({ ...pipeline.world.state, pace: undefined });
    await pipeline.runFor(3 * hourMs);
    expect(pipeline.sent).toEqual([]);
    // The probe that asks whether SES's events flow goes to the simulator, not to people.
    expect(pipeline.world.mailer.single.filter(({ to }) => !to.endsWith('simulator.amazonses.com'))).toEqual([]);
    expect(pipeline.world.state.enrolments).toEqual(before.enrolments);
    expect((await resumeSending(pipeline.world, { by: operator })).outcome).toBe('awaits');
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'restore' });
  });

  it.each(['hold', 'lapse', 'release'] as const)(
    'lets go on what was begun on it since it was put to work: %s',
    async (choice) => {
      const pipeline = await restored();
      await pipeline.runFor(hourMs);
      const address = parseAddress('later@example.com');
      await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
      const late = pipeline.idOf('confirmed-later');
      await pipeline.world.subscribers.save({ ...person(late, 'marketing'), activeSince: pipeline.now });
      await pipeline.world.enrolments.save(enrol(late, dailySeries, pipeline.now));
      await pipeline.runFor(hourMs);
      await decide(pipeline, choice);
      await resumeSending(pipeline.world, { by: operator });
      await pipeline.runFor(2 * hourMs);
      expect(pipeline.world.mailer.single.filter(({ to }) => to === address.email)).toHaveLength(1);
      const email = pipeline.world.state.subscribers.get(late)?.email;
      expect(pipeline.sent.filter(({ to }) => to === email).map(({ template }) => template)).toEqual(['one']);
    },
  );

  it('is judged by its last mark, where the backup holds an earlier one', async () => {
    const first = await restored();
    const walker = first.idOf('between');
    await first.world.subscribers.save({ ...person(walker, 'marketing'), activeSince: first.now });
    await first.world.enrolments.save(enrol(walker, dailySeries, first.now + 1));
    await first.runFor(hourMs);
    // The first table sends it; then that one is lost too, and a backup from between is restored.
    const state = Object.assign(new MemoryState(), structuredClone({ ...first.world.state }));
    const second = new Pipeline(dailySeries, { state, now: first.now + 5 * hourMs, seed: 'again' });
    await stopSending(second.world, { by: operator, reason: 'restore', everything: true });
    await reconcileRestore(second.deps, { from: first.now, to: second.now }, 'hold');
    await resumeSending(second.world, { by: operator });
    await second.runFor(2 * hourMs);
    expect(second.sent).toEqual([]);
  });

  it.each([
    ['stopped without a mark, and its backup bears the mark of an earlier restore', 'emergency-stop'],
    ['marked', 'restore'],
  ] as const)('holds the gap where it was %s', async (_name, reason) => {
    const first = await restored();
    await decide(first, 'release');
    await resumeSending(first.world, { by: operator });
    await first.runFor(30 * dayMs);
    const walker = first.idOf('a-month-later');
    await first.world.subscribers.save({ ...person(walker, 'marketing'), activeSince: first.now });
    await first.world.enrolments.save(enrol(walker, dailySeries, first.now));
    const lostAt = first.now;
    const state = Object.assign(new MemoryState(), structuredClone({ ...first.world.state }));
    const second = new Pipeline(dailySeries, { state, now: lostAt + dayMs, seed: 'again' });
    await stopSending(second.world, { by: operator, reason, everything: true });
    await reconcileRestore(second.deps, { from: lostAt, to: second.now }, 'hold');
    await resumeSending(second.world, { by: operator });
    await second.runFor(hourMs);
    expect(second.sent).toEqual([]);
  });

  it('may be marked twice: who signed up in between is no part of the gap', async () => {
    const pipeline = await restored();
    await pipeline.runFor(10 * minuteMs);
    const address = parseAddress('between@example.com');
    await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
    await pipeline.runFor(10 * minuteMs);
    await stopSending(pipeline.world, { by: operator, reason: 'restore', everything: true });
    await decide(pipeline, 'hold');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(hourMs);
    expect(pipeline.world.mailer.single.filter(({ to }) => to === address.email)).toHaveLength(1);
  });

  it('lets what began since go on, also when staff decide anew about what is held, after a resume', async () => {
    const pipeline = await restored();
    await decide(pipeline, 'hold');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(dayMs);
    await stopSending(pipeline.world, { by: operator, reason: 'emergency-stop', everything: true });
    const walker = pipeline.idOf('much-later');
    await pipeline.world.subscribers.save({ ...person(walker, 'marketing'), activeSince: pipeline.now });
    await pipeline.world.enrolments.save(enrol(walker, dailySeries, pipeline.now));
    await decide(pipeline, 'lapse');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(2 * hourMs);
    const email = pipeline.world.state.subscribers.get(walker)?.email;
    expect(pipeline.sent.filter(({ to }) => to === email).map(({ template }) => template)).toEqual(['one']);
  });

  it('is reconciled only while sending is paused', async () => {
    const pipeline = new Pipeline(dailySeries);
    await expect(decide(pipeline, 'hold')).rejects.toThrow(NotPausedError);
  });

  it('holds what was due in the gap, through a resume, until it is let lapse', async () => {
    const pipeline = await restored();
    const found = await decide(pipeline, 'hold');
    expect(found).toEqual(
      expect.arrayContaining([
        { what: 'batch', name: 'newsletter', count: expect.any(Number) },
        { what: 'journey step', name: standing(pipeline)[0]?.at, count: 3 },
        { what: 'confirmation', name: 'confirm', count: 1 },
      ]),
    );
    expect(await decide(pipeline, 'hold')).toEqual([]);
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(4 * dayMs);
    expect(pipeline.sent).toEqual([]);
    expect(standing(pipeline).map(({ reason }) => reason)).toEqual(['restore', 'restore', 'restore']);
    await stopSending(pipeline.world, { by: operator, reason: 'emergency-stop', everything: false });
    await decide(pipeline, 'lapse');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(10 * dayMs);
    expect(pipeline.sent).toEqual([]);
    expect(standing(pipeline).map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
  });

  it('lets the steps of the gap lapse, and sends what comes after it on its day', async () => {
    const pipeline = await restored();
    await decide(pipeline, 'lapse');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(10 * dayMs);
    // Steps two and three were due in the gap; four on the morning after.
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['four', 'four', 'four']);
    const notes = standing(pipeline).map(({ sends }) =>
      sends.map(({ step, refused }) => `${step} ${refused ?? 'sent'}`),
    );
    expect(notes).toEqual(Array.from({ length: 3 }, () => ['one sent', 'two restored', 'three restored', 'four sent']));
    const batches = [...pipeline.world.state.batches.values()];
    expect(batches.filter(({ state, dueAt }) => state !== 'done' || dueAt !== undefined)).toEqual([]);
  });

  it('releases on request: everything follows the usual rules again', async () => {
    const pipeline = await restored();
    await decide(pipeline, 'hold');
    const found = await decide(pipeline, 'release');
    expect(found.find(({ what }) => what === 'journey step')?.count).toBe(3);
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(3 * dayMs);
    const series = pipeline.sent
      .filter(({ to }) => to.startsWith('person-') || to.includes('@'))
      .map(({ template }) => template);
    expect(series.filter((template) => template === 'four').length).toBe(3);
    expect(pipeline.world.mailer.single.length).toBeGreaterThan(0);
  });

  it('takes bounces and complaints about mail of the gap to heart, whose batches it does not know', async () => {
    const pipeline = await restored();
    const ofTheGap = { mailAt: backupAt + hourMs, at: backupAt + 2 * hourMs };
    const tags = { batch: 'G'.repeat(22), slot: '0' };
    const events: MailEvent[] = [
      { kind: 'bounce', bounceType: 'Permanent', ...ofTheGap, tags, recipient: 'person-0@example.com' },
      { kind: 'complaint', ...ofTheGap, tags: { ...tags, slot: '1' }, recipient: 'Person-1@example.com' },
      { kind: 'delivery', ...ofTheGap, tags: { ...tags, slot: '2' } },
    ];
    expect(await recordEngagement(pipeline.world, events)).toEqual({
      recorded: 2,
      ignored: { 'unknown-batch': 1 },
      failed: [],
    });
    await decide(pipeline, 'hold');
    await decide(pipeline, 'release');
    await resumeSending(pipeline.world, { by: operator });
    await pipeline.runFor(10 * dayMs);
    const ends = standing(pipeline).map(({ subscriberId, endedReason }): [string, unknown] => [
      subscriberId,
      endedReason,
    ]);
    expect(new Map(ends)).toEqual(
      new Map([
        [pipeline.idOf('person-0'), 'suppressed'],
        [pipeline.idOf('person-1'), 'suppressed'],
        [pipeline.idOf('person-2'), 'completed'],
      ]),
    );
    expect(new Set(pipeline.sent.map(({ to }) => to))).toEqual(new Set([`${pipeline.idOf('person-2')}@example.com`]));
  });
});
