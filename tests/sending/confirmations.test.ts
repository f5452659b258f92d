// The confirmation somebody asked for: sent however long SES refuses, again on doubt but never often, and never lost in silence.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../functions/domain/address.ts';
import type { MailEventKind } from '../../functions/domain/mail-event.ts';
import { dayMs, hourMs, minuteMs, toSeconds36 } from '../../functions/domain/time.ts';
import type { EntryResult } from '../../functions/ports/mailer.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { signUp } from '../../functions/usecases/sign-up.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const anna = 'anna@example.com';
const refusedFor = (reason: string): EntryResult => ({ result: 'not-sent', reason });
const unknown: EntryResult = { result: 'unknown', reason: 'ses-time-out' };

/** Times of the attempts, in minutes since she signed up. */
async function signedUp(answer: (minute: number) => EntryResult | undefined) {
  const pipeline = new Pipeline(dailySeries);
  const { world } = pipeline;
  const start = pipeline.now;
  const attempts: number[] = [];
  world.mailer.answerOne = ({ tags }) => {
    if (tags.kind !== 'transactional') return world.mailer.accept();
    const minute = Math.round((pipeline.now - start) / minuteMs);
    attempts.push(minute);
    return answer(minute) ?? world.mailer.accept();
  };
  const address = parseAddress(anna);
  await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
  await pipeline.drain();
  const id = world.identity.subscriberId(address.key);
  const tell = (kind: MailEventKind, at = pipeline.now) =>
    recordEngagement(world, [
      { kind, mailAt: at, at, tags: { kind: 'transactional', person: id, at: toSeconds36(at) } },
    ]);
  const person = () => world.state.subscribers.get(id);
  const again = async () => {
    await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
    await pipeline.drain();
  };
  return { pipeline, attempts, start, again, person, tell, troubles: () => listTroubles(world, pipeline.now) };
}

describe('a confirmation that SES refuses for now', () => {
  it.each(['ses-throttling', 'ses-daily-quota-exceeded', 'ses-sending-paused', 'ses-no-connection'])(
    'leaves once SES takes mail again: %s',
    async (reason) => {
      const { pipeline, attempts, person, start } = await signedUp((minute) =>
        minute < 5 * 60 ? refusedFor(reason) : undefined,
      );
      await pipeline.runTo(start + 8 * hourMs);
      expect(person()?.confirmation).toMatchObject({ wanted: false, sentAt: expect.any(Number) });
      expect(person()).not.toHaveProperty('dueAt');
      // Asked ever more rarely, and once an hour in the end.
      expect(attempts.slice(0, 5)).toEqual([0, 2, 6, 14, 30]);
      expect(attempts.at(-1)).toBeLessThanOrEqual(6 * 60);
      expect(attempts.length).toBeLessThan(13);
    },
  );

  it('is given up, where staff see it, when its link would be worth little any more; sent again when they say so', async () => {
    let isWell = false;
    const { pipeline, attempts, person, troubles } = await signedUp(() =>
      isWell ? undefined : refusedFor('ses-sending-paused'),
    );
    await pipeline.runFor(4 * dayMs);
    expect(person()?.confirmation).toMatchObject({ wanted: false, failed: 'lapsed' });
    const { giveUps, doubts } = await troubles();
    expect(doubts).toEqual([]);
    const [giveUp] = giveUps;
    expect(giveUps).toMatchObject([
      { batchId: 'confirmations', subject: { kind: 'confirmation' }, reason: 'lapsed', count: 1, mayRedrive: true },
    ]);
    isWell = true;
    await pipeline.runFor(dayMs);
    const before = attempts.length;
    expect((await redrive(pipeline.world, giveUp?.batchId ?? '')).again).toBe(1);
    expect((await redrive(pipeline.world, giveUp?.batchId ?? '')).again).toBe(0);
    await pipeline.runFor(hourMs);
    expect(attempts.length).toBe(before + 1);
    expect(person()?.confirmation).toMatchObject({ wanted: false, requestedAt: expect.any(Number) });
    expect(person()?.confirmation).not.toHaveProperty('failed');
    expect((await troubles()).giveUps).toEqual([]);
  });
});

