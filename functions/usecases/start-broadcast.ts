// "Send now": fixes the content and the cut-off time of a draft and hands it to the planner.
import type { Broadcast } from '../domain/broadcast.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { ContentCompiler } from '../ports/renderer.ts';
import type { Blobs, BroadcastStore } from '../ports/stores.ts';
import { trySend } from './try-send.ts';

export interface StartBroadcastDeps {
  readonly broadcasts: BroadcastStore;
  readonly compiler: ContentCompiler;
  readonly blobs: Blobs;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly audienceShards: number;
}

/**
 * Answers undefined when the issue is unknown, no draft any more, or was changed under us: pressing twice sends once.
 * Throws NewsletterSourceError. The content lies under the revision it was compiled from, which the save then insists on.
 */
export async function startBroadcast(deps: StartBroadcastDeps, broadcastId: string): Promise<Broadcast | undefined> {
  const draft = await deps.broadcasts.get(broadcastId);
  if (draft?.state !== 'draft') return undefined;
  const { subject, preheader, markdown } = draft;
  const content = await deps.compiler.compile({
    issueId: broadcastId,
    subject,
    markdown,
    ...(preheader !== undefined && { preheader }),
  });
  const contentKey = `newsletters/${broadcastId}/${draft.rev}.json`;
  await deps.blobs.put(contentKey, JSON.stringify(content), 'application/json');
  const now = deps.clock.now();
  const shards = Array.from({ length: deps.audienceShards }, (_, shard) => [String(shard), 0] as const);
  const started: Broadcast = {
    ...draft,
    state: 'planning',
    cutoffAt: now,
    contentKey,
    chains: Object.fromEntries(shards),
    planned: 0,
    dueAt: now,
  };
  if (!(await deps.broadcasts.save(started))) return undefined;
  await trySend(deps.queues, 'broadcast', [{ broadcastId }]);
  return { ...started, rev: started.rev + 1 };
}
