// One slice of a newsletter's audience: at most 1,000 keys, fixed by a put-if-absent, then every batch it names is planned.
import { audienceGroups, belongs, broadcastShelfMs } from '../domain/audience.ts';
import { type Batch, callLeaseMs, leaseMarginMs, type Recipient } from '../domain/batch.ts';
import type { Broadcast, Slice, SliceBatch } from '../domain/broadcast.ts';
import { variantName } from '../domain/metrics.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
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
  const read = found ? { people: [] } : await readKeys(deps.subscribers, place);
  const slice = found ?? (await deps.broadcasts.putSlice(cutSlice(deps.ids, broadcast, place, read)));
  const planned = found ? await deps.batches.getMany(slice.batches.map(({ batchId }) => batchId)) : new Map();
  const missing = slice.batches.filter(({ batchId }) => !planned.has(batchId));
  await planBatches(deps, broadcast, slice, missing, read.people);
  return slice;
}

interface Keys {
  readonly people: readonly Subscriber[];
  readonly next?: string;
}

/** Up to 1,000 keys: the store's own pages may be shorter, each of them but the last with at least one. */
async function readKeys(subscribers: SubscriberStore, { shard, after }: Place): Promise<Keys> {
  const people: Subscriber[] = [];
  let next = after;
  do {
    const page = await subscribers.page(shard, sliceKeys - people.length, next);
    people.push(...page.items);
    next = page.next;
  } while (next !== undefined && people.length < sliceKeys);
  return { people, ...(next !== undefined && { next }) };
}

function cutSlice(
  ids: Ids,
  broadcast: PlannedBroadcast,
  { shard, index, after }: Place,
  { people, next }: Keys,
): Slice {
  const members = people.filter((subscriber) => belongs(subscriber, broadcast.cutoffAt));
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
  read: readonly Subscriber[],
): Promise<void> {
  if (wanted.length === 0) return;
  const people = await membersOf(deps.subscribers, wanted, read);
  const now = deps.clock.now();
  const batches = wanted.map((part) => batchOf(deps.ids, broadcast, slice, part, now));
  for (let from = 0; from < wanted.length; from += plansAtOnce) {
    await Promise.all(
      wanted.slice(from, from + plansAtOnce).map(async ({ members }, offset) => {
        await deps.batches.plan(
          batches[from + offset] as Batch,
          members.map((id, slot) => recipient(people.get(id), slot)),
        );
      }),
    );
  }
  await markBuckets(deps, batches);
  await trySend(
    deps.queues,
    'send',
    wanted.map(({ batchId }) => ({ batchId })),
  );
}

/** Those just read, and for an adopted slice the others from the store. */
async function membersOf(
  subscribers: SubscriberStore,
  wanted: readonly SliceBatch[],
  read: readonly Subscriber[],
): Promise<Map<string, Subscriber>> {
  const known = new Map(read.map((subscriber): [string, Subscriber] => [subscriber.id, subscriber]));
  const unread = wanted.flatMap(({ members }) => members.filter((id) => !known.has(id)));
  return unread.length === 0 ? known : new Map([...known, ...(await subscribers.getMany(unread))]);
}

function batchOf(ids: Ids, broadcast: PlannedBroadcast, slice: Slice, part: SliceBatch, now: EpochMs): Batch {
  const { locale, tracked, first, size } = part;
  const variant = { locale, tracked };
  return newBatch(ids, {
    subject: { kind: 'broadcast', broadcastId: broadcast.id },
    template: 'newsletter',
    variant,
    createdAt: broadcast.cutoffAt,
    shelfUntil: broadcast.cutoffAt + broadcastShelfMs,
    state: 'ready',
    claimUntil: broadcast.cutoffAt,
    // The hint sends it now; this is for a lost hint, late enough that the smooth course never moves it on the index.
    dueAt: now + callLeaseMs + 2 * leaseMarginMs,
    slots: Array.from({ length: size }, (_, slot) => slot),
    named: { bucket: bucketParts(broadcast.id, slice.shard, slice.index, variant), name: first },
  });
}

/** Whoever vanished since keeps her slot, blank: it is refused at the last moment, and the others' slots stay theirs. */
function recipient(subscriber: Subscriber | undefined, slot: number): Recipient {
  if (!subscriber) return { slot, subscriberId: '', email: '' };
  const { id, email, firstName } = subscriber;
  return { slot, subscriberId: id, email, ...(firstName !== undefined && { firstName }) };
}
