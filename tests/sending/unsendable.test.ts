// What cannot be sent is refused with a reason staff can see, and the rest of its batch is sent unharmed.
import { describe, expect, it } from 'vitest';
import { withConsent } from '../../functions/domain/subscriber.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { person } from '../engagement/people.ts';
import { handlersReport } from './handled.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const reasonsOf = (pipeline: Pipeline) =>
  [...pipeline.world.state.enrolments.values()].flatMap(({ sends }) =>
    sends.flatMap(({ step, refused }) => (refused === undefined ? [] : [`${step} ${refused}`])),
  );

describe('a batch', () => {
  it('that names a vanished subscriber is sent to the others', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [gone = '', ...others] = await pipeline.enrolPeople(12);
    const planned = await pipeline.plannedBatches();
    const { subscribers } = pipeline.world.state;
    for (const [key, { id }] of subscribers) if (id === gone) subscribers.delete(key);
    await pipeline.world.queues.send(
      'send',
      planned.map((batchId) => ({ batchId })),
    );
    await pipeline.runFor(5 * minuteMs);
    expect(pipeline.sent).toHaveLength(others.length);
    expect(reasonsOf(pipeline)).toEqual(['one vanished']);
    expect([...pipeline.world.state.enrolments.values()].filter(({ state }) => state === 'sending')).toEqual([]);
  });

  it('of a template that no longer exists is refused whole, and the series goes on', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    const { renderer } = pipeline.world;
    const render = renderer.renderTemplate.bind(renderer);
    renderer.renderTemplate = (template, variant) => render(template === 'two' ? 'deleted' : template, variant);
    await pipeline.runFor(5 * dayMs);
    expect(pipeline.sent.map(({ template }) => template).sort()).toEqual([
      'four',
      'four',
      'four',
      'one',
      'one',
      'one',
      'three',
      'three',
      'three',
    ]);
    expect(reasonsOf(pipeline)).toEqual(Array.from({ length: 3 }, () => 'two template-missing'));
  });
});

describe('an e-mail that cannot be composed', () => {
  it('is no doubt, because SES was not asked; once it can, it leaves', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    const planned = await pipeline.plannedBatches();
    const { renderer, state, budget } = pipeline.world;
    const render = renderer.renderTemplate.bind(renderer);
    renderer.renderTemplate = async (template, variant) => ({
      ...(await render(template, variant)),
      scalars: ['firstName'],
      fallbacks: {},
    });
    for (const id of planned)
      await expect(sendBatch(pipeline.deps, id, budget)).rejects.toThrow('has no fallback for a name');
    expect([...state.batches.values()].map(({ attempt, calling }) => [attempt, calling])).toEqual(
      planned.map(() => [0, []]),
    );
    renderer.renderTemplate = render;
    for (const id of planned) await sendBatch(pipeline.deps, id, budget);
    expect(pipeline.sent).toHaveLength(3);
    expect([...state.batches.values()].every(({ doubtSince }) => doubtSince === undefined)).toBe(true);
  });
});

describe('an e-mail that is gone', () => {
  const people = 12;

  /** People who let us look, one of whom takes that back after the plan, in a batch with others. */
  async function withdrawnAfter(pipeline: Pipeline, plan: () => Promise<unknown>): Promise<void> {
    const ids = await pipeline.enrolPeople(people);
    const { subscribers } = pipeline.world;
    for (const id of ids)
      await subscribers.save({ ...person(id, 'marketing', 'tracking'), rev: 1, activeSince: pipeline.now });
    await plan();
    const shared = [...pipeline.world.state.recipients.values()].find(({ length }) => length > 1);
    const known = await subscribers.get(shared?.[0]?.subscriberId ?? '');
    if (!known) throw new Error('She is not there.');
    await subscribers.save(
      withConsent(known, { purpose: 'tracking', given: false, wording: '1', at: pipeline.now, source: 'page' }),
    );
  }

  it('is refused to whoever withdrew tracking since the plan as well, and nobody waits for ever', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { renderer, state } = pipeline.world;
    const render = renderer.renderTemplate.bind(renderer);
    renderer.renderTemplate = (template, variant) => render(template === 'one' ? 'deleted' : template, variant);
    let planned: string[] = [];
    await withdrawnAfter(pipeline, async () => {
      planned = await pipeline.plannedBatches();
    });
    for (const id of planned) await sendBatch(pipeline.deps, id, pipeline.world.budget);
    await pipeline.runFor(10 * dayMs);
    expect(reasonsOf(pipeline)).toEqual(Array(people).fill('one template-missing'));
    expect([...state.enrolments.values()].map((walk) => walk.state)).toEqual(Array(people).fill('ended'));
  });

  it('ends its newsletter, whoever withdrew tracking since the plan', async () => {
    const pipeline = new Pipeline(dailySeries);
    const { state } = pipeline.world;
    const id = 'issue-1-00000000000000';
    await withdrawnAfter(pipeline, async () => {
      state.enrolments.clear();
      await pipeline.startNewsletter(id);
      state.blobs.clear();
      await publishBroadcast(pipeline.deps, id, pipeline.world.budget);
    });
    await pipeline.runFor(dayMs);
    expect(state.broadcasts.get(id)?.state).toBe('sent');
    expect([...state.batches.values()].reduce((sum, { refused }) => sum + refused.size, 0)).toBe(people);
  });
});

describe('a malformed message', () => {
  it('fails alone, so that the queue delivers it alone again and then sets it aside', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(1);
    const [good] = await pipeline.plannedBatches();
    const report = await handlersReport(pipeline, [
      JSON.stringify({ batchId: good }),
      '{"batchId":',
      JSON.stringify({ batch: 'of another shape' }),
      JSON.stringify({ batchId: 'nobody-knows-this-one1' }),
    ]);
    expect(report.batchItemFailures).toEqual([{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-2' }]);
    expect(pipeline.sent).toHaveLength(1);
  });
});
