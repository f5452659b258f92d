// A backup made in the midst of a call to SES: the lost table had its answer, the restored one only the question. It is decided about
// with the gap, and never sent again by itself.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { type Backup, backupOf, decideAndResume, restoredFrom } from './restored.ts';

/** The lost table got its answer a second after the backup, and the first batch had its e-mail. */
async function restored(gapMs = 2 * hourMs, people = 3): Promise<{ pipeline: Pipeline; backup: Backup }> {
  const lost = new Pipeline(dailySeries);
  await lost.enrolPeople(people);
  const backups: Backup[] = [];
  lost.world.mailer.answerBulk = (email) => {
    backups.push(backupOf(lost));
    return email.entries.map(() => lost.world.mailer.accept());
  };
  await lost.runFor(5 * minuteMs);
  const [backup] = backups;
  if (!backup) throw new Error('nothing was called');
  return { pipeline: await restoredFrom(backup, lost, backup.at + gapMs), backup };
}

/** Events of later mail have come, so that a doubt without a hold is resolved. */
async function proveAndWait(pipeline: Pipeline): Promise<void> {
  await pipeline.runFor(20 * minuteMs);
  await pipeline.world.metrics.raiseProof(pipeline.now);
  await pipeline.runFor(30 * minuteMs);
}

describe('a batch in the midst of its call at the backup', () => {
  it.each([
    ['hold', 0],
    ['hold', 10],
    ['lapse', 0],
    ['lapse', 10],
  ] as const)('is decided about by %s, the functions having run for %i minutes', async (choice, minutes) => {
    const { pipeline, backup } = await restored();
    await pipeline.runFor(minutes * minuteMs);
    const found = await decideAndResume(pipeline, backup, choice);
    await proveAndWait(pipeline);
    expect(pipeline.sent).toEqual([]);
    expect(found.map(({ what }) => what)).toEqual(['batch']);
  });

  it('held, is visibly in doubt until the operator decides', async () => {
    const { pipeline, backup } = await restored();
    await decideAndResume(pipeline, backup, 'hold');
    const doubts = async () => (await listTroubles(pipeline.world, pipeline.now)).doubts.map(({ count }) => count);
    await pipeline.runFor(20 * minuteMs);
    expect(await doubts()).toEqual([1]);
    await pipeline.runFor(250 * dayMs);
    expect(await doubts()).toEqual([1]);
    await stopSending(pipeline.world, { by: 'operator', reason: 'emergency-stop', everything: false });
    await decideAndResume(pipeline, backup, 'lapse');
    expect(await doubts()).toEqual([]);
  });
});

describe("a doubt that is held, once SES's own word has come about all of it", () => {
  it.each([
    ['on its way again, where her next step was due after the gap', 2 * hourMs, ['two', 'three'], undefined],
    ['held, where her next step was due in the gap', 30 * hourMs, [], 'restore'],
  ] as const)('leaves everybody %s', async (_name, gapMs, sent, reason) => {
    const { pipeline, backup } = await restored(gapMs, 40);
    await decideAndResume(pipeline, backup, 'hold');
    const doubted = () => [...pipeline.world.state.batches.values()].filter(({ attempt }) => attempt > 0);
    const [batch] = doubted();
    if (batch?.state !== 'doubt') throw new Error('nothing is in doubt');
    const events = batch.calling.map((slot) => ({
      kind: 'delivery' as const,
      mailAt: backup.at,
      at: backup.at + minuteMs,
      tags: { batch: batch.id, slot: String(slot) },
    }));
    await recordEngagement(pipeline.world, events.slice(1));
    await pipeline.runFor(10 * minuteMs);
    expect(doubted().map(({ state }) => state)).toEqual(['doubt']);
    await recordEngagement(pipeline.world, events);
    await pipeline.runFor(10 * minuteMs);
    expect(doubted().map(({ state }) => state)).toEqual(['done']);
    const ids = (await pipeline.world.batches.recipients(batch.id)).map(({ subscriberId }) => subscriberId);
    expect(ids.length).toBeGreaterThan(1);
    const keys = ids.map((subscriberId) => ({ subscriberId, journeyId: dailySeries.id }));
    const walks = await pipeline.world.enrolments.getMany(keys);
    expect(new Set(walks.map((walk) => `${walk.state} ${walk.reason}`))).toEqual(new Set([`walking ${reason}`]));
    await pipeline.runFor(10 * dayMs);
    expect(new Set(pipeline.sent.map(({ template }) => template))).toEqual(new Set(sent));
  });
});
