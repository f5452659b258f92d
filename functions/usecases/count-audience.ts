// How many people a newsletter would reach now: shown before staff confirm sending it.
import { marketingRefusal } from '../domain/subscriber.ts';
import type { SubscriberStore } from '../ports/stores.ts';

const pageSize = 500;
/** Pages read per shard before the answer becomes "at least": bounds what a look at the confirmation may cost. */
const maxPagesPerShard = 40;

export interface AudienceCount {
  readonly people: number;
  /** The count stopped at its bound; there are more. */
  readonly atLeast: boolean;
}

export async function countAudience(
  deps: { subscribers: SubscriberStore; audienceShards: number },
  topic: string,
): Promise<AudienceCount> {
  const shards = Array.from({ length: deps.audienceShards }, (_, shard) => shard);
  const counts = await Promise.all(shards.map((shard) => countShard(deps.subscribers, shard, topic)));
  return {
    people: counts.reduce((sum, { people }) => sum + people, 0),
    atLeast: counts.some(({ atLeast }) => atLeast),
  };
}

async function countShard(subscribers: SubscriberStore, shard: number, topic: string): Promise<AudienceCount> {
  let people = 0;
  let after: string | undefined;
  for (let read = 0; read < maxPagesPerShard; read++) {
    const page = await subscribers.members(shard, pageSize, after);
    people += page.items.filter((member) => marketingRefusal(member, topic) === undefined).length;
    if (page.next === undefined) return { people, atLeast: false };
    after = page.next;
  }
  return { people, atLeast: true };
}
