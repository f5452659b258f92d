// A table restored from a backup of a lost one, as the operator finds it: marked, and nothing decided.
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { GapChoice } from '../../functions/domain/restore.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { type GapFinding, reconcileRestore } from '../../functions/usecases/reconcile-restore.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { MemoryState } from '../memory/state.ts';
import { Pipeline } from './pipeline.ts';

export interface Backup {
  readonly at: EpochMs;
  readonly state: MemoryState;
}

export function backupOf(lost: Pipeline): Backup {
  return { at: lost.now, state: Object.assign(new MemoryState(), structuredClone({ ...lost.world.state })) };
}

/** The backup may be restored again: it is copied. */
export async function restoredFrom(
  { state }: Backup,
  { journey }: Pick<Pipeline, 'journey'>,
  now: EpochMs,
  clinic: Partial<Clinic> = {},
): Promise<Pipeline> {
  const copy = Object.assign(new MemoryState(), structuredClone({ ...state }));
  const pipeline = new Pipeline(journey, { state: copy, now, seed: 'restored' }, clinic);
  await stopSending(pipeline.world, { by: 'operator', reason: 'restore', everything: true });
  return pipeline;
}

/** Decides about the gap between the backup and now, and lets sending go on. */
export async function decideAndResume(pipeline: Pipeline, { at }: Backup, choice: GapChoice): Promise<GapFinding[]> {
  const found = await reconcileRestore(pipeline.deps, { from: at, to: pipeline.now }, choice);
  await resumeSending(pipeline.world, { by: 'operator' });
  return found;
}
