// Carries a newsletter on: cuts its audience into slices, chain by chain, then waits until every planned e-mail is settled.
import { broadcastShelfMs, recheckMs } from '../domain/audience.ts';
import type { Broadcast } from '../domain/broadcast.ts';
import { hasJustResumed, marketingPaused, pauseLookMs } from '../domain/control.ts';
import { minuteMs } from '../domain/time.ts';
import type { Budget } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import { type PlannedBroadcast, type PlanSliceDeps, planSlice } from './plan-slice.ts';
import { trySend } from './try-send.ts';

/** While a planner works on, others leave the broadcast alone; correctness rests on the slices, this only saves work. */
const planLeaseMs = 3 * minuteMs;
/**
 * Slices planned between two saves of the chains' places: what a crash makes the next one walk over again. A save writes the
 * issue's whole text and moves `dueAt`, so that a small audience, planned in one run, is saved once.
 */
const slicesPerSave = 10;
/** What planning one slice may take. */
const minRemainingMs = 20_000;
/** Saves in one invocation: 2,000 runs of ten slices are twenty million people. */
const maxRuns = 2_000;

export interface PublishDeps extends PlanSliceDeps {
  readonly control: Control;
}

/** Works the broadcast a hint names, if it is due. */
export async function publishBroadcast(deps: PublishDeps, broadcastId: string, budget: Budget): Promise<void> {
  // In one turn, so that they share a read.
  const [broadcast, control] = await Promise.all([deps.broadcasts.get(broadcastId), deps.control.get()]);
  const now = deps.clock.now();
  if (broadcast?.dueAt === undefined) return;
  // A pause put it off, and is over.
  const isWoken =
    hasJustResumed(control, now) && broadcast.state === 'planning' && broadcast.dueAt <= now + pauseLookMs;
  if (broadcast.dueAt > now && !isWoken) return;
  if (broadcast.state === 'sending') await finish(deps, broadcast);
  if (broadcast.state !== 'planning') return;
  if (control.awaitsReconcile) return;
  if (marketingPaused(control)) {
    // Nobody's e-mail is planned that may not leave; the audience stays that of the cut-off time.
    await deps.broadcasts.save({ ...broadcast, dueAt: now + pauseLookMs });
    return;
  }
  await planChains(deps, broadcast, budget);
}

async function planChains(deps: PlanSliceDeps, due: Broadcast, budget: Budget): Promise<void> {
  let broadcast = due;
  for (let runs = 0; runs < maxRuns && broadcast.state === 'planning'; runs++) {
    const next = await planRun(deps, planned(broadcast), budget);
    // Lost: another planner is ahead, or staff stopped it. Whatever was planned stands in its slices.
    if (!(await deps.broadcasts.save(next))) return;
    broadcast = { ...next, rev: next.rev + 1 };
    if (broadcast.dueAt !== undefined && broadcast.dueAt <= deps.clock.now()) {
      await trySend(deps.queues, 'broadcast', [{ broadcastId: broadcast.id }]);
      return;
    }
  }
}

/** Plans a few slices, chain after chain; answers the broadcast to save: due at once when time ran out. */
async function planRun(deps: PlanSliceDeps, broadcast: PlannedBroadcast, budget: Budget): Promise<Broadcast> {
  const chains = { ...broadcast.chains };
  let count = broadcast.planned ?? 0;
  let after: string | undefined;
  for (let slices = 0; slices < slicesPerSave; slices++) {
    const [shard, index] = openChain(chains) ?? [];
    if (shard === undefined || index === undefined) break;
    if (budget.remainingMs() < minRemainingMs) {
      return { ...broadcast, chains, planned: count, dueAt: deps.clock.now() };
    }
    if (index > 0) after ??= await endOf(deps, broadcast.id, shard, index - 1);
    const slice = await planSlice(deps, broadcast, { shard, index, after });
    count += slice.batches.reduce((sum, { size }) => sum + size, 0);
    chains[shard] = slice.next === undefined ? 'done' : index + 1;
    after = slice.next;
  }
  const far = { ...broadcast, chains, planned: count };
  return openChain(chains) ? { ...far, dueAt: deps.clock.now() + planLeaseMs } : planningDone(deps, far);
}

/** The first shard whose chain has not come to its end, and the index of its next slice. */
function openChain(chains: Readonly<Record<string, number | 'done'>>): [shard: number, index: number] | undefined {
  const open = Object.entries(chains).find((chain): chain is [string, number] => chain[1] !== 'done');
  return open && [Number(open[0]), open[1]];
}

async function endOf(deps: PlanSliceDeps, broadcastId: string, shard: number, index: number): Promise<string> {
  const slice = await deps.broadcasts.getSlice(broadcastId, shard, index);
  if (slice?.next === undefined) throw new Error(`Slice ${index} of shard ${shard} is gone; its chain cannot go on.`);
  return slice.next;
}

function planned(broadcast: Broadcast): PlannedBroadcast {
  const { cutoffAt } = broadcast;
  if (cutoffAt === undefined) throw new Error(`Broadcast ${broadcast.id} is being planned without a cut-off time.`);
  return { ...broadcast, cutoffAt };
}

function planningDone(deps: PlanSliceDeps, broadcast: PlannedBroadcast): Broadcast {
  const now = deps.clock.now();
  return { ...broadcast, state: 'sending', dueAt: now + recheckMs(broadcast, now) };
}

/**
 * Sent, when every planned e-mail is sent or refused. Once the shelf life is over, those in doubt hold it up no longer:
 * they stay visible in the numbers, and are SES's word away from being settled.
 */
async function finish(deps: PlanSliceDeps, broadcast: Broadcast): Promise<void> {
  const now = deps.clock.now();
  const buckets = await deps.metrics.totals({ broadcastId: broadcast.id });
  const shelfOver = now > (broadcast.cutoffAt ?? now) + broadcastShelfMs;
  const settled = buckets.reduce((sum, { totals }) => {
    const refused = Object.values(totals.refused).reduce((all, count) => all + count, 0);
    return sum + totals.sent + refused + (shelfOver ? totals.inDoubt : 0);
  }, 0);
  const { dueAt: _due, ...rest } = broadcast;
  // Another's save in between is another's look at the same numbers; nothing is lost with ours.
  await deps.broadcasts.save(
    settled >= (broadcast.planned ?? 0)
      ? { ...rest, state: 'sent', doneAt: now }
      : { ...rest, dueAt: now + recheckMs(broadcast, now) },
  );
}
