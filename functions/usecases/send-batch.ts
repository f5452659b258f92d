// Carries one batch as far as it may go now: open -> (ready ->) calling -> ready | doubt | done, each by one conditional write.
import { type Batch, graceOverAt, leaseMarginMs, openSlots, type Recipient } from '../domain/batch.ts';
import { isPaused, type SendingControl } from '../domain/control.ts';
import { isHeldBatch } from '../domain/restore.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Budget } from '../ports/clock.ts';
import { type CallDeps, callBatch } from './call-batch.ts';
import { type DoubtDeps, resolveDoubt } from './resolve-doubt.ts';
import { type SealDeps, sealBatch } from './seal-batch.ts';
import { givenBack, type SettleDeps, settleBatch } from './settle-batch.ts';

export interface SendDeps extends CallDeps, DoubtDeps, SealDeps, SettleDeps {}

/** Changes of state one invocation may make for one batch. */
const maxMoves = 8;

/** Works the batch a hint names. A state that forbids work is no error: the batch is due again when it matters. */
export async function sendBatch(deps: SendDeps, batchId: string, budget: Budget): Promise<void> {
  for (let moves = 0; moves < maxMoves; moves++) {
    // In one turn, so that they share a read; with those of other batches that are worked at the same time.
    const [batch, recipients, control] = await Promise.all([
      deps.batches.get(batchId),
      deps.batches.recipients(batchId),
      deps.control.get(),
    ]);
    if (!batch) return;
    if (!(await move(deps, batch, { recipients, control }, budget))) return;
  }
}

interface Read {
  readonly recipients: readonly Recipient[];
  readonly control: SendingControl;
}

/** One move; answers whether there may be another at once. */
async function move(deps: SendDeps, batch: Batch, { recipients, control }: Read, budget: Budget): Promise<boolean> {
  const now = deps.clock.now();
  // Its state and its time tell the operator's decision what was under way at the backup.
  if (control.awaitsReconcile) return false;
  switch (batch.state) {
    case 'open':
      if (now <= batch.claimUntil + leaseMarginMs) return callBatch(deps, batch, { recipients, control }, budget);
      await sealBatch(deps, batch, recipients);
      return true;
    case 'ready':
      // A batch SES refused, or one whose people may be mailed only later, rests until it is due.
      if (isResting(batch, control, now)) {
        await settleBatch(deps, batch, recipients);
        return false;
      }
      return callBatch(deps, batch, { recipients, control }, budget);
    case 'calling':
      if (batch.callUntil !== undefined && now <= batch.callUntil + leaseMarginMs) return false;
      // Never sent again from here: whoever called may have been answered.
      return deps.batches.change(
        batch.id,
        { state: 'calling', token: batch.token },
        {
          state: 'doubt',
          token: deps.ids.random(),
          doubtSince: now,
          dueAt: graceOverAt({ ...batch, doubtSince: now }),
        },
      );
    case 'doubt':
      await settleBatch(deps, batch, recipients);
      if (isHeldBatch(batch, now) && openSlots(batch).length > 0) return false;
      return resolveDoubt(deps, batch, control);
    case 'done':
      await settleBatch(deps, await givenToAnother(deps, batch), recipients, givenBack(batch));
      return false;
  }
}

/** With the slots given back that its other batch took over: whoever had them sent again may have died before that. */
async function givenToAnother({ batches }: SendDeps, batch: Batch): Promise<Batch> {
  if (batch.redrivenTo === undefined || batch.dueAt === undefined) return batch;
  const taken = (await batches.get(batch.redrivenTo))?.slots ?? [];
  const returned = taken.filter((slot) => !batch.returned.has(slot));
  return returned.length === 0 ? batch : ((await batches.add(batch.id, { returned })) ?? batch);
}

/** Not due yet, and not hinted at because the pause that it waits for is over. */
function isResting({ attempt, waitsFor, dueAt = 0, subject }: Batch, control: SendingControl, now: EpochMs): boolean {
  if ((attempt === 0 && waitsFor === undefined) || dueAt <= now) return false;
  return waitsFor !== 'paused' || isPaused(control, subject);
}
