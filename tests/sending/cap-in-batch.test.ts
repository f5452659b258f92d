// A reader's cap filled while her step waited in its batch: the step goes back to her walk, and holds up nobody beside her.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { leaveAs } from '../../functions/usecases/leave.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const people = 40;

/** Steps two minutes after their plan, planned by a process that did not know yet of a newsletter twenty seconds old. */
async function overtakenByNewsletter() {
  const pipeline = new Pipeline(dailySeries, {}, { caps: { marketing: 1, days: 2 } });
  const { world, deps } = pipeline;
  await pipeline.enrolPeople(people);
  await pipeline.startNewsletter('issue-1-00000000000000');
  await publishBroadcast(deps, 'issue-1-00000000000000', world.budget);
  for (const { batchId } of world.queues.take('send')) await sendBatch(deps, batchId, world.budget);
  expect(pipeline.sent).toHaveLength(people);
  world.clock.set(pipeline.now + 20 * secondMs);
  const lately = world.broadcasts.lately.bind(world.broadcasts);
  world.broadcasts.lately = async () => [];
  const planned = await pipeline.plannedBatches();
  world.broadcasts.lately = lately;
  world.clock.set(pipeline.now + 2 * minuteMs);
  return { pipeline, planned };
}

async function work(pipeline: Pipeline, planned: readonly string[]): Promise<void> {
  for (const id of planned) await sendBatch(pipeline.deps, id, pipeline.world.budget);
}

describe('a step whose reader had a newsletter while it waited', () => {
  it('waits ten minutes in its batch, then in her walk for the room under her cap', async () => {
    const { pipeline, planned } = await overtakenByNewsletter();
    const newsletterAt = pipeline.sent[0]?.at ?? 0;
    await work(pipeline, planned);
    await pipeline.runFor(10 * minuteMs);
    const walks = () => [...pipeline.world.state.enrolments.values()];
    expect(new Set(walks().map(({ state, reason }) => `${state} ${reason}`))).toEqual(new Set(['walking cap']));
    await pipeline.runFor(49 * hourMs);
    const steps = pipeline.sent.filter(({ template }) => template === 'one');
    expect(steps).toHaveLength(people);
    expect(steps.filter(({ at }) => at < newsletterAt + 48 * hourMs)).toEqual([]);
  });

  it('does not hold up whoever left meanwhile, who is let go at once', async () => {
    const { pipeline, planned } = await overtakenByNewsletter();
    const { state, enrolments } = pipeline.world;
    const shared = [...state.recipients.entries()].find(([id, { length }]) => planned.includes(id) && length > 1);
    const who = shared?.[1][0]?.subscriberId ?? '';
    await leaveAs(pipeline.deps, { subscriberId: who }, 'page');
    expect((await enrolments.ofSubscriber(who))[0]?.state).toBe('sending');
    await work(pipeline, planned);
    const [walk] = await enrolments.ofSubscriber(who);
    expect(walk?.state).not.toBe('sending');
    expect(walk?.sends).toMatchObject([{ step: 'one', refused: 'unsubscribed' }]);
    const beside = await enrolments.ofSubscriber(shared?.[1][1]?.subscriberId ?? '');
    expect(beside[0]?.state).toBe('sending');
  });
});
