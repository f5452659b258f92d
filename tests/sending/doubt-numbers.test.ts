// What is in doubt is in the numbers: all of it, wherever its batch waited before, and nothing else.
import { describe, expect, it } from 'vitest';
import { openSlots } from '../../functions/domain/batch.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { totalsOf } from '../../functions/domain/totals.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);
const issue = 'issue-1-00000000000000';
const timeOut = { result: 'unknown', reason: 'ses-time-out' } as const;

const counted = ({ world }: Pipeline): number =>
  [...world.state.buckets.values()].reduce((sum, { totals }) => sum + (totals?.inDoubt ?? 0), 0);

describe('e-mails in doubt', () => {
  /** A newsletter that SES throttles at first, so that its batches rest on the index, and then never answers for. */
  async function doubtedAfterRest() {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(60);
    pipeline.world.state.enrolments.clear();
    await pipeline.startNewsletter(issue);
    await pipeline.world.queues.send('broadcast', [{ broadcastId: issue }]);
    pipeline.refuse = (_email, at) =>
      at < start + 20 * minuteMs ? { result: 'not-sent', reason: 'ses-too-many-requests' } : timeOut;
    return pipeline;
  }

  it('are counted also where their batch rested before, and end their newsletter', async () => {
    const pipeline = await doubtedAfterRest();
    await pipeline.runTo(start + 6 * hourMs);
    const inDoubt = [...pipeline.world.state.batches.values()].filter(({ state }) => state === 'doubt');
    expect(inDoubt.reduce((sum, batch) => sum + openSlots(batch).length, 0)).toBe(60);
    expect(counted(pipeline)).toBe(60);
    await pipeline.runTo(start + 5 * dayMs);
    expect(pipeline.world.state.broadcasts.get(issue)?.state).toBe('sent');
  });

  it('are counted after the grace time where whoever noted the doubt died before they were', async () => {
    const pipeline = await doubtedAfterRest();
    const { metrics } = pipeline.world;
    const mark = metrics.markDirty.bind(metrics);
    metrics.markDirty = async (bucket, dueAt, restsUntil) => {
      if (![...pipeline.world.state.batches.values()].some(({ state }) => state === 'doubt'))
        await mark(bucket, dueAt, restsUntil);
    };
    await pipeline.runTo(start + 30 * minuteMs);
    expect(counted(pipeline)).toBe(0);
    metrics.markDirty = mark;
    await pipeline.runTo(start + 2 * hourMs);
    expect(counted(pipeline)).toBe(60);
  });

  /** SES is asked for some of a batch, as the pace allows, and never answers; what became of the rest? */
  async function partlyAsked(begin: (pipeline: Pipeline) => Promise<unknown>) {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(80);
    await begin(pipeline);
    pipeline.world.account.granted = { ratePerSecond: 0.1, perDay: 50_000, sentLastDay: 0, isProduction: true };
    let asked = 0;
    pipeline.world.mailer.answerBulk = (email) => {
      asked += email.entries.length;
      return email.entries.map(() => timeOut);
    };
    return { pipeline, asked: () => asked };
  }

  it('are those that SES was asked for, and none that waited beside them', async () => {
    const { pipeline, asked } = await partlyAsked(async () => undefined);
    await pipeline.runFor(2 * minuteMs);
    const { doubts } = await listTroubles(pipeline.world, pipeline.now);
    const listed = doubts.reduce((sum, { count }) => sum + count, 0);
    expect(asked()).toBeGreaterThan(0);
    const { inDoubt } = totalsOf([...pipeline.world.state.batches.values()], []);
    expect({ listed, inDoubt }).toEqual({ listed: asked(), inDoubt: asked() });
  });

  it('end their newsletter, and so does what waited beside them until its shelf life was over', async () => {
    const { pipeline, asked } = await partlyAsked(async (begun) => {
      begun.world.state.enrolments.clear();
      await begun.startNewsletter(issue);
      await begun.world.queues.send('broadcast', [{ broadcastId: issue }]);
    });
    await pipeline.runTo(start + 5 * dayMs);
    const { world } = pipeline;
    expect(world.state.broadcasts.get(issue)?.state).toBe('sent');
    expect(counted(pipeline)).toBe(asked());
    const lapsed = [...world.state.buckets.values()].reduce(
      (sum, { totals }) => sum + (totals?.refused.lapsed ?? 0),
      0,
    );
    expect(lapsed).toBe(80 - asked());
    expect(lapsed).toBeGreaterThan(0);
  });
});
