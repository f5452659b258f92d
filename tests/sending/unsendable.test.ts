// What cannot be sent is refused with a reason staff can see, and the rest of its batch is sent unharmed.
import { describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
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
