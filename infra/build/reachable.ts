// What of a journey can be come to from a step: the walk that all checks of its ways share.
import { type Journey, type JourneyNode, successors } from '../../functions/domain/journey.ts';

/** Ids of the nodes come to from these, themselves included; `open` says where each leads on. */
export function reachable(
  nodes: Journey['nodes'],
  from: readonly string[],
  open: (node: JourneyNode) => readonly string[] = successors,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const pending = [...from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    pending.push(...open(node));
  }
  return seen;
}