describe('a confirmation that nobody tried to send', () => {
  it('waits through a stop of everything, however long, and its link is new', async () => {
    const { pipeline, person, again } = await signedUp(() => undefined);
    const { control } = pipeline.world;
    await stopSending(pipeline.world, { by: 'anna@clinic.example', reason: 'emergency-stop', everything: true });
    const other = parseAddress('berta@example.com');
    await signUp(pipeline.deps, { address: other, wording: '1', tracking: false, channel: 'form' });
    await pipeline.runFor(10 * dayMs);
    await resumeSending(pipeline.world, { by: 'anna@clinic.example' });
    expect((await control.get()).paused).toBe(false);
    await pipeline.runFor(hourMs);
    expect(pipeline.world.mailer.single.map(({ to }) => to)).toEqual([anna, other.email]);
    const berta = pipeline.world.state.subscribers.get(pipeline.idOf('berta'));
    expect(pipeline.now - (berta?.confirmation?.requestedAt ?? 0)).toBeLessThan(hourMs);
    await again();
    expect(person()?.confirmation?.wanted).toBe(false);
  });
});

describe('given-up confirmations among many that wait', () => {
  it('are listed, and more than fit are reached by doing it again', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { world } = pipeline;
    const request = { requestedAt: pipeline.now, attempts: 0 };
    for (const name of Array.from({ length: 1_200 }, (_, n) => `person-${n}`)) {
      const isWaiting = Number(name.slice(7)) < 600;
      await world.subscribers.save({
        ...person(pipeline.idOf(name)),
        status: 'pending',
        confirmation: { ...request, wanted: isWaiting, ...(!isWaiting && { failed: 'ses-message-rejected' }) },
        dueAt: pipeline.now + (isWaiting ? minuteMs : 30 * dayMs),
      });
    }
    const { giveUps, isPartial } = await listTroubles(world, pipeline.now);
    expect([giveUps.map(({ count }) => count), isPartial]).toEqual([[500], true]);
    expect((await redrive(world, 'confirmations')).again).toBe(500);
    expect((await listTroubles(world, pipeline.now)).giveUps.map(({ count }) => count)).toEqual([100]);
    expect((await redrive(world, 'confirmations')).again).toBe(100);
  });
});

describe('a confirmation that SES refuses for good', () => {
  it('is given up with SES’s reason', async () => {
    const { person, troubles, pipeline } = await signedUp(() => ({ result: 'never', reason: 'ses-message-rejected' }));
    expect(person()?.confirmation).toMatchObject({ wanted: false, failed: 'ses-message-rejected' });
    expect((await troubles()).giveUps).toMatchObject([{ reason: 'ses-message-rejected', count: 1, day: '2027-01-04' }]);
    await pipeline.runFor(31 * dayMs);
    expect(person()).not.toHaveProperty('dueAt');
    expect((await troubles()).giveUps).toEqual([]);
  });

  it('is given up too when SES takes it and throws it away', async () => {
    const { person, tell, troubles } = await signedUp(() => undefined);
    await tell('reject');
    expect(person()?.confirmation).toMatchObject({ wanted: false, failed: 'ses-reject' });
    expect(person()?.confirmation).not.toHaveProperty('sentAt');
    expect((await troubles()).giveUps).toMatchObject([{ reason: 'ses-reject', count: 1 }]);
  });
});

describe('a confirmation that is thrown away before its answer is noted', () => {
  it('is listed all the same', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { world } = pipeline;
    const address = parseAddress(anna);
    const id = world.identity.subscriberId(address.key);
    world.mailer.answerOne = async () => {
      const tags = { kind: 'transactional', person: id, at: toSeconds36(pipeline.now) };
      await recordEngagement(world, [{ kind: 'reject', mailAt: pipeline.now, at: pipeline.now, tags }]);
      return world.mailer.accept();
    };
    await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
    await pipeline.drain();
    expect((await listTroubles(world, pipeline.now)).giveUps).toMatchObject([{ reason: 'ses-reject', count: 1 }]);
  });
});

