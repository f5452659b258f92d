// In which order a journey is walked: for reports, and for saying what comes next.
import {
  type BranchNode,
  type Condition,
  type Journey,
  type JourneyNode,
  type SendNode,
  successors,
} from './journey.ts';

/** Send steps, each after all that can lead to it; of parallel paths the first written comes first. */
export function stepsInWalkingOrder(journey: Journey): SendNode[] {
  const seen = new Set<string>();
  const leaving: JourneyNode[] = [];
  const visit = (id: string): void => {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) return;
    seen.add(id);
    for (const next of successors(node).reverse()) visit(next);
    leaving.push(node);
  };
  visit(journey.entry);
  return leaving.reverse().filter((node) => node.kind === 'send');
}

/**
 * The sends that may come next when walking on from a node, itself included; a wait on the way does not stop the look
 * ahead. `holds` says what is known of a condition by now; undefined leaves both ways open.
 */
export function nextSends(
  journey: Journey,
  from: string,
  holds: (condition: Condition) => boolean | undefined,
): SendNode[] {
  const seen = new Set<string>();
  const found: SendNode[] = [];
  const visit = (id: string): void => {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) return;
    seen.add(id);
    if (node.kind === 'send') found.push(node);
    else for (const next of node.kind === 'branch' ? openWays(node, holds) : successors(node)) visit(next);
  };
  visit(from);
  return found;
}

/** Where a branch may still lead: up to the first case known to hold, without those known not to. */
function openWays(branch: BranchNode, holds: (condition: Condition) => boolean | undefined): string[] {
  const open: string[] = [];
  for (const { when, next } of branch.cases) {
    const known = holds(when);
    if (known !== false) open.push(next);
    if (known === true) return open;
  }
  return [...open, branch.otherwise];
}
