// Items of a backup may be a moment apart: a claim without its batch, or a batch that is done and on no index with the claim still
// standing. Nobody is left behind, and nothing is sent again.
import { describe, expect, it } from 'vitest';
import type { GapChoice } from '../../functions/domain/restore.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { reconcileRestore } from '../../functions/usecases/reconcile-restore.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { MemoryState } from '../memory/state.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { type Backup, backupOf, restoredFrom } from './restored.ts';

/** One state's items, but these as they were in another. */
function torn(later: Backup, earlier: Backup, names: readonly (keyof MemoryState)[]): Backup {
  const parts = Object.fromEntries(names.map((name) => [name, earlier.state[name]]));
  return { at: later.at, state: Object.assign(new MemoryState(), later.state, parts) };
}

async function claimWithoutBatch(lost: Pipeline): Promise<Backup> {
  const earlier = backupOf(lost);
  await lost.plannedBatches();
  return torn(backupOf(lost), earlier, ['batches', 'recipients', 'buckets']);
}

async function doneWithClaim(lost: Pipeline): Promise<Backup> {
  const hints = await lost.plannedBatches();
  const earlier = backupOf(lost);
  await lost.world.queues.send(
    'send',
    hints.map((batchId) => ({ batchId })),
  );
  await lost.drain();
  return torn(backupOf(lost), earlier, ['enrolments']);
}

describe.each([
  ['a claim without its batch', claimWithoutBatch],
  ['a done batch whose claim still stands', doneWithClaim],
])('%s', (_name, tear) => {
  it.each([
    ['hold', ['walking restore']],
    ['lapse', ['walking undefined']],
  ] as const)('is decided about by %s', async (choice: GapChoice, stands: readonly string[]) => {
    const lost = new Pipeline(dailySeries);
    await lost.enrolPeople(3);
    const backup = await tear(lost);
    const walksOf = ({ world }: Pipeline) => [...world.state.enrolments.values()];
    expect([...backup.state.enrolments.values()].map(({ state }) => state)).toEqual(['sending', 'sending', 'sending']);
    const pipeline = await restoredFrom(backup, lost, backup.at + dayMs + minuteMs * 90);
    await pipeline.runFor(10 * minuteMs);
    const seen: number[] = [];
    const gap = { from: backup.at, to: pipeline.now };
    await reconcileRestore(pipeline.deps, gap, choice, (people) => seen.push(people));
    expect(new Set(walksOf(pipeline).map(({ state, reason }) => `${state} ${reason}`))).toEqual(new Set(stands));
    expect(seen).toEqual([3]);
    expect(await reconcileRestore(pipeline.deps, gap, choice)).toEqual([]);
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(30 * dayMs);
    // Steps one and two were the lost table's to send; three comes after the gap, and only where the gap lapsed.
    const templates = new Set(pipeline.sent.map(({ template }) => template));
    expect(templates).toEqual(new Set(choice === 'hold' ? [] : ['three', 'four']));
    expect(walksOf(pipeline).filter(({ state }) => state === 'sending')).toEqual([]);
  });
});
