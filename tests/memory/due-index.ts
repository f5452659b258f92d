// The due index in memory, computed from the items themselves at every question: never stale unless a simulation makes it so.
import type { EpochMs } from '../../functions/domain/time.ts';
import type { DueIndex, DueRef } from '../../functions/ports/stores.ts';
import { allDueShards, dueShard } from '../../functions/table.ts';
import { copy, type MemoryState } from './state.ts';

const maxKnownShards = 100_000;

export interface DueEntry {
  readonly shard: string;
  readonly dueAt: EpochMs;
  readonly ref: DueRef;
}

export class MemoryDueIndex implements DueIndex {
  constructor(private readonly state: MemoryState) {}

  shards(): readonly { readonly shard: string; readonly kind: DueRef['kind'] }[] {
    return allDueShards;
  }

  async due(shard: string, now: EpochMs, limit: number, since = 0): Promise<DueRef[]> {
    return dueEntries(this.state)
      .filter((entry) => entry.shard === shard && entry.dueAt <= now && entry.dueAt >= since)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ ref }) => copy(ref));
  }

  async oldestDueAt(shard: string, now: EpochMs): Promise<EpochMs | undefined> {
    const due = dueEntries(this.state).filter((entry) => entry.shard === shard && entry.dueAt <= now);
    return due.length > 0 ? Math.min(...due.map(({ dueAt }) => dueAt)) : undefined;
  }
}

/** Shards by kind and name: a simulation asks for the same ones millions of times. */
const knownShards = new Map<string, string>();

function shardOf(kind: DueRef['kind'], name: string): string {
  const key = `${kind} ${name}`;
  const shard = knownShards.get(key) ?? dueShard(kind, name);
  if (knownShards.size < maxKnownShards) knownShards.set(key, shard);
  return shard;
}

/** Without the review, which comes back every week for ever: a life is over when nothing else is due. */
export function dueOnce(state: MemoryState): DueEntry[] {
  return dueEntries(state).filter(({ ref }) => ref.kind !== 'review');
}

/** Everything that wants attention at some time; a simulation finds the next such time here. */
export function dueEntries(state: MemoryState): DueEntry[] {
  const entry = (name: string, dueAt: EpochMs | undefined, ref: DueRef): DueEntry[] =>
    dueAt === undefined ? [] : [{ shard: shardOf(ref.kind, name), dueAt, ref }];
  return [
    ...[...state.enrolments.values()].flatMap(({ subscriberId, journeyId, dueAt }) =>
      entry(subscriberId, dueAt, { kind: 'enrolment', key: { subscriberId, journeyId } }),
    ),
    ...[...state.batches.values()].flatMap(({ id, dueAt }) => entry(id, dueAt, { kind: 'batch', batchId: id })),
    ...[...state.buckets.values()].flatMap(({ bucket, dueAt }) => entry(bucket.id, dueAt, { kind: 'bucket', bucket })),
    ...[...state.broadcasts.values()].flatMap(({ id, dueAt }) =>
      entry(id, dueAt, { kind: 'broadcast', broadcastId: id }),
    ),
    ...[...state.subscribers.values()].flatMap(({ id, dueAt }) =>
      entry(id, dueAt, { kind: 'confirmation', subscriberId: id }),
    ),
    ...entry('', state.noticeMail.dueAt, { kind: 'notice-mail' }),
    ...entry('', state.review?.dueAt, { kind: 'review' }),
  ];
}
