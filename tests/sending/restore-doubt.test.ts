// A backup made in the midst of a call to SES: the lost table had its answer, the restored one only the question. It is decided about
// with the gap, and never sent again by itself.
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { type Backup, backupOf, decideAndResume, restoredFrom } from './restored.ts';

/** The lost table got its answer a second after the backup, and three people had their e-mail. */
async function restored(): Promise<{ pipeline: Pipeline; backup: Backup }> {
  const lost = new Pipeline(dailySeries);
  await lost.enrolPeople(3);
  const backups: Backup[] = [];
  lost.world.mailer.answerBulk = (email) => {
    backups.push(backupOf(lost));
    return email.entries.map(() => lost.world.mailer.accept());
  };
  await lost.runFor(5 * minuteMs);
  const [backup] = backups;
  if (!backup) throw new Error('nothing was called');
  return { pipeline: await restoredFrom(backup, lost, backup.at + 2 * hourMs), backup };
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
});
