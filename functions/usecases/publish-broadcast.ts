// Carries a newsletter on: cuts its audience into slices, chain by chain, then waits until every planned e-mail is settled.
import { broadcastShelfMs, recheckMs } from '../domain/audience.ts';
import type { Broadcast } from '../domain/broadcast.ts';
import { marketingPaused, pauseLookMs } from '../domain/control.ts';
import { minuteMs } from '../domain/time.ts';
import type { Budget } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import { type PlannedBroadcast, type PlanSliceDeps, planSlice } from './plan-slice.ts';
import { trySend } from './try-send.ts';

/** While a planner works, others leave the broadcast alone; correctness rests on the slices, this only saves work. */
const planLeaseMs = 3 * minuteMs;
/** Slices planned between two saves of the chain's place: what a crash makes the next one walk over again. */
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
  const broadcast = await deps.broadcasts.get(broadcastId);
  const now = deps.clock.now();
  if (broadcast?.dueAt === undefined || broadcast.dueAt > now) return;
  if (broadcast.state === 'sending') await finish(deps, broadcast);
  if (broadcast.state !== 'planning') return;
  const control = await deps.control.get();
  if (control.awaitsReconcile) return;
  if (marketingPaused(control)) {
    // Nobody's e-mail is planned that may not leave; the audience stays that of the cut-off time.
    await deps.broadcasts.save({ ...broadcast, dueAt: now + pauseLookMs });
    return;
  }
  const leased = { ...broadcast, dueAt: now + planLeaseMs };
  if (!(await deps.broadcasts.save(leased))) return;
  await planChains(deps, { ...leased, rev: leased.rev + 1 }, budget);
}

async function planChains(deps: PlanSliceDeps, leased: Broadcast, budget: Budget): Promise<void> {
  let broadcast = leased;
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

/** Plans a few slices of one chain; answers the broadcast to save: due at once when time ran out. */
async function planRun(deps: PlanSliceDeps, broadcast: PlannedBroadcast, budget: Budget): Promise<Broadcast> {
  const open = Object.entries(broadcast.chains ?? {}).find((chain): chain is [string, number] => chain[1] !== 'done');
  if (!open) return planningDone(deps, broadcast);
  const [name, start] = open;
  const shard = Number(name);
  let after = start === 0 ? undefined : await endOf(deps, broadcast.id, shard, start - 1);
  let place: number | 'done' = start;
  let count = broadcast.planned ?? 0;
  let dueAt = deps.clock.now() + planLeaseMs;
  for (let index = start; index < start + slicesPerSave; index++) {
    if (budget.remainingMs() < minRemainingMs) {
      dueAt = deps.clock.now();
      break;
    }
    const slice = await planSlice(deps, broadcast, { shard, index, after });
    count += slice.batches.reduce((sum, { size }) => sum + size, 0);
    place = slice.next === undefined ? 'done' : index + 1;
    if (place === 'done') break;
    after = slice.next;
  }
  return { ...broadcast, chains: { ...broadcast.chains, [name]: place }, planned: count, dueAt };
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
