// Doubts and give-ups as staff see them, and what sending again does: once, in order, and only what was given up.
import { describe, expect, it } from 'vitest';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { type BroadcastMail, findBroadcastMail } from '../../functions/usecases/find-broadcast-mail.ts';
import { listTroubles, sumDoubts } from '../../functions/usecases/list-troubles.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { redriveAlike } from '../../functions/usecases/redrive-alike.ts';
import { showSubscriber } from '../../functions/usecases/show-subscriber.ts';
import { agents } from '../engagement/people.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const rejected = { result: 'never', reason: 'ses-message-rejected' } as const;
const nobody = { later: 0, already: 0, spared: 0, stepGone: 0, erased: 0 };
const issue = 'issue-one-000000000000';
const troubles = (pipeline: Pipeline) => listTroubles(pipeline.world, pipeline.now);

describe('doubts', () => {
  it('are listed with their age until they are settled', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    pipeline.refuse = () => ({ result: 'unknown', reason: 'ses-time-out' });
    await pipeline.runFor(5 * minuteMs);
    const { doubts, giveUps, isPartial } = await troubles(pipeline);
    expect(doubts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    for (const { since, subject } of doubts) {
      expect(pipeline.now - since).toBeLessThanOrEqual(5 * minuteMs);
      expect(subject).toEqual({ kind: 'journey', journeyId: 'daily', step: 'one' });
    }
    expect({ giveUps, isPartial }).toEqual({ giveUps: [], isPartial: false });
    pipeline.refuse = () => undefined;
    await pipeline.world.metrics.raiseProof(pipeline.now + 20 * minuteMs);
    await pipeline.runFor(2 * hourMs);
    expect((await troubles(pipeline)).doubts).toEqual([]);
  });
});

describe('many batches in doubt', () => {
  it('share one probe every five minutes', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(1_000);
    pipeline.refuse = () => ({ result: 'unknown', reason: 'ses-time-out' });
    await pipeline.runFor(36 * minuteMs);
    const { doubts } = await troubles(pipeline);
    expect(doubts.length).toBeGreaterThan(15);
    expect(sumDoubts(doubts)).toEqual([{ subject: doubts[0]?.subject, count: 1_000, since: doubts[0]?.since }]);
    // From the end of the grace time on.
    expect(pipeline.world.mailer.single.filter(({ tags }) => tags.kind === 'probe').length).toBe(4);
  });
});

describe('a step that was given up', () => {
  async function givenUp(): Promise<Pipeline> {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(1);
    pipeline.refuse = () => rejected;
    await pipeline.runFor(5 * minuteMs);
    pipeline.refuse = () => undefined;
    return pipeline;
  }

  it('goes back to its journey when told, and is sent once', async () => {
    const pipeline = await givenUp();
    const { giveUps } = await troubles(pipeline);
    expect(giveUps).toMatchObject([{ reason: rejected.reason, count: 1, mayRedrive: true, day: '2027-01-04' }]);
    const batchId = giveUps[0]?.batchId ?? '';
    expect(await redrive(pipeline.world, batchId)).toEqual({ again: 1, passed: nobody });
    expect(await redrive(pipeline.world, batchId)).toEqual({ again: 0, passed: nobody });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['one']);
    expect((await troubles(pipeline)).giveUps).toEqual([]);
    const totals = [...pipeline.world.state.buckets.values()].map(({ totals }) => totals);
    expect(totals).toMatchObject([{ planned: 1, sent: 1, refused: {} }]);
  });

  it('stays given up once a later e-mail was sent: the past is not sent after the present', async () => {
    const pipeline = await givenUp();
    const [giveUp] = (await troubles(pipeline)).giveUps;
    await pipeline.runFor(2 * dayMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['two']);
    expect(await redrive(pipeline.world, giveUp?.batchId ?? '')).toEqual({ again: 0, passed: { ...nobody, later: 1 } });
  });
});

