// Topics she switched off: respected when the audience is cut, when her walk moves, and at the last moment before SES.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { topicOfBatch } from '../../functions/domain/topic.ts';
import { enrolIn } from '../../functions/usecases/enrol-subscriber.ts';
import { explainSubscriber } from '../../functions/usecases/explain-subscriber.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { compileJourney, readJourney } from '../../infra/build/journeys.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const events = `id: fair
title: The open day
topic: events
enter: [sign-up]
steps:
  - { send: invitation, when: at-once, shelfLife: 3 days }
  - { wait: 1 day }
  - { send: reminder, shelfLife: 3 days }
`;
const templates = new Set(['invitation', 'reminder']);

async function decline(pipeline: Pipeline, id: string, ...topics: string[]): Promise<void> {
  const { declined: _declined, ...known } = (await pipeline.world.subscribers.get(id)) ?? {};
  const declined = topics.map((topic) => ({ topic, at: pipeline.now }));
  await pipeline.world.subscribers.save({ ...known, ...(topics.length > 0 && { declined }) } as never);
}

const templatesTo = (pipeline: Pipeline, id: string) =>
  pipeline.sent.filter(({ to }) => to === `${id}@example.com`).map(({ template }) => template);

describe('a declined topic', () => {
  it('passes her series on in silence, with the reason, until she switches it on again', async () => {
    const pipeline = new Pipeline(dailySeries, {}, { caps: { marketing: 9, days: 7 } });
    const [anna = '', berta = ''] = await pipeline.enrolPeople(2);
    await pipeline.runFor(hourMs);
    await decline(pipeline, anna, 'series');
    const walkNow = async () => (await explainSubscriber(pipeline.deps, anna))?.walks[0]?.explanation;
    expect((await walkNow())?.now).toMatchObject({ reason: 'declined' });
    expect((await walkNow())?.now.words).toContain('switched this topic off');
    await pipeline.runFor(2.5 * dayMs);
    await decline(pipeline, anna);
    await pipeline.runFor(3 * dayMs);
    expect(templatesTo(pipeline, anna)).toEqual(['one', 'four']);
    expect(templatesTo(pipeline, berta)).toEqual(['one', 'two', 'three', 'four']);
    expect((await walkNow())?.past.map(({ step, reason, words }) => [step, reason, words])).toEqual([
      ['one', undefined, 'sent'],
      ['two', 'declined', 'not sent: switched this topic off'],
      ['three', 'declined', 'not sent: switched this topic off'],
      ['four', undefined, 'sent'],
    ]);
  });

  it('stops an e-mail that was planned before, and her walk goes on', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = '', berta = ''] = await pipeline.enrolPeople(2);
    const planned = await pipeline.plannedBatches();
    await decline(pipeline, anna, 'series');
    for (const batchId of planned) await sendBatch(pipeline.deps, batchId, pipeline.world.budget);
    expect(templatesTo(pipeline, anna)).toEqual([]);
    expect(templatesTo(pipeline, berta)).toEqual(['one']);
    const [walk] = await pipeline.world.enrolments.ofSubscriber(anna);
    expect(walk).toMatchObject({ state: 'walking', sends: [{ step: 'one', refused: 'declined' }] });
  });

  it('keeps newsletters from her alone, and leaves her the series', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = '', berta = ''] = await pipeline.enrolPeople(2);
    await decline(pipeline, anna, 'newsletter');
    await pipeline.startNewsletter('issue');
    await pipeline.runFor(10 * minuteMs);
    expect(templatesTo(pipeline, anna)).toEqual(['one']);
    expect(templatesTo(pipeline, berta).toSorted()).toEqual(['newsletter', 'one']);
  });

  it('keeps a newsletter from her that was planned before she said so', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = ''] = await pipeline.enrolPeople(1);
    await pipeline.runFor(hourMs);
    pipeline.refuse = () => ({ status: 'TRANSIENT_FAILURE' }) as never;
    await pipeline.startNewsletter('issue');
    await pipeline.plannedBatches();
    await publishBroadcast(pipeline.deps, 'issue', pipeline.world.budget);
    await decline(pipeline, anna, 'newsletter');
    await pipeline.runFor(hourMs);
    const [batch] = [...pipeline.world.state.batches.values()].filter(({ subject }) => subject.kind === 'broadcast');
    expect([...(batch?.refused ?? [])]).toEqual(['0:declined']);
  });
});

describe('a topic of the clinic’s own', () => {
  it('is carried from the journey to its batches, and only where it is not the series', async () => {
    const pipeline = new Pipeline(compileJourney('fair.yaml', events, templates));
    const [anna = '', berta = ''] = await pipeline.enrolPeople(2);
    await decline(pipeline, anna, 'series', 'newsletter');
    await decline(pipeline, berta, 'events');
    await pipeline.runFor(3 * dayMs);
    expect(templatesTo(pipeline, anna)).toEqual(['invitation', 'reminder']);
    expect(templatesTo(pipeline, berta)).toEqual([]);
    const topics = [...pipeline.world.state.batches.values()].map((batch) => [batch.topic, topicOfBatch(batch)]);
    expect(topics).toEqual([
      ['events', 'events'],
      ['events', 'events'],
    ]);
    const berta2 = await pipeline.world.subscribers.get(berta);
    expect(berta2 && (await enrolIn(pipeline.deps, berta2, 'fair'))).toBe(false);
  });

  it('is refused at build where the clinic has no such topic', () => {
    const known = { templates: new Map([...templates].map((name) => [name, {}])), topics: ['series', 'event'] };
    const { problems } = readJourney('fair.yaml', events, known);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 3, message: 'There is no topic "events".' });
    expect(problems[0]?.remedy).toContain('Did you mean "event"?');
  });
});
