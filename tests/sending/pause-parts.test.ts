// Pausing a journey, a step or one person: only they stand still, and what follows a resume is calm.
import { describe, expect, it } from 'vitest';
import { freeSending, pausedPart, type SendingControl, withoutPart, withPart } from '../../functions/domain/control.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { pausePart, pausePerson, resumePart, resumePerson } from '../../functions/usecases/pause-walks.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { dailySeries, mostWithin, Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 8);
const by = 'editor@clinic.example';
const daysOf = ({ sent }: Pipeline, index: number) =>
  sent
    .filter(({ to }) => to === sent[index]?.to)
    .map(({ template, at }) => `${template} ${Math.floor((at - start) / dayMs)}`);
const notesOf = ({ world }: Pipeline, id: string) =>
  [...world.state.enrolments.values()]
    .find(({ subscriberId }) => subscriberId === id)
    ?.sends.map(({ step, refused = 'sent' }) => `${step} ${refused}`);

describe('a paused journey', () => {
  it('stands still for 14 days, then goes on in order, within the cap, and without what grew stale', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = ''] = await pipeline.enrolPeople(40);
    await pipeline.runFor(hourMs);
    await pausePart(pipeline.world, { journeyId: 'daily' }, by);
    await pipeline.runFor(14 * dayMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(Array.from({ length: 40 }, () => 'one'));
    await resumePart(pipeline.world, { journeyId: 'daily' });
    await pipeline.runFor(20 * dayMs);
    expect(mostWithin(pipeline.sent, 7 * dayMs)).toBeLessThanOrEqual(pipeline.clinic.caps.marketing);
    // The one she stood before grew stale under the pause and lapses; nothing after it was walked past in silence.
    expect(notesOf(pipeline, anna)).toEqual(['one sent', 'two lapsed', 'three sent', 'four sent']);
    expect(daysOf(pipeline, 0)).toEqual(['one 0', 'three 14', 'four 15']);
  });

  it('sends what is still good once it goes on', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = ''] = await pipeline.enrolPeople(3);
    await pipeline.runFor(hourMs);
    await pausePart(pipeline.world, { journeyId: 'daily' }, by);
    await pipeline.runTo(start + 3 * dayMs);
    await resumePart(pipeline.world, { journeyId: 'daily' });
    await pipeline.runFor(10 * dayMs);
    expect(notesOf(pipeline, anna)).toEqual(['one sent', 'two lapsed', 'three sent', 'four sent']);
    expect(daysOf(pipeline, 0)).toEqual(['one 0', 'three 3', 'four 4']);
  });

  it('gives back what was planned already', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(3);
    const [batchId = ''] = await pipeline.plannedBatches();
    await pausePart(pipeline.world, { journeyId: 'daily' }, by);
    await pipeline.world.queues.send('send', [{ batchId }]);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent).toEqual([]);
    const held = [...pipeline.world.state.enrolments.values()];
    expect(held.map(({ state, reason, claim }) => [state, reason, claim])).toEqual(
      held.map(() => ['walking', 'paused', undefined]),
    );
    await resumePart(pipeline.world, { journeyId: 'daily' });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.length).toBe(3);
  });

  it('outlives a stop of everything and its end', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(2);
    await pausePart(pipeline.world, { journeyId: 'daily' }, by);
    await stopSending(pipeline.world, { by, reason: 'emergency-stop', everything: true });
    await resumeSending(pipeline.world, { by });
    await pipeline.runFor(2 * hourMs);
    expect(pipeline.sent).toEqual([]);
  });

  it('is refused by name where there is none', async () => {
    const { world } = new Pipeline(dailySeries);
    await expect(pausePart(world, { journeyId: 'weekly' }, by)).rejects.toThrow('There is no journey "weekly"');
    await expect(pausePart(world, { journeyId: 'daily', step: 'five' }, by)).rejects.toThrow(
      '"five" is no send step of daily; its send steps are one, two, three, four.',
    );
  });
});

