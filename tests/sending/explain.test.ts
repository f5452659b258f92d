// An explanation from the stores: what she clicked long ago still counts for what comes much later.
import { expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { explainSubscriber } from '../../functions/usecases/explain-subscriber.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { agents, person } from '../engagement/people.ts';
import { Pipeline } from './pipeline.ts';

const start = Date.UTC(2027, 0, 4, 9);
const series = compileJourney(
  'far.yaml',
  `
id: far
title: A late branch
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: { for: 2 days, since: one }
  - send: two
    shelfLife: 3 days
  - wait: { for: 9 days, since: two }
  - branch:
      - when: untracked
      - when: { opened: one }
        do:
          - send: for-readers
            shelfLife: 3 days
      - otherwise:
          - send: for-others
            shelfLife: 3 days
`,
  new Set(['one', 'two', 'for-readers', 'for-others']),
);

it('rests on everything she read, not on the next decision alone', async () => {
  const pipeline = new Pipeline(series, { now: start });
  const [anna = ''] = await pipeline.enrolPeople(1);
  await pipeline.world.subscribers.save({ ...person(anna, 'marketing', 'tracking'), rev: 1 });
  await pipeline.runFor(5 * minuteMs);
  const next = async () =>
    (await explainSubscriber(pipeline.deps, anna))?.walks[0]?.explanation.next.map((one) =>
      'step' in one ? one.step : one.kind,
    );
  expect(await next()).toEqual(['two', 'for-others', 'ends']);
  const [walk] = await pipeline.world.enrolments.ofSubscriber(anna);
  const { batchId = '', slot = 0 } = walk?.sends[0] ?? {};
  await pipeline.runFor(2 * hourMs);
  const event = { kind: 'open' as const, at: pipeline.now, userAgent: agents.thunderbird, ip: '203.0.113.0' };
  await recordHits(pipeline.deps, [{ kind: 'engagement', batchId, slot, event }]);
  await pipeline.runFor(hourMs);
  expect(await next()).toEqual(['two', 'for-readers', 'ends']);
  await pipeline.runFor(20 * dayMs);
  expect(pipeline.sent.map(({ template }) => template)).toEqual(['one', 'two', 'for-readers']);
});
