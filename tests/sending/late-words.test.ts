// Where SES's words come late, a doubt waits longer for its own: an e-mail that was taken must not go again before its word comes.
import { describe, expect, it } from 'vitest';
import type { MailEvent } from '../../functions/domain/mail-event.ts';
import { type EpochMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

/** One e-mail that SES took, or did not, without an answer. */
async function inDoubt() {
  const pipeline = new Pipeline(dailySeries);
  await pipeline.enrolPeople(1);
  let calledAt = 0;
  pipeline.refuse = (_email, at) => {
    calledAt ||= at;
    return { result: 'unknown', reason: 'ses-time-out' };
  };
  await pipeline.runFor(2 * minuteMs);
  pipeline.refuse = () => undefined;
  const [batch] = pipeline.world.state.batches.values();
  if (batch?.state !== 'doubt') throw new Error('The batch is not in doubt.');
  return { pipeline, calledAt, batchId: batch.id };
}

/** Word of other mail, delivered at that time, comes now. */
function wordOfOther({ world, now }: Pipeline, deliveredAt: EpochMs) {
  const word: MailEvent = { kind: 'delivery', mailAt: deliveredAt, at: deliveredAt, tags: { kind: 'probe' } };
  if (deliveredAt > now) throw new Error('A word cannot come before its time.');
  return recordEngagement(world, [word]);
}

describe('a doubt', () => {
  it('ends after the grace time where words come at once', async () => {
    const { pipeline } = await inDoubt();
    await pipeline.runFor(18 * minuteMs);
    await wordOfOther(pipeline, pipeline.now - secondMs);
    await pipeline.runFor(10 * minuteMs);
    expect(pipeline.sent.map(({ to }) => to)).toHaveLength(1);
  });

  it('waits half as long again as the latest word was late, and is settled by its own', async () => {
    const { pipeline, calledAt, batchId } = await inDoubt();
    await pipeline.runTo(calledAt + 50 * minuteMs);
    await wordOfOther(pipeline, calledAt + 10 * minuteMs);
    await pipeline.runTo(calledAt + 55 * minuteMs);
    const at = calledAt + secondMs;
    await recordEngagement(pipeline.world, [{ kind: 'delivery', mailAt: at, at, tags: { batch: batchId, slot: '0' } }]);
    await pipeline.runFor(5 * hourMs);
    expect(pipeline.sent).toEqual([]);
    expect(pipeline.world.state.batches.get(batchId)).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('is sent again once that is over, and sends no probe while it only waits', async () => {
    const { pipeline, calledAt } = await inDoubt();
    await pipeline.runTo(calledAt + 40 * minuteMs);
    const probes = pipeline.world.mailer.single.length;
    await wordOfOther(pipeline, calledAt + 10 * minuteMs);
    await pipeline.runTo(calledAt + 44 * minuteMs);
    expect(pipeline.sent).toEqual([]);
    await pipeline.runTo(calledAt + 60 * minuteMs);
    const [{ at = 0 } = {}, ...others] = pipeline.sent;
    expect(others).toEqual([]);
    expect(at - calledAt).toBeGreaterThanOrEqual(45 * minuteMs);
    expect(pipeline.world.mailer.single.length).toBe(probes);
  });

  it('does not remember for ever that words were late', async () => {
    const { pipeline, calledAt } = await inDoubt();
    // Twenty hours late, and no other such word follows: nobody waits for another thirty.
    await wordOfOther(pipeline, pipeline.now - 20 * hourMs);
    await pipeline.runTo(calledAt + 20 * minuteMs);
    await wordOfOther(pipeline, pipeline.now);
    await pipeline.runTo(calledAt + 5 * hourMs);
    expect(pipeline.sent).toEqual([]);
    await pipeline.runTo(calledAt + 13 * hourMs);
    expect(pipeline.sent).toHaveLength(1);
  });
});
