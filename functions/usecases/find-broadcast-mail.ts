// Finds which newsletters of late reached which subscribers, or are still to, by key range: a broadcast writes nothing per person.
import { openSlots, possibleSends } from '../domain/batch.ts';
import { isLate, type Slice } from '../domain/broadcast.ts';
import type { EpochMs } from '../domain/time.ts';
import { dayMs } from '../domain/time.ts';
import type { BatchStore, BroadcastStore } from '../ports/stores.ts';
import { maxRedrives } from './follow-redriven.ts';

export interface BroadcastMailDeps {
  readonly broadcasts: BroadcastStore;
  readonly batches: BatchStore;
  /** The audience shard of a subscriber. */
  readonly audienceShardOf: (subscriberId: string) => number;
}

/** A broadcast keeps sending for a few days after its cut-off, or after somebody had what was given up sent again. */
const sendingSpanMs = 5 * dayMs;
/** Slices hold 1,000 people: enough for two million in one shard. */
const maxSlices = 2_000;

interface Span {
  readonly since: EpochMs;
  readonly now: EpochMs;
}

export interface BroadcastMail {
  /** When newsletters were sent to her, or may have been. */
  readonly sentAt: readonly EpochMs[];
  /** How many are planned for her and have not left: they wait for room under her cap, or for the sending speed. */
  readonly waiting: number;
}

/**
 * Newsletters to each of these subscribers sent after `since`, or still waiting; who has none is absent; `except` is left
 * out. One that was begun within the minute before `now` may be missed, as mail that leaves in the same minute is anyway.
 */
export async function findBroadcastMail(
  deps: BroadcastMailDeps,
  subscriberIds: readonly string[],
  { now, since }: Span,
  except?: string,
): Promise<Map<string, BroadcastMail>> {
  const found = new Map<string, BroadcastMail>();
  if (subscriberIds.length === 0) return found;
  const from = since - sendingSpanMs;
  const broadcasts = await deps.broadcasts.lately(now, from);
  const recent = broadcasts.filter((broadcast) => broadcast.id !== except && isLate(broadcast, from));
  for (const { id } of recent) {
    const byShard = Map.groupBy(subscriberIds, deps.audienceShardOf);
    for (const [shard, ids] of byShard) await findInShard(deps, id, shard, ids, { now, since }, found);
  }
  return found;
}

async function findInShard(
  deps: BroadcastMailDeps,
  broadcastId: string,
  shard: number,
  ids: readonly string[],
  span: Span,
  found: Map<string, BroadcastMail>,
): Promise<void> {
  const last = ids.reduce((a, b) => (a > b ? a : b));
  for (let index = 0; index < maxSlices; index++) {
    const slice = await deps.broadcasts.getSlice(broadcastId, shard, index);
    if (!slice) return;
    await findInSlice(deps, slice, ids, span, found);
    if (slice.next === undefined || slice.next >= last) return;
  }
}

async function findInSlice(
  deps: BroadcastMailDeps,
  slice: Slice,
  ids: readonly string[],
  span: Span,
  found: Map<string, BroadcastMail>,
): Promise<void> {
  for (const { batchId, first, last } of slice.batches) {
    const within = new Set(ids.filter((id) => id >= first && id <= last));
    if (within.size === 0) continue;
    let next: string | undefined = batchId;
    // Where an operator had given-up mail sent again, the batch it went to follows.
    for (let followed = 0; next !== undefined && followed <= maxRedrives; followed++) {
      next = await findInBatch(deps, next, within, span, found);
    }
  }
}

/** Answers the batch in which given-up slots of this one were sent again. */
async function findInBatch(
  deps: BroadcastMailDeps,
  batchId: string,
  wanted: ReadonlySet<string>,
  { since, now }: Span,
  found: Map<string, BroadcastMail>,
): Promise<string | undefined> {
  const [batch, recipients] = await Promise.all([deps.batches.get(batchId), deps.batches.recipients(batchId)]);
  if (!batch) return undefined;
  const sends = possibleSends(batch);
  // What went stale on the way is not waited for, whatever keeps it from being settled.
  const open = new Set(batch.shelfUntil < now ? [] : openSlots(batch));
  for (const { slot, subscriberId } of recipients) {
    if (!wanted.has(subscriberId)) continue;
    const { sentAt, waiting } = found.get(subscriberId) ?? { sentAt: [], waiting: 0 };
    const at = sends.get(slot);
    if (at === undefined && open.has(slot)) found.set(subscriberId, { sentAt, waiting: waiting + 1 });
    else if (at !== undefined && at > since) found.set(subscriberId, { sentAt: [...sentAt, at], waiting });
  }
  return batch.redrivenTo;
}
