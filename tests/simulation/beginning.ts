// Who is there when a life begins, and the newsletter that staff start in the middle of it.
import type { Subscriber } from '../../functions/domain/subscriber.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { audienceShards } from '../../functions/table.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import type { Random } from './random.ts';

export function newPerson({ identity }: MemoryWorld, random: Random, index: number, startAt: EpochMs): Subscriber {
  const id = identity.subscriberId(`person-${index}@example.com`);
  const consent = (purpose: 'marketing' | 'tracking', given: boolean) => ({
    purpose,
    given,
    wording: '1',
    at: startAt,
    source: 'form',
  });
  return {
    id,
    rev: 0,
    email: `${random.chance(0.05) ? 'bounce' : 'person'}-${index}@example.com`,
    status: 'active',
    consents: [consent('marketing', true), consent('tracking', random.chance(0.6))],
    locale: 'en',
    createdAt: startAt,
    activeSince: startAt,
    attributes: {},
    tags: [],
  };
}

/** What startBroadcast leaves behind, without its compiler. */
export async function startNewsletter({ broadcasts, blobs, clock }: MemoryWorld, broadcastId: string): Promise<void> {
  const draft = await broadcasts.get(broadcastId);
  if (!draft) throw new Error('The draft is gone.');
  const content = { issueId: 'one', subject: 'News', preheader: '', html: '<p>News</p>', text: 'News', links: [] };
  await blobs.put('news', JSON.stringify(content), 'application/json');
  const chains = Object.fromEntries(Array.from({ length: audienceShards }, (_, shard) => [String(shard), 0] as const));
  const now = clock.now();
  await broadcasts.save({
    ...draft,
    state: 'planning',
    cutoffAt: now,
    contentKey: 'news',
    chains,
    planned: 0,
    dueAt: now,
  });
}