describe('a paused step', () => {
  it('keeps people before it and lets those pass who stand elsewhere', async () => {
    const pipeline = new Pipeline(dailySeries);
    await pipeline.enrolPeople(2);
    await pipeline.runFor(hourMs);
    await pausePart(pipeline.world, { journeyId: 'daily', step: 'two' }, by);
    await pausePart(pipeline.world, { journeyId: 'daily', step: 'two' }, 'somebody else');
    expect((await pipeline.world.control.get()).parts).toMatchObject([{ journeyId: 'daily', step: 'two', by }]);
    await pipeline.runTo(start + 2 * dayMs);
    expect(daysOf(pipeline, 0)).toEqual(['one 0']);
    await resumePart(pipeline.world, { journeyId: 'daily', step: 'two' });
    await pipeline.runTo(start + 9 * dayMs);
    // The fourth would be one too many in a week, and lapses before there is room.
    expect(daysOf(pipeline, 0)).toEqual(['one 0', 'two 2', 'three 3']);
  });
});

describe('a paused person', () => {
  it('gets nothing while others do; newsletters pass her by, her series waits', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = '', bert = ''] = await pipeline.enrolPeople(2);
    await pipeline.runFor(hourMs);
    expect(await pausePerson(pipeline.world, anna)).toBe(true);
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runTo(start + dayMs + 6 * hourMs);
    expect(notesOf(pipeline, anna)).toEqual(['one sent']);
    expect(notesOf(pipeline, bert)).toEqual(['one sent', 'two sent']);
    expect(pipeline.sent.filter(({ template }) => template === 'newsletter').length).toBe(1);
    const refused = [...pipeline.world.state.batches.values()].flatMap((batch) => [...batch.refused]);
    expect(refused.map((entry) => entry.split(':')[1])).toEqual(['paused']);
    expect(await resumePerson(pipeline.world, anna)).toBe(true);
    await pipeline.runFor(dayMs);
    expect(notesOf(pipeline, anna)).toEqual(['one sent', 'two sent']);
  });

  it('gets nothing that was planned before, and is not left in its batch', async () => {
    const pipeline = new Pipeline(dailySeries);
    const [anna = ''] = await pipeline.enrolPeople(3);
    const planned = await pipeline.plannedBatches();
    await pausePerson(pipeline.world, anna);
    await pipeline.world.queues.send(
      'send',
      planned.map((batchId) => ({ batchId })),
    );
    await pipeline.runFor(15 * minuteMs);
    expect(pipeline.sent.length).toBe(2);
    const hers = [...pipeline.world.state.enrolments.values()].find(({ subscriberId }) => subscriberId === anna);
    expect(hers).toMatchObject({ state: 'walking', at: 'one' });
    expect([...pipeline.world.state.batches.values()].filter(({ state }) => state !== 'done')).toEqual([]);
  });

  it('is told apart from nobody', async () => {
    const { world } = new Pipeline(dailySeries);
    expect(await pausePerson(world, 'nobody')).toBe(false);
    expect(await resumePerson(world, 'nobody')).toBe(false);
  });
});

describe('paused parts', () => {
  const control: SendingControl = { ...freeSending, rev: 3 };

  it('are found by journey first, then by step, and end one by one', () => {
    const journey = { journeyId: 'a', by, at: 1 };
    const step = { journeyId: 'a', step: 's', by, at: 2 };
    const both = withPart(withPart(control, step), journey);
    expect(pausedPart(both, { journeyId: 'a', step: 's' })).toEqual(journey);
    expect(pausedPart(withoutPart(both, { journeyId: 'a' }), { journeyId: 'a', step: 's' })).toEqual(step);
    expect(pausedPart(withoutPart(both, { journeyId: 'a' }), { journeyId: 'a', step: 't' })).toBeUndefined();
    expect(withoutPart(withoutPart(both, { journeyId: 'a' }), { journeyId: 'a', step: 's' })).toEqual(control);
    expect(pausedPart(both, { journeyId: 'b', step: 's' })).toBeUndefined();
  });
});
