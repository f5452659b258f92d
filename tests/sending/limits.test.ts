// What the account allows and what reputation demands: the sandbox, the day, throttling, and the pause that comes by itself.
import { describe, expect, it, vi } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { dueShard } from '../../functions/table.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, mostWithin, Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);
const issue = (n: number) => `issue-${n}-00000000000000`;

describe('the sandbox', () => {
  it('gets its 200 a day, one a second, and everybody gets the newsletter in the end', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.world.account.granted = undefined;
    await pipeline.enrolPeople(260);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    await pipeline.startNewsletter(issue(1));
    await pipeline.runTo(start + 12 * hourMs);
    expect(pipeline.sent.length).toBe(180);
    for (const { at } of pipeline.sent) {
      const minute = pipeline.sent.filter((one) => one.at >= at && one.at < at + minuteMs);
      expect(minute.length).toBeLessThanOrEqual(60);
    }
    await pipeline.runTo(start + 3 * dayMs);
    expect(pipeline.sent.length).toBe(260);
    expect(mostWithin(pipeline.sent, 3 * dayMs)).toBe(1);
    const batches = [...pipeline.world.state.batches.values()];
    expect(batches.filter(({ state, dueAt }) => state !== 'done' || dueAt !== undefined)).toEqual([]);
  });
});

describe('throttling', () => {
  it('slows everybody down; nothing is lost and nothing is sent twice', async () => {
    const pipeline = new Pipeline(dailySeries);
    pipeline.world.account.granted = { ratePerSecond: 14, perDay: 50_000, sentLastDay: 0, isProduction: true };
    const perMinute = new Map<number, number>();
    pipeline.refuse = (email, at) => {
      // SES minds more than 60 in a minute.
      const used = perMinute.get(Math.floor(at / minuteMs)) ?? 0;
      if (used + email.entries.length > 60) return { result: 'not-sent', reason: 'ses-too-many-requests' };
      perMinute.set(Math.floor(at / minuteMs), used + email.entries.length);
      return undefined;
    };
    await pipeline.enrolPeople(400);
    await pipeline.startNewsletter(issue(1));
    await pipeline.runTo(start + 20 * hourMs);
    const newsletters = pipeline.sent.filter(({ template }) => template === 'newsletter');
    expect(newsletters.length).toBe(400);
    expect(new Set(newsletters.map(({ to }) => to)).size).toBe(400);
    expect(pipeline.sent.length).toBe(800);
    expect(pipeline.world.state.pace.brakedAt).toBeGreaterThan(start);
  });
});

