// A newsletter's redrive that dies before it gave the old batch's slots back: the batch does it by itself, and nobody counts twice.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const issue = 'issue-one-000000000000';

/** Three people's newsletter is given up and sent again by somebody who dies: `times` times over. */
async function died(times: number): Promise<Pipeline> {
  const pipeline = new Pipeline(dailySeries);
  const { world } = pipeline;
  await pipeline.enrolPeople(3);
  world.state.enrolments.clear();
  pipeline.refuse = () => ({ result: 'never', reason: 'ses-message-rejected' });
  await pipeline.startNewsletter(issue);
  await world.queues.send('broadcast', [{ broadcastId: issue }]);
  await pipeline.runFor(5 * minuteMs);
  pipeline.refuse = () => undefined;
  const [batch] = world.state.batches.values();
  const { batches } = world;
  const change = batches.change.bind(batches);
  batches.change = async (id, expected, next) => {
    if (next.add?.returned) throw new Error('the terminal was closed');
    return change(id, expected, next);
  };
  for (let time = 0; time < times; time++)
    await expect(redrive(world, batch?.id ?? '')).rejects.toThrow('the terminal was closed');
  batches.change = change;
  return pipeline;
}

describe("a newsletter's redrive that dies half-way", () => {
  for (const times of [1, 2]) {
    it(`leaves true numbers within minutes, having died ${times === 1 ? 'once' : 'twice'}`, async () => {
      const pipeline = await died(times);
      await pipeline.runFor(10 * minuteMs);
      const { buckets, batches } = pipeline.world.state;
      expect(pipeline.sent).toHaveLength(3);
      expect([...buckets.values()].map(({ totals }) => totals)).toMatchObject([{ planned: 3, sent: 3, refused: {} }]);
      await pipeline.runFor(3 * hourMs);
      expect([...batches.values()].map(({ state, dueAt }) => ({ state, dueAt }))).toEqual([
        { state: 'done', dueAt: undefined },
        { state: 'done', dueAt: undefined },
      ]);
    });
  }
});
