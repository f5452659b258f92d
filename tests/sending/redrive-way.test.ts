// A step sent again after its reader had walked on: the way she took is told from the step on anew, and none of it twice.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { arrowsWalked } from '../../functions/domain/trail.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { Pipeline } from './pipeline.ts';

/** A branch before the e-mail, which stays told, and one after it, which is met again. */
const branching = compileJourney(
  'branching.yaml',
  `
id: branching
title: Branches on both sides of the e-mail
enter: [sign-up]
steps:
  - branch:
      - when: { tag: known }
        do:
          - tag: greeted
      - otherwise:
          - tag: new
  - send: one
    when: at-once
    shelfLife: 3 days
  - branch:
      - when: untracked
        do:
          - tag: seen
      - otherwise:
          - tag: other
  - wait: { for: 1 day, since: one }
  - send: two
    shelfLife: 1 day
`,
  new Set(['one', 'two']),
);

describe('a step sent again after SES threw it away', () => {
  it('leaves a way that can be told', async () => {
    const pipeline = new Pipeline(branching);
    const { world } = pipeline;
    await pipeline.enrolPeople(1);
    await pipeline.runFor(5 * minuteMs);
    const [batch] = world.state.batches.values();
    const walk = () => {
      const [found] = world.state.enrolments.values();
      if (!found) throw new Error('Nobody walks.');
      return found;
    };
    const once = arrowsWalked(branching, walk());
    expect(walk().turns).toHaveLength(2);
    const tags = { batch: batch?.id ?? '', slot: '0' };
    await recordEngagement(world, [{ kind: 'reject', mailAt: pipeline.now, at: pipeline.now, tags }]);
    await pipeline.runFor(5 * minuteMs);
    expect((await redrive(world, batch?.id ?? '')).again).toBe(1);
    expect(walk()).toMatchObject({ at: 'one', turns: [walk().turns?.[0]] });
    expect(arrowsWalked(branching, walk()).length).toBeLessThan(once.length);
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['one', 'one']);
    expect(arrowsWalked(branching, walk())).toEqual(once);
  });
});
