// A link was followed: hands the evidence on and says where it leads, from the stored link table and never from the URL.
import type { Clock } from '../ports/clock.ts';
import type { Tokens } from '../ports/identity.ts';
import type { Queues } from '../ports/queue.ts';
import type { LinkTables } from '../ports/stores.ts';
import type { Visit } from './note-open.ts';
import { trySend } from './try-send.ts';

export interface FollowDeps {
  readonly tokens: Tokens;
  readonly links: LinkTables;
  readonly queues: Queues;
  readonly clock: Clock;
}

/** Where link `index` leads; undefined when the token is forged or the e-mail has no such link. */
export async function followLink(
  deps: FollowDeps,
  token: string,
  index: number,
  visit: Visit,
): Promise<string | undefined> {
  const claim = deps.tokens.readSlot(token);
  if (!claim) return undefined;
  const url = (await deps.links.get(claim.renderHash))?.links[index]?.url.replaceAll('{slotToken}', token);
  // What still has a brace wants another token: links to leave never pass through here.
  if (url === undefined || url.includes('{')) return undefined;
  const { batchId, slot } = claim;
  const event = { kind: 'click', at: deps.clock.now(), link: index, ...visit } as const;
  await trySend(deps.queues, 'hits', [{ kind: 'engagement', batchId, slot, event }]);
  return url;
}
