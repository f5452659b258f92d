// A link was followed: hands the evidence on and says where it leads, from the stored link table and never from the URL.
import { decoyHeader } from '../domain/scanning.ts';
import { decoyName } from '../ports/renderer.ts';
import type { LinkTables } from '../ports/stores.ts';
import type { HitDeps, Visit } from './note-open.ts';
import { trySend } from './try-send.ts';

export interface FollowDeps extends HitDeps {
  readonly links: LinkTables;
}

export type Followed =
  | { readonly state: 'leads'; readonly url: string }
  /** Staff took the link back; that somebody followed it is recorded all the same. */
  | { readonly state: 'withdrawn' }
  /** The token is forged, or the e-mail has no such link. */
  | { readonly state: 'unknown' };

/** Where link `index` leads. A queue that is down costs the evidence, never the way on. */
export async function followLink(
  deps: FollowDeps,
  token: string,
  index: number,
  visit: () => Visit,
): Promise<Followed> {
  const claim = deps.tokens.readSlot(token);
  if (!claim) return refused(deps, 'forged-token');
  const table = await deps.links.get(claim.renderHash);
  const url = table?.links[index]?.url.replaceAll('{slotToken}', token);
  // What still has a brace wants another token: links to leave never pass through here.
  if (url === undefined || url.includes('{')) return refused(deps, 'unknown-link');
  if (deps.gate.admits(claim, index)) {
    const { batchId, slot } = claim;
    const visited = visit();
    const isDecoy = table?.links[index]?.name === decoyName;
    const headers = isDecoy ? { headers: { ...visited.headers, [decoyHeader]: 'yes' } } : {};
    const event = { kind: 'click', at: deps.clock.now(), link: index, ...visited, ...headers } as const;
    await trySend(deps.queues, 'hits', [{ kind: 'engagement', batchId, slot, event }]);
  }
  return table?.withdrawn?.includes(index) ? { state: 'withdrawn' } : { state: 'leads', url };
}

function refused(deps: FollowDeps, reason: 'forged-token' | 'unknown-link'): Followed {
  deps.gate.refuse(reason);
  return { state: 'unknown' };
}
