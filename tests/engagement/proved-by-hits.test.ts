// An e-mail in doubt that its reader opened, clicked in or left by was sent: it is settled by that, and does not go again.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { Hit } from '../../functions/ports/queue.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { recordHits } from '../../functions/usecases/record-hits.ts';
import { dailySeries, Pipeline } from '../sending/pipeline.ts';
import { agents, event, person } from './people.ts';

/** SES took the e-mail and its answer was lost; then `hits` come, and nothing of SES's own but the proof that events flow. */
async function inDoubt(
  hits: (mail: { readonly batchId: string; readonly slot: number; readonly at: number }) => Hit[],
) {
  const pipeline = new Pipeline(dailySeries);
  const { world } = pipeline;
  const [id = ''] = await pipeline.enrolPeople(1);
  const her = person(id, 'marketing', 'tracking');
  const consents = her.consents.map((one) => ({ ...one, at: pipeline.now - hourMs }));
  const rev = (await world.subscribers.get(id))?.rev ?? 0;
  await world.subscribers.save({ ...her, consents, activeSince: pipeline.now, rev });
  let calledAt = 0;
  pipeline.refuse = (_email, at) => {
    calledAt = at;
    return { result: 'unknown', reason: 'ses-time-out' };
  };
  await pipeline.runFor(2 * minuteMs);
  pipeline.refuse = () => undefined;
  const [batch] = world.state.batches.values();
  if (batch?.state !== 'doubt') throw new Error('The batch is not in doubt.');
  await recordHits(world, hits({ batchId: batch.id, slot: 0, at: pipeline.now + minuteMs }));
  await pipeline.runFor(20 * minuteMs);
  await world.metrics.raiseProof(pipeline.now);
  await pipeline.runFor(hourMs);
  return { pipeline, batchId: batch.id, calledAt };
}

describe('an e-mail in doubt', () => {
  for (const kind of ['open', 'click'] as const) {
    it(`is not sent again once there was an ${kind} of it, and counts as sent when it was`, async () => {
      const { pipeline, batchId, calledAt } = await inDoubt(({ at, ...mail }) => [
        { kind: 'engagement', ...mail, event: event({ kind, at, userAgent: agents.desktop }) },
      ]);
      expect(pipeline.sent).toEqual([]);
      const [walk] = pipeline.world.state.enrolments.values();
      expect(walk?.sends).toEqual([{ step: 'one', at: calledAt, batchId, slot: 0 }]);
      expect(pipeline.world.state.batches.get(batchId)?.state).toBe('done');
      // SES's own word, come at last, is of the same e-mail.
      const tags = { batch: batchId, slot: '0' };
      await recordEngagement(pipeline.world, [
        { kind: 'delivery', mailAt: calledAt + 1_000, at: calledAt + 2_000, tags },
      ]);
      await pipeline.runFor(hourMs);
      const [bucket] = pipeline.world.state.buckets.values();
      expect(bucket?.totals).toMatchObject({
        planned: 1,
        sent: 1,
        delivered: 1,
        inDoubt: 0,
        duplicates: 0,
        refused: {},
      });
    });
  }

  it('is settled as sent by whoever leaves by it', async () => {
    const { pipeline } = await inDoubt((mail) => [{ kind: 'unsubscribe', ...mail }]);
    const [bucket] = pipeline.world.state.buckets.values();
    expect(pipeline.sent).toEqual([]);
    expect(bucket?.totals).toMatchObject({ sent: 1, unsubscribed: 1, inDoubt: 0 });
  });

  it('goes again where nothing came of it', async () => {
    const { pipeline } = await inDoubt(() => []);
    expect(pipeline.sent.map(({ template }) => template)).toEqual(['one']);
  });
});
