// The confirmation somebody asked for: sent however long SES refuses, again on doubt but never often, and never lost in silence.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../functions/domain/address.ts';
import type { MailEventKind } from '../../functions/domain/mail-event.ts';
import { dayMs, hourMs, minuteMs, toSeconds36 } from '../../functions/domain/time.ts';
import type { EntryResult } from '../../functions/ports/mailer.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { signUp } from '../../functions/usecases/sign-up.ts';
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
  return { pipeline, attempts, start, person, tell, troubles: () => listTroubles(world, pipeline.now) };
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

  it('is not sent again once SES speaks of it', async () => {
    const { pipeline, attempts, person, tell, troubles, start } = await signedUp(() => unknown);
    await tell('send', start);
    await tell('delivery', start);
    expect(person()?.confirmation).toMatchObject({ wanted: false, sentAt: start });
    await pipeline.runFor(2 * dayMs);
    expect(attempts).toEqual([0]);
    expect((await troubles()).doubts).toEqual([]);
  });

  it('is not settled by word of an earlier request', async () => {
    const { person, tell, start } = await signedUp(() => unknown);
    await tell('send', start - hourMs);
    expect(person()?.confirmation).toMatchObject({ wanted: true });
  });
});