describe('a step that SES took and then threw away', () => {
  /** A batch of many, wholly thrown away, among other people's. */
  async function thrownAway(kind: 'reject' | 'rendering-failure') {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(60);
    await pipeline.runFor(5 * minuteMs);
    const [batch] = pipeline.world.state.batches.values();
    if (!batch) throw new Error('Nothing was planned.');
    const times = { mailAt: pipeline.now, at: pipeline.now };
    const tagged = batch.slots.map((slot) => ({ kind, ...times, tags: { batch: batch.id, slot: String(slot) } }));
    await recordEngagement(pipeline.world, tagged);
    await pipeline.runFor(5 * minuteMs);
    return { pipeline, batchId: batch.id, count: batch.slots.length };
  }

  it.each(['reject', 'rendering-failure'] as const)(
    'is sent again once when told, and the series goes on: %s',
    async (kind) => {
      const { pipeline, batchId, count } = await thrownAway(kind);
      expect((await troubles(pipeline)).giveUps).toMatchObject([{ batchId, count, mayRedrive: true }]);
      expect(await redrive(pipeline.world, batchId)).toEqual({ again: count, passed: nobody });
      expect(await redrive(pipeline.world, batchId)).toEqual({ again: 0, passed: nobody });
      await pipeline.runFor(hourMs);
      const perPerson = [...Map.groupBy(pipeline.sent, ({ to }) => to).values()].map(({ length }) => length);
      expect(perPerson.filter((mails) => mails === 2).length).toBe(count);
      expect(pipeline.sent.length).toBe(60 + count);
      expect((await troubles(pipeline)).giveUps).toEqual([]);
      expect(sumOf(pipeline)).toEqual({ planned: 60, sent: 60, refused: 0 });
      await pipeline.runFor(4 * dayMs);
      expect(pipeline.sent.filter(({ template }) => template === 'two').length).toBe(60);
    },
  );

  it('spares whoever was taken out, has reached the goal or has left since, and says so', async () => {
    const { pipeline, batchId, count } = await thrownAway('reject');
    const { enrolments, recipients, subscribers } = pipeline.world.state;
    const ids = (recipients.get(batchId) ?? []).map(({ subscriberId }) => subscriberId);
    const [takenOut = '', atGoal = '', gone = ''] = ids;
    for (const [name, walk] of enrolments) {
      const over = { state: 'ended', endedAt: pipeline.now } as const;
      if (walk.subscriberId === takenOut) enrolments.set(name, { ...walk, ...over, endedReason: 'taken-out' });
      if (walk.subscriberId === atGoal)
        enrolments.set(name, { ...walk, ...over, endedReason: 'goal', goalAt: pipeline.now });
    }
    const leaver = subscribers.get(gone);
    if (leaver) subscribers.set(gone, { ...leaver, status: 'unsubscribed', leftAt: pipeline.now });
    expect(await redrive(pipeline.world, batchId)).toEqual({ again: count - 3, passed: { ...nobody, spared: 3 } });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(60 + count - 3);
    expect(sumOf(pipeline)).toEqual({ planned: 60, sent: 57, refused: 3 });
  });

  it('stays given up for whoever has gone on to a later step', async () => {
    const { pipeline, batchId, count } = await thrownAway('reject');
    await pipeline.runFor(2 * dayMs);
    expect(await redrive(pipeline.world, batchId)).toEqual({ again: 0, passed: { ...nobody, later: count } });
  });

  it('is sent once, whoever dies in the middle of telling it or tells it at the same time', async () => {
    const { pipeline, batchId, count } = await thrownAway('reject');
    const dying = wrapPorts(pipeline.world, async (port, method, args, proceed) => {
      if (port === 'batches' && method === 'change' && isGivingBack(args)) throw new Error('died');
      return proceed();
    });
    await expect(redrive(dying, batchId)).rejects.toThrow('died');
    await pipeline.runFor(hourMs);
    const told = await Promise.all([redrive(pipeline.world, batchId), redrive(pipeline.world, batchId)]);
    for (const one of told) expect(one).toEqual({ again: 0, passed: { ...nobody, already: count } });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(60 + count);
    expect(sumOf(pipeline)).toEqual({ planned: 60, sent: 60, refused: 0 });
  });
});