describe('a bad reputation', () => {
  /** A newsletter to 60, of which some bounce or complain. */
  async function harmed(kind: 'bounce' | 'complaint', count: number, bounceType?: 'Transient') {
    const pipeline = await told(kind, count, bounceType);
    await pipeline.runFor(5 * minuteMs);
    return pipeline;
  }

  /** The same, before anybody has counted them. */
  async function told(kind: 'bounce' | 'complaint', count: number, bounceType?: 'Transient') {
    const pipeline = new Pipeline(
      dailySeries,
      {},
      { limits: { bouncePercent: 4, complaintPercent: 2, minimumSent: 50 } },
    );
    await pipeline.enrolPeople(60);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    await pipeline.startNewsletter(issue(1));
    await pipeline.runFor(hourMs);
    const slots = [...pipeline.world.state.batches.values()].flatMap(({ id, slots }) =>
      slots.map((slot) => ({ id, slot })),
    );
    await recordEngagement(
      pipeline.world,
      slots.slice(0, count).map(({ id, slot }) => ({
        kind,
        mailAt: pipeline.now - hourMs,
        at: pipeline.now,
        tags: { batch: id, slot: String(slot) },
        ...(kind === 'bounce' && { bounceType: bounceType ?? ('Permanent' as const) }),
      })),
    );
    return pipeline;
  }

  it('pauses marketing with a reason staff can read; transactional mail goes on', async () => {
    const pipeline = await harmed('bounce', 3);
    const control = await pipeline.world.control.get();
    expect(control).toMatchObject({ paused: true, reason: 'bounces', by: 'afterglow', marketingOnly: true });
    expect(control.detail).toBe('3 hard bounces among 60 e-mails: 5 %, the limit is 4 %');
    await pipeline.startNewsletter(issue(2));
    await pipeline.world.subscribers.save({
      ...person(pipeline.idOf('newcomer')),
      status: 'pending',
      confirmation: { requestedAt: pipeline.now, wanted: true, attempts: 0 },
      dueAt: pipeline.now,
    });
    await pipeline.runFor(2 * hourMs);
    expect(pipeline.sent.length).toBe(60);
    expect(pipeline.world.mailer.single.length).toBe(1);
  });

  it('is said beside a stop that somebody made meanwhile, once', async () => {
    const pipeline = await told('bounce', 60);
    await stopSending(pipeline.world, { by: 'editor@clinic.example', reason: 'emergency-stop', everything: false });
    await pipeline.runFor(hourMs);
    const { by, reason, further = [] } = await pipeline.world.control.get();
    expect([by, reason]).toEqual(['editor@clinic.example', 'emergency-stop']);
    expect(further).toMatchObject([
      { by: 'afterglow', reason: 'bounces', detail: expect.stringContaining('60 hard bounces') },
    ]);
  });

  it('is judged by complaints too, and not below the limits, nor by full mailboxes', async () => {
    expect(await (await harmed('complaint', 3)).world.control.get()).toMatchObject({
      paused: true,
      reason: 'complaints',
    });
    // Two of sixty are over the limit of 2 %, and still no more than bad luck.
    expect((await (await harmed('complaint', 2)).world.control.get()).paused).toBe(false);
    expect((await (await harmed('bounce', 2)).world.control.get()).paused).toBe(false);
    expect((await (await harmed('bounce', 20, 'Transient')).world.control.get()).paused).toBe(false);
  });

  it('is judged after all when judging failed at first', async () => {
    const pipeline = await told('bounce', 3);
    const list = vi.spyOn(pipeline.world.broadcasts, 'list').mockRejectedValueOnce(new Error('The table is away.'));
    await expect(pipeline.runFor(5 * minuteMs)).rejects.toThrow('The table is away.');
    list.mockRestore();
    expect((await pipeline.world.control.get()).paused).toBe(false);
    await pipeline.runFor(5 * minuteMs);
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'bounces' });
  });

  it('is judged before a mark is cleared, so that an invocation that dies is made up for', async () => {
    const pipeline = await told('bounce', 3);
    const save = vi.spyOn(pipeline.world.control, 'save').mockRejectedValueOnce(new Error('Out of time.'));
    await expect(pipeline.runFor(5 * minuteMs)).rejects.toThrow('Out of time.');
    expect(save).toHaveBeenCalledTimes(1);
    expect([...pipeline.world.state.buckets.values()].some(({ mark }) => mark !== undefined)).toBe(true);
    await pipeline.runFor(5 * minuteMs);
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'bounces' });
  });

  it('pauses although somebody else turns the switch in the same moment', async () => {
    const pipeline = await told('bounce', 3);
    const { control } = pipeline.world;
    const part = { journeyId: 'other', by: 'editor@clinic.example', at: pipeline.now };
    const save = vi.spyOn(control, 'save').mockImplementationOnce(async () => {
      save.mockRestore();
      await control.save({ ...(await control.get()), parts: [part] });
      return false;
    });
    await pipeline.runFor(5 * minuteMs);
    expect(await control.get()).toMatchObject({ paused: true, reason: 'bounces', parts: [part] });
  });

  it('leaves it at what staff decided in the same moment', async () => {
    const pipeline = await told('bounce', 3);
    const { control } = pipeline.world;
    const save = vi.spyOn(control, 'save').mockImplementationOnce(async () => {
      save.mockRestore();
      await stopSending(pipeline.world, { by: 'editor@clinic.example', reason: 'emergency-stop', everything: true });
      return false;
    });
    await pipeline.runFor(5 * minuteMs);
    expect(await control.get()).toMatchObject({ paused: true, reason: 'emergency-stop', marketingOnly: false });
  });

  it('is judged by what all counts of one run say together, in whatever shard they are due', async () => {
    const pipeline = new Pipeline(
      dailySeries,
      {},
      { limits: { bouncePercent: 4, complaintPercent: 2, minimumSent: 50 }, caps: { marketing: 10, days: 7 } },
    );
    await pipeline.enrolPeople(60);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    for (const n of [1, 2, 3, 4]) await pipeline.startNewsletter(issue(n));
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(240);
    const batches = Map.groupBy(pipeline.world.state.batches.values(), ({ bucketId }) => dueShard('bucket', bucketId));
    expect(batches.size).toBe(2);
    // Ten of 240 are too many, five are not.
    const bounced = [...batches.values()].flatMap(([batch]) =>
      (batch?.slots ?? []).slice(0, 5).map((slot) => ({ batch: batch?.id, slot: String(slot) })),
    );
    await recordEngagement(
      pipeline.world,
      bounced.map((tags) => ({
        kind: 'bounce',
        bounceType: 'Permanent',
        mailAt: pipeline.now,
        at: pipeline.now,
        tags,
      })),
    );
    await pipeline.runFor(5 * minuteMs);
    expect((await pipeline.world.control.get()).detail).toContain('10 hard bounces among 240 e-mails');
  });

  it('is not held against what is sent after staff resumed', async () => {
    const pipeline = await harmed('bounce', 3);
    await resumeSending(pipeline.world, { by: 'editor@clinic.example' });
    expect(await pipeline.world.control.get()).toMatchObject({ paused: false, baseline: { sent: 60, bounced: 3 } });
    await pipeline.startNewsletter(issue(2));
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(60 + 57);
    const [, second] = [...pipeline.world.state.batches.values()];
    await recordEngagement(pipeline.world, [
      {
        kind: 'bounce',
        bounceType: 'Permanent',
        mailAt: pipeline.now,
        at: pipeline.now,
        tags: { batch: second?.id, slot: '0' },
      },
    ]);
    await pipeline.runFor(5 * minuteMs);
    expect((await pipeline.world.control.get()).paused).toBe(false);
    expect(pipeline.now).toBeGreaterThan(start + secondMs);
  });
});
