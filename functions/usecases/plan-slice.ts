// One slice of a newsletter's audience: at most 1,000 keys, fixed by a put-if-absent, then every batch it names is planned.
import { audienceGroups, belongs, broadcastShelfMs } from '../domain/audience.ts';
import type { Batch } from '../domain/batch.ts';
import type { Broadcast, Slice, SliceBatch } from '../domain/broadcast.ts';
import { variantName } from '../domain/metrics.ts';
import type { Member } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import { topicOfBroadcast } from '../domain/topic.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { BatchStore, BroadcastStore, MetricsStore, SubscriberStore } from '../ports/stores.ts';
import { markBuckets } from './mark-buckets.ts';
import { newBatch } from './new-batch.ts';
import { trySend } from './try-send.ts';

const sliceKeys = 1_000;
/** Batches planned at a time: two writes each. */
const plansAtOnce = 10;

export interface PlanSliceDeps {
  readonly broadcasts: BroadcastStore;
  readonly subscribers: SubscriberStore;
  readonly batches: BatchStore;
  readonly metrics: MetricsStore;
  readonly queues: Queues;
  readonly ids: Ids;
  readonly clock: Clock;
}

export type PlannedBroadcast = Broadcast & { readonly cutoffAt: EpochMs };

interface Place {
  readonly shard: number;
  readonly index: number;
  readonly after: string | undefined;
}

/**
 * Makes or adopts the slice at this place; when it answers, every batch of the slice exists. The stored slice holds its
 * batches' members in slot order, so that whoever comes after a crash plans the very same batches.
 */
export async function planSlice(deps: PlanSliceDeps, broadcast: PlannedBroadcast, place: Place): Promise<Slice> {
  const found = await deps.broadcasts.getSlice(broadcast.id, place.shard, place.index);
  const slice =
    found ??
    (await deps.broadcasts.putSlice(cutSlice(deps.ids, broadcast, place, await readKeys(deps.subscribers, place))));
  const planned = found ? await deps.batches.getMany(slice.batches.map(({ batchId }) => batchId)) : new Map();
  const missing = slice.batches.filter(({ batchId }) => !planned.has(batchId));
  await planBatches(deps, broadcast, slice, missing);
  return slice;
}

interface Keys {
  readonly people: readonly Member[];
  readonly next?: string;
}

/**
 * Up to 1,000 keys: the store's own pages may be shorter, each of them but the last with at least one. One more is asked
 * for, since a store answers a full page without saying whether anything follows it.
 */
async function readKeys(subscribers: SubscriberStore, { shard, after }: Place): Promise<Keys> {
  const people: Member[] = [];
  let next = after;
  do {
    const page = await subscribers.members(shard, sliceKeys + 1 - people.length, next);
    people.push(...page.items);
    next = page.next;
  } while (next !== undefined && people.length <= sliceKeys);
  if (people.length <= sliceKeys) return { people };
  const within = people.slice(0, sliceKeys);
  return { people: within, next: (within.at(-1) as Member).id };
}

function cutSlice(
  ids: Ids,
  broadcast: PlannedBroadcast,
  { shard, index, after }: Place,
  { people, next }: Keys,
): Slice {
  const members = people.filter((member) => belongs(member, broadcast.cutoffAt, topicOfBroadcast(broadcast)));
  const batches = audienceGroups(members).map(({ locale, tracked, members }): SliceBatch => {
    const bucketId = ids.bucket(bucketParts(broadcast.id, shard, index, { locale, tracked }));
    const memberIds = members.map(({ id }) => id);
    const first = memberIds[0] as string;
    return {
      batchId: ids.batchNamed(bucketId, first),
      first,
      last: memberIds.at(-1) as string,
      size: memberIds.length,
      locale,
      tracked,
      members: memberIds,
    };
  });
  return {
    broadcastId: broadcast.id,
    shard,
    index,
    batches,
    ...(after !== undefined && { after }),
    ...(next !== undefined && { next }),
  };
}

/** A bucket of its own for each slice and variant, since a bucket's numbers are those of one variant. */
function bucketParts(id: string, shard: number, index: number, variant: Batch['variant']): string[] {
  return ['broadcast', id, String(shard), String(index), variantName(variant)];
}

async function planBatches(
  deps: PlanSliceDeps,
  broadcast: PlannedBroadcast,
  slice: Slice,
  wanted: readonly SliceBatch[],
): Promise<void> {
  const batchFor = (part: SliceBatch) => batchOf(deps.ids, broadcast, slice, part);
  for (let from = 0; from < wanted.length; from += plansAtOnce) {
    await Promise.all(
      wanted.slice(from, from + plansAtOnce).map((part) =>
        deps.batches.plan(
          batchFor(part),
          part.members.map((subscriberId, slot) => ({ slot, subscriberId })),
        ),
      ),
    );
  }
  // Also for a slice that was adopted whole: its planner may have crashed just before this. The batches are on no index of
  // their own; from here on their buckets stay due, and answer for them, until they are done.
  await markBuckets(deps, slice.batches.map(batchFor));
  await trySend(
    deps.queues,
    'send',
    wanted.map(({ batchId }) => ({ batchId })),
  );
}

function batchOf(ids: Ids, broadcast: PlannedBroadcast, slice: Slice, part: SliceBatch): Batch {
  const { locale, tracked, first, size } = part;
  const variant = { locale, tracked };
  return newBatch(ids, {
    subject: { kind: 'broadcast', broadcastId: broadcast.id },
    template: 'newsletter',
    variant,
    ...(broadcast.topic !== undefined && { topic: broadcast.topic }),
    createdAt: broadcast.cutoffAt,
    shelfUntil: broadcast.cutoffAt + broadcastShelfMs,
    state: 'ready',
    claimUntil: broadcast.cutoffAt,
    slots: Array.from({ length: size }, (_, slot) => slot),
    named: { bucket: bucketParts(broadcast.id, slice.shard, slice.index, variant), name: first },
  });
}
