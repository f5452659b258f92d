// A walk held after a restore stays held when she leaves and takes that back.
import { expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { leave } from '../../functions/usecases/leave.ts';
import { undoLeave } from '../../functions/usecases/undo-leave.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { backupOf, decideAndResume, restoredFrom } from './restored.ts';

it.each([0, 10])('stays held, %i minutes between the leaving and the undo', async (minutes) => {
  const lost = new Pipeline(dailySeries);
  const [id = ''] = await lost.enrolPeople(1);
  await lost.runFor(20 * hourMs);
  const backup = backupOf(lost);
  // Step two was due in the gap, and the lost table sent it.
  await lost.runFor(dayMs);
  expect(lost.sent.map(({ template }) => template)).toEqual(['one', 'two']);
  const pipeline = await restoredFrom(backup, lost, lost.now);
  await decideAndResume(pipeline, backup, 'hold');
  await pipeline.runFor(10 * minuteMs);
  const token = pipeline.world.tokens.leave({ subscriberId: id });
  await leave(pipeline.deps, token, 'page');
  await pipeline.runFor(minutes * minuteMs);
  await undoLeave(pipeline.deps, token);
  await pipeline.runFor(10 * hourMs);
  expect(pipeline.sent).toEqual([]);
  expect([...pipeline.world.state.enrolments.values()].map(({ reason }) => reason)).toEqual(['restore']);
});
