// Sends again what staff see as one e-mail, batch by batch and as far as the time goes: the rest waits until it is asked for again.
import { addRedriven, countRedriven, type Redriven } from '../domain/redriven.ts';
import type { Budget } from '../ports/clock.ts';
import { type GiveUp, giveUpsLike, listTroubles, type TroublesDeps } from './list-troubles.ts';
import { type RedriveDeps, redrive } from './redrive.ts';

export interface RedrivenAlike extends Redriven {
  /** E-mails for which there was no time. */
  readonly rest: number;
}

export type RedriveAlikeDeps = RedriveDeps & TroublesDeps;

/** All that staff see as one with this batch's, as it is now: what was taken care of meanwhile is left alone. */
export async function redriveAlike(deps: RedriveAlikeDeps, batchId: string, budget: Budget): Promise<RedrivenAlike> {
  const { giveUps } = await listTroubles(deps, deps.clock.now());
  return redriveGiveUps(deps, giveUpsLike(giveUps, batchId), budget);
}

/** No further batch is begun once the time is over. */
export async function redriveGiveUps(
  deps: RedriveDeps,
  giveUps: readonly GiveUp[],
  budget: Budget,
): Promise<RedrivenAlike> {
  const left = new Set(giveUps.map(({ batchId }) => batchId));
  let done = countRedriven([]);
  for (const batchId of left) {
    if (budget.remainingMs() <= 0) break;
    done = addRedriven(done, await redrive(deps, batchId));
    left.delete(batchId);
  }
  const rest = giveUps.reduce((sum, { batchId, count }) => sum + (left.has(batchId) ? count : 0), 0);
  return { ...done, rest };
}
