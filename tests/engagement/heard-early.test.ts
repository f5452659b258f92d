// What she does before the slot of her e-mail is settled is not lost: it steers her walk as soon as that moves on.
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../functions/domain/time.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { sendBatch } from '../../functions/usecases/send-batch.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { Pipeline } from '../sending/pipeline.ts';
import { agents, event, person } from './people.ts';

const waiting = compileJourney(
  'waiting.yaml',
  `
id: waiting
title: Waits for an open
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: { until: { opened: one }, atMost: 3 days }
  - branch:
      - when: untracked
      - when: { opened: one }
        do:
          - tag: reader
      - otherwise:
          - tag: silent
  - wait: { for: 4 days, since: one }
  - send: two
    shelfLife: 1 day
`,
  new Set(['one', 'two']),
);

/** She opens forty seconds after the e-mail; where the sender died, nobody has moved her on by then. */
async function opened(senderDies: boolean) {
  const pipeline = new Pipeline(waiting);
  const { world, deps } = pipeline;
  const [id = ''] = await pipeline.enrolPeople(1);
  const her = person(id, 'marketing', 'tracking');
  const consents = her.consents.map((one) => ({ ...one, at: pipeline.now - hourMs }));
  const rev = (await world.subscribers.get(id))?.rev ?? 0;
  await world.subscribers.save({ ...her, consents, activeSince: pipeline.now, rev });
  world.clock.set(pipeline.now + 2_000);
  const sentAt = pipeline.now;
  const [batchId = ''] = await pipeline.plannedBatches();
  const { enrolments } = world;
  const save = enrolments.save.bind(enrolments);
  if (senderDies) enrolments.save = async () => Promise.reject(new Error('died'));
  await sendBatch(deps, batchId, world.budget).catch(() => undefined);
  enrolments.save = save;
  const claimed = (await enrolments.ofSubscriber(id))[0]?.state;
  world.clock.set(sentAt + 3_000);
  const tags = { batch: batchId, slot: '0' };
  await recordEngagement(world, [{ kind: 'delivery', mailAt: sentAt, at: pipeline.now, tags }]);
  world.clock.set(sentAt + 40_000);
  const open = event({ at: pipeline.now, userAgent: agents.thunderbird });
  const hit = { kind: 'engagement', batchId, slot: 0, event: open } as const;
  // SQS may deliver it twice.
  await recordHits(world, [hit]);
  await recordHits(world, [hit]);
  await pipeline.runFor(2 * hourMs);
  const [walk] = await enrolments.ofSubscriber(id);
  return { claimed, walk, tags: (await world.subscribers.get(id))?.tags };
}

describe('an open forty seconds after the e-mail', () => {
  it('steers her walk within minutes', async () => {
    expect(await opened(false)).toMatchObject({ claimed: 'walking', tags: ['reader'] });
  });

  it('does so too where the sender died before it could move her on', async () => {
    const { claimed, walk, tags } = await opened(true);
    expect({ claimed, tags }).toEqual({ claimed: 'sending', tags: ['reader'] });
    expect(walk).not.toHaveProperty('heardAt');
  });
});