/** The newsletters that the cap counts, of whoever had any in the last week. */
async function counted({ deps, world, now }: Pipeline): Promise<BroadcastMail[]> {
  const found = await findBroadcastMail(deps, [...world.state.subscribers.keys()], { now, since: now - 7 * dayMs });
  return [...found.values()].filter(({ sentAt }) => sentAt.length > 0);
}

/** Whether a change of a batch says that slots of it were taken up again. */
function isGivingBack([, , change]: readonly unknown[]): boolean {
  return (change as { add?: { returned?: unknown } }).add?.returned !== undefined;
}

function sumOf({ world }: Pipeline): object {
  const totals = [...world.state.buckets.values()].flatMap(({ totals }) => totals ?? []);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    planned: sum(totals.map(({ planned }) => planned)),
    sent: sum(totals.map(({ sent }) => sent)),
    refused: sum(totals.flatMap(({ refused }) => Object.values(refused))),
  };
}

describe('a newsletter that was given up for some', () => {
  async function givenUp(clinic: Partial<Clinic> = {}): Promise<Pipeline> {
    const pipeline = new Pipeline(dailySeries, {}, clinic);
    await pipeline.enrolPeople(60);
    for (const id of pipeline.world.state.enrolments.keys()) pipeline.world.state.enrolments.delete(id);
    let refusals = 0;
    pipeline.refuse = () => (refusals++ < 2 ? rejected : undefined);
    await pipeline.startNewsletter(issue);
    await pipeline.runFor(hourMs);
    return pipeline;
  }

  it('goes to them again in a batch of its own, whatever crashes on the way, and counts under the cap', async () => {
    const pipeline = await givenUp();
    const before = pipeline.sent.length;
    const { giveUps } = await troubles(pipeline);
    expect(giveUps.length).toBe(2);
    for (const { batchId } of giveUps) {
      // Dies before the new batch is planned, then after it; told again before the old batch gives its slots back by itself.
      for (const { dies, after } of [
        { dies: (method: string) => method === 'plan', after: 5 * minuteMs },
        {
          dies: (method: string, args: readonly unknown[]) => method === 'change' && isGivingBack(args),
          after: minuteMs,
        },
      ]) {
        const dying = wrapPorts(pipeline.world, async (port, method, args, proceed) => {
          if (port === 'batches' && dies(method, args)) throw new Error('died');
          return proceed();
        });
        await expect(redrive(dying, batchId)).rejects.toThrow('died');
        await pipeline.runFor(after);
      }
      expect((await redrive(pipeline.world, batchId)).again).toBeGreaterThan(0);
    }
    await pipeline.runFor(2 * hourMs);
    expect(before).toBeLessThan(60);
    expect(pipeline.sent.length).toBe(60);
    expect(new Set(pipeline.sent.map(({ to }) => to)).size).toBe(60);
    expect((await troubles(pipeline)).giveUps).toEqual([]);
    expect((await counted(pipeline)).every(({ sentAt }) => sentAt.length === 1)).toBe(true);
    for (const id of ['issue-two-000000000000', 'issue-three-0000000000', 'issue-four-00000000000'])
      await pipeline.startNewsletter(id);
    await pipeline.runFor(2 * dayMs);
    const perPerson = [...Map.groupBy(pipeline.sent, ({ to }) => to).values()].map(({ length }) => length);
    expect(Math.max(...perPerson)).toBe(3);
  });

  it('keeps its topic: whoever switched that off meanwhile is spared', async () => {
    const pipeline = new Pipeline(dailySeries);
    const ids = await pipeline.enrolPeople(3);
    const { enrolments, broadcasts, subscribers } = pipeline.world.state;
    enrolments.clear();
    await pipeline.startNewsletter(issue);
    const [[name, started] = []] = [...broadcasts];
    if (!name || !started) throw new Error('Nothing was started.');
    broadcasts.set(name, { ...started, topic: 'offers' });
    pipeline.refuse = () => rejected;
    await pipeline.runFor(hourMs);
    pipeline.refuse = () => undefined;
    const [first = ''] = ids;
    const subscriber = subscribers.get(first);
    if (!subscriber) throw new Error('Nobody is there.');
    subscribers.set(first, { ...subscriber, declined: [{ topic: 'offers', at: pipeline.now }] });
    for (const { batchId } of (await troubles(pipeline)).giveUps) await redrive(pipeline.world, batchId);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(2);
    expect(pipeline.sent.map(({ to }) => to)).not.toContain(subscriber.email);
  });

  it('says how many go and how many are spared, because they left or were erased meanwhile', async () => {
    const pipeline = await givenUp();
    const [giveUp] = (await troubles(pipeline)).giveUps;
    const { batchId = '', count = 0 } = giveUp ?? {};
    const { recipients, subscribers } = pipeline.world.state;
    const people = recipients.get(batchId) ?? [];
    const [leaver = '', suppressed = '', paused = '', erased = ''] = people.map(({ subscriberId }) => subscriberId);
    const change = (id: string, fields: Partial<Subscriber>) => {
      const known = subscribers.get(id);
      if (known) subscribers.set(id, { ...known, ...fields });
    };
    change(leaver, { status: 'unsubscribed', leftAt: pipeline.now });
    change(suppressed, { suppression: { reason: 'complaint', at: pipeline.now } });
    change(paused, { pausedSince: pipeline.now });
    recipients.set(
      batchId,
      people.map((one) => (one.subscriberId === erased ? { ...one, subscriberId: '' } : one)),
    );
    const before = pipeline.sent.length;
    const told = await redrive(pipeline.world, batchId);
    expect(told).toEqual({ again: count - 4, passed: { ...nobody, spared: 3, erased: 1 } });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(before + told.again);
    expect(await redrive(pipeline.world, batchId)).toEqual({ again: 0, passed: nobody });
  });

  it('goes to all of them as far as the time goes, and says for how many there was none', async () => {
    const pipeline = await givenUp();
    const [first] = (await troubles(pipeline)).giveUps;
    let looks = 0;
    const short = { remainingMs: () => (looks++ === 0 ? 1_000 : 0) };
    const told = await redriveAlike(pipeline.world, first?.batchId ?? '', short);
    const [left, ...more] = (await troubles(pipeline)).giveUps;
    expect(more).toEqual([]);
    expect([told.again + told.rest, told.rest]).toEqual([60, left?.count]);
    const { budget } = pipeline.world;
    expect(await redriveAlike(pipeline.world, left?.batchId ?? '', budget)).toMatchObject({
      again: told.rest,
      rest: 0,
    });
    expect(await redriveAlike(pipeline.world, left?.batchId ?? '', budget)).toMatchObject({ again: 0, rest: 0 });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(60);
  });

  it('is told of where it went at last, to staff who look at a person and to the review of readers', async () => {
    const pipeline = await givenUp({ sunset: { silentDays: 120, minimumMails: 1 } });
    const { subscribers, batches, recipients } = pipeline.world.state;
    const agreed = { purpose: 'tracking', given: true, wording: '1', at: pipeline.now, source: 'form' } as const;
    for (const [id, one] of subscribers) subscribers.set(id, { ...one, consents: [...one.consents, agreed] });
    for (const [id, one] of batches) batches.set(id, { ...one, variant: { ...one.variant, tracked: true } });
    const [giveUp] = (await troubles(pipeline)).giveUps;
    const batchId = giveUp?.batchId ?? '';
    await redrive(pipeline.world, batchId);
    await pipeline.runFor(hourMs);
    const { slot = -1, subscriberId = '' } = recipients.get(batchId)?.[0] ?? {};
    const open = { kind: 'open', at: pipeline.now, userAgent: agents.thunderbird, ip: '203.0.113.0' } as const;
    const again = batches.get(batchId)?.redrivenTo ?? '';
    await recordHits(pipeline.deps, [{ kind: 'engagement', batchId: again, slot, event: open }]);
    const file = await showSubscriber(pipeline.deps, subscriberId);
    expect(file?.newsletters).toMatchObject([{ title: 'News', fate: 'sent', opened: { grade: 'likely-human' } }]);
    await pipeline.runFor(8 * dayMs);
    expect((await pipeline.world.subscribers.get(subscriberId))?.score).toBeGreaterThan(0);
  });

  it('counts under the cap although whoever had it sent again died before he was done, weeks after the issue', async () => {
    const pipeline = await givenUp();
    await pipeline.runFor(20 * dayMs);
    const [giveUp] = (await troubles(pipeline)).giveUps;
    const dying = wrapPorts(pipeline.world, async (port, method, args, proceed) => {
      if (port === 'batches' && method === 'change' && isGivingBack(args)) throw new Error('died');
      return proceed();
    });
    const before = pipeline.sent.length;
    await expect(redrive(dying, giveUp?.batchId ?? '')).rejects.toThrow('died');
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(before + (giveUp?.count ?? 0));
    expect((await counted(pipeline)).map(({ sentAt }) => sentAt.length)).toEqual(Array(giveUp?.count).fill(1));
  });

  it('is counted on the day it leaves, so that its bounces are judged however old the issue is', async () => {
    const pipeline = await givenUp({ limits: { bouncePercent: 4, complaintPercent: 2, minimumSent: 10 } });
    await pipeline.runFor(20 * dayMs);
    for (const { batchId } of (await troubles(pipeline)).giveUps) await redrive(pipeline.world, batchId);
    await pipeline.runFor(hourMs);
    const anew = [...pipeline.world.state.batches.values()].filter(({ day }) => day === '2027-01-24');
    expect(anew.length).toBe(2);
    expect(sumOf(pipeline)).toEqual({ planned: 60, sent: 60, refused: 0 });
    const times = { mailAt: pipeline.now - hourMs, at: pipeline.now };
    const bounces = anew.flatMap(({ id, slots }) =>
      slots.slice(0, 2).map((slot) => ({
        kind: 'bounce' as const,
        bounceType: 'Permanent' as const,
        tags: { batch: id, slot: String(slot) },
        ...times,
      })),
    );
    await recordEngagement(pipeline.world, bounces);
    await pipeline.runFor(hourMs);
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'bounces', by: 'afterglow' });
  });

  it('goes once, and is counted once, although whoever told it died and midnight passed before it was told again', async () => {
    for (const dies of ['plan', 'change'] as const) {
      const pipeline = await givenUp();
      await pipeline.runTo(Date.UTC(2027, 0, 6, 23, 59));
      const [giveUp] = (await troubles(pipeline)).giveUps;
      const before = pipeline.sent.length;
      const dying = wrapPorts(pipeline.world, async (port, method, args, proceed) => {
        if (port === 'batches' && method === dies && (dies === 'plan' || isGivingBack(args))) throw new Error('died');
        return proceed();
      });
      await expect(redrive(dying, giveUp?.batchId ?? '')).rejects.toThrow('died');
      // After a minute its slots are not given back yet, be they planned anew.
      await pipeline.runFor(dies === 'plan' ? hourMs : minuteMs);
      expect(await redrive(pipeline.world, giveUp?.batchId ?? '')).toEqual({ again: giveUp?.count, passed: nobody });
      await pipeline.runFor(hourMs);
      expect(pipeline.sent.length).toBe(before + (giveUp?.count ?? 0));
      expect((await counted(pipeline)).every(({ sentAt }) => sentAt.length === 1)).toBe(true);
      expect(sumOf(pipeline)).toMatchObject({ planned: 60, sent: pipeline.sent.length });
    }
  });
});
