// Which of the latest newsletters were planned for one subscriber, and in which slot: found by key range, since a broadcast
// writes nothing per person.
import type { Broadcast } from '../domain/broadcast.ts';
import type { BroadcastStore } from '../ports/stores.ts';

/** Older issues are not looked for: each costs a walk along the slices of her shard. */
const latestIssues = 12;
/** Slices hold 1,000 people: enough for two million in one shard. */
const maxSlices = 2_000;

export interface FindNewslettersDeps {
  readonly broadcasts: BroadcastStore;
  /** The audience shard of a subscriber. */
  readonly audienceShardOf: (subscriberId: string) => number;
}

export interface PlannedNewsletter {
  readonly broadcast: Broadcast;
  readonly batchId: string;
  readonly slot: number;
}

/** Newest first. */
export async function findNewsletters(deps: FindNewslettersDeps, subscriberId: string): Promise<PlannedNewsletter[]> {
  const all = await deps.broadcasts.list();
  const latest = all.filter(({ cutoffAt }) => cutoffAt !== undefined).slice(0, latestIssues);
  const found = await Promise.all(latest.map((broadcast) => findIn(deps, broadcast, subscriberId)));
  return found.flat();
}

async function findIn(
  deps: FindNewslettersDeps,
  broadcast: Broadcast,
  subscriberId: string,
): Promise<PlannedNewsletter[]> {
  const shard = deps.audienceShardOf(subscriberId);
  for (let index = 0; index < maxSlices; index++) {
    const slice = await deps.broadcasts.getSlice(broadcast.id, shard, index);
    if (!slice) return [];
    for (const { batchId, members } of slice.batches) {
      const slot = members.indexOf(subscriberId);
      if (slot >= 0) return [{ broadcast, batchId, slot }];
    }
    if (slice.next === undefined || slice.next >= subscriberId) return [];
  }
  return [];
}
