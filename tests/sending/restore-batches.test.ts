// Batches on a restored table: those done at the backup whose people had not moved on, and those begun since it was put to work.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { publishBroadcast } from '../../functions/usecases/publish-broadcast.ts';
import { reconcileRestore } from '../../functions/usecases/reconcile-restore.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { compileJourney } from '../../infra/build/journeys.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { type Backup, backupOf, decideAndResume, restoredFrom } from './restored.ts';

const roomy = { caps: { marketing: 10, days: 7 } };

/** Waits count from the e-mail before them: whoever moves on late is late with all that follows. */
const chain = compileJourney(
  'chain.yaml',
  `
id: chain
title: A day after each e-mail, the next
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: 1 day
  - send: two
    when: at-once
    shelfLife: 3 days
`,
  new Set(['one', 'two']),
);

describe.each([
  ['sent', undefined],
  ['refused', { result: 'never', reason: 'MESSAGE_REJECTED' }],
] as const)('people of a batch that was done at the backup, its slots %s, and not settled', (_name, refusal) => {
  it.each([
    ['hold', 0],
    ['hold', 5],
    ['lapse', 0],
    ['lapse', 5],
  ] as const)('are decided about by %s, the functions having run for %i minutes', async (choice, minutes) => {
    const lost = new Pipeline(chain, {}, roomy);
    const start = lost.now;
    lost.refuse = (_email, at) => (at < start + hourMs ? refusal : undefined);
    await lost.enrolPeople(40);
    let backup: Backup | undefined;
    const change = lost.world.batches.change.bind(lost.world.batches);
    lost.world.batches.change = async (id, expected, next) => {
      const won = await change(id, expected, next);
      if (next.state === 'done') backup ??= backupOf(lost);
      return won;
    };
    await lost.runFor(30 * hourMs);
    expect(lost.sent.filter(({ template }) => template === 'two')).toHaveLength(40);
    if (!backup) throw new Error('no batch was done');
    const pipeline = await restoredFrom(backup, lost, lost.now, roomy);
    await pipeline.runFor(minutes * minuteMs);
    await decideAndResume(pipeline, backup, choice);
    await pipeline.runFor(3 * dayMs);
    expect(pipeline.sent).toEqual([]);
  });
});

describe("a second decision about the gap, while a newsletter of the restored table's own is under way", () => {
  it.each(['lapse', 'hold'] as const)('lets that newsletter go on: %s', async (choice) => {
    const lost = new Pipeline(dailySeries, {}, roomy);
    await lost.enrolPeople(3);
    await lost.runFor(20 * hourMs);
    const backup = backupOf(lost);
    const pipeline = await restoredFrom(backup, lost, backup.at + dayMs, roomy);
    await decideAndResume(pipeline, backup, 'hold');
    await pipeline.runFor(dayMs);
    expect(pipeline.sent).toEqual([]);
    await pipeline.startNewsletter('issue-new-000000000000');
    await publishBroadcast(pipeline.deps, 'issue-new-000000000000', pipeline.world.budget);
    // Planned and not sent when the operator stops sending for the second decision.
    await stopSending(pipeline.world, { by: 'operator', reason: 'emergency-stop', everything: false });
    await reconcileRestore(pipeline.deps, { from: backup.at, to: pipeline.now }, choice);
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(hourMs);
    expect(pipeline.sent.filter(({ template }) => template === 'newsletter')).toHaveLength(3);
  });
});