describe('a confirmation that cannot be rendered', () => {
  it('is thrown and tried again, and counts as no attempt', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { world } = pipeline;
    const address = parseAddress(anna);
    const { renderTemplate } = world.renderer;
    world.renderer.renderTemplate = async () => {
      throw new Error('The template is broken.');
    };
    await signUp(pipeline.deps, { address, wording: '1', tracking: false, channel: 'form' });
    await expect(pipeline.drain()).rejects.toThrow('The template is broken.');
    for (let tried = 0; tried < 5; tried++) await expect(pipeline.runFor(hourMs)).rejects.toThrow('broken');
    world.renderer.renderTemplate = renderTemplate.bind(world.renderer);
    await pipeline.runFor(2 * hourMs);
    expect(world.mailer.single.map(({ to }) => to)).toEqual([anna]);
  });
});

describe('a confirmation in doubt', () => {
  it('is sent again, at most one in ten minutes and four in all, and shown as in doubt meanwhile and after', async () => {
    const { pipeline, attempts, person, troubles, start } = await signedUp(() => unknown);
    await pipeline.runFor(5 * minuteMs);
    expect((await troubles()).doubts).toMatchObject([
      { batchId: 'confirmations', subject: { kind: 'confirmation' }, count: 1, since: start },
    ]);
    await pipeline.runFor(2 * dayMs);
    expect(attempts).toEqual([0, 10, 70, 430]);
    expect(person()?.confirmation).toMatchObject({ wanted: false, failed: 'in-doubt' });
    const { doubts, giveUps } = await troubles();
    expect([doubts, giveUps]).toMatchObject([[], [{ reason: 'in-doubt', count: 1 }]]);
  });

  it('is not hurried by somebody who signs up again', async () => {
    const { pipeline, attempts, again } = await signedUp(() => unknown);
    await pipeline.runFor(71 * minuteMs);
    await again();
    await pipeline.runFor(8 * minuteMs);
    expect(attempts).toEqual([0, 10, 70]);
    await pipeline.runFor(3 * minuteMs);
    await again();
    expect(attempts).toEqual([0, 10, 70, 82]);
  });

  it('is not sent again once SES speaks of it', async () => {
    const { pipeline, attempts, person, tell, troubles, start } = await signedUp(() => unknown);
    await tell('send', start);
    await tell('delivery', start);
    expect(person()?.confirmation).toMatchObject({ wanted: false, sentAt: start });
    await pipeline.runFor(2 * dayMs);
    expect(attempts).toEqual([0]);
    expect((await troubles()).doubts).toEqual([]);
  });

  it('was had if SES delivered it, whatever became of other attempts and whatever SES says later of them', async () => {
    const { pipeline, person, tell, start } = await signedUp((minute) => (minute < 9 ? unknown : undefined));
    await pipeline.runFor(10 * minuteMs);
    expect(person()?.confirmation).toMatchObject({ wanted: false, sentAt: start + 10 * minuteMs });
    await tell('reject', start);
    expect(person()?.confirmation).not.toHaveProperty('failed');
    const refused = await signedUp((minute) => (minute < 9 ? unknown : refusedFor('ses-throttling')));
    await refused.pipeline.runFor(4 * dayMs);
    expect(refused.person()?.confirmation).toMatchObject({ failed: 'lapsed' });
    await refused.tell('send', refused.start);
    expect(refused.person()?.confirmation).toMatchObject({ sentAt: refused.start });
    expect((await refused.troubles()).giveUps).toEqual([]);
  });

  it('stays thrown away where SES says later that it was sent', async () => {
    const { person, tell, start } = await signedUp(() => undefined);
    await tell('reject', start);
    await tell('send', start);
    expect(person()?.confirmation).toMatchObject({ failed: 'ses-reject' });
  });

  it('is given up, and listed, where its link would be old when it could be tried again', async () => {
    const { pipeline, attempts, person: her, troubles } = await signedUp(() => unknown);
    await stopSending(pipeline.world, { by: 'anna@clinic.example', reason: 'emergency-stop', everything: true });
    await pipeline.runFor(8 * dayMs);
    await resumeSending(pipeline.world, { by: 'anna@clinic.example' });
    await pipeline.runFor(hourMs);
    expect(attempts).toEqual([0]);
    expect(her()?.confirmation).toMatchObject({ failed: 'in-doubt' });
    expect((await troubles()).giveUps).toMatchObject([{ reason: 'in-doubt', count: 1 }]);
  });

  it('is not settled by word of an earlier request', async () => {
    const { person, tell, start } = await signedUp(() => unknown);
    await tell('send', start - hourMs);
    expect(person()?.confirmation).toMatchObject({ wanted: true });
  });
});
