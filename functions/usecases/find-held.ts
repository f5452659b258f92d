// What `reconcile` holds after a restore, counted for as long as it is held: nothing else is due so late.
import { openSlots } from '../domain/batch.ts';
import { heldFrom, heldUntil, isHeldWalk } from '../domain/restore.ts';
import { type EpochMs, hourMs } from '../domain/time.ts';
import type { BatchStore, BroadcastStore, DueIndex, EnrolmentStore, SubscriberStore } from '../ports/stores.ts';

export interface FindHeldDeps {
  readonly due: DueIndex;
  readonly batches: BatchStore;
  readonly broadcasts: BroadcastStore;
  readonly enrolments: EnrolmentStore;
  readonly subscribers: SubscriberStore;
}

export interface Held {
  /** E-mails of steps, and of newsletters as far as they are planned. */
  readonly emails: number;
  /** Newsletters that were still being planned. */
  readonly newsletters: number;
  readonly confirmations: number;
  /** There may be more. */
  readonly isPartial: boolean;
}

const perShard = 500;
const kinds: readonly string[] = ['enrolment', 'batch', 'broadcast', 'confirmation'];

export async function findHeld(deps: FindHeldDeps, now: EpochMs): Promise<Held> {
  const from = heldFrom(now);
  const shards = deps.due.shards().filter(({ kind }) => kinds.includes(kind));
  const found = await Promise.all(
    shards.map(({ shard }) => deps.due.due(shard, heldUntil(now) + hourMs, perShard, from)),
  );
  const refs = found.flat();
  const [walks, batches, people, issues] = await Promise.all([
    deps.enrolments.getMany(refs.flatMap((ref) => (ref.kind === 'enrolment' ? [ref.key] : []))),
    deps.batches.getMany(refs.flatMap((ref) => (ref.kind === 'batch' ? [ref.batchId] : []))),
    deps.subscribers.getMany(refs.flatMap((ref) => (ref.kind === 'confirmation' ? [ref.subscriberId] : []))),
    Promise.all(refs.flatMap((ref) => (ref.kind === 'broadcast' ? [deps.broadcasts.get(ref.broadcastId)] : []))),
  ]);
  const open = [...batches.values()]
    .filter(({ waitsFor, state }) => waitsFor === 'restore' && state !== 'done')
    .map((batch) => openSlots(batch).length);
  return {
    emails: walks.filter(isHeldWalk).length + open.reduce((sum, count) => sum + count, 0),
    newsletters: issues.filter((one) => one?.state === 'planning' && (one.dueAt ?? 0) >= from).length,
    confirmations: [...people.values()].filter(({ confirmation, dueAt = 0 }) => confirmation?.wanted && dueAt >= from)
      .length,
    isPartial: found.some(({ length }) => length >= perShard),
  };
}
