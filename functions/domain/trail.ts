// The way somebody took through a journey, told again from what her walk remembers: the turn at each branch.
import type { Enrolment } from './enrolment.ts';
import { type Journey, type JourneyNode, successors } from './journey.ts';

/** So many turns are remembered; a journey that goes round for longer is told up to there. */
const maxTurns = 100;

/** The walk with one more turn: at `node` she took its `index`-th way, in the order of `successors`. */
export function withTurn(walk: Enrolment, node: string, index: number): Enrolment {
  const { turns = [] } = walk;
  return turns.length < maxTurns ? { ...walk, turns: [...turns, `${node}:${index}`] } : walk;
}

/** The walk with only the turns that led to `step`, where she stands again; as it is where they do not lead there. */
export function turnedBack(journey: Journey, walk: Enrolment, step: string): Enrolment {
  const arrows = arrowsWalked(journey, walk);
  const waysFrom = (at: string) => successors(journey.nodes[at] as JourneyNode);
  const arrived = arrows.findLastIndex(({ from, way }) => waysFrom(from)[way] === step);
  if (arrived < 0 && entryOf(journey, walk) !== step) return walk;
  const { turns: _turns, ...plain } = walk;
  const turns = arrows
    .slice(0, arrived + 1)
    .flatMap(({ from, way }) => (waysFrom(from).length > 1 ? [`${from}:${way}`] : []));
  return turns.length > 0 ? { ...plain, turns } : plain;
}

/** An arrow of the drawn journey. */
export interface Arrow {
  readonly from: string;
  /** Which of the node's ways, in the order of `successors`: two of them may lead to the same node. */
  readonly way: number;
}

/** Every arrow she went along in the version she walks, in order; one she went along twice is there twice. */
export function arrowsWalked(journey: Journey, walk: Enrolment): Arrow[] {
  const arrows: Arrow[] = [];
  const turns = [...(walk.turns ?? [])];
  let at = entryOf(journey, walk);
  // Bounded: each round goes along one arrow, and a journey goes round only by way of a branch.
  for (let steps = 0; steps < maxTurns * Object.keys(journey.nodes).length; steps++) {
    if (at === walk.at && turns.length === 0) return arrows;
    const node = journey.nodes[at];
    if (!node) return arrows;
    const ways = successors(node);
    const turn = ways.length > 1 ? turns.shift() : undefined;
    if (ways.length > 1 && !turn?.startsWith(`${at}:`)) return arrows;
    const way = turn === undefined ? 0 : Number(turn.slice(at.length + 1));
    const to = ways[way];
    if (to === undefined) return arrows;
    arrows.push({ from: at, way });
    at = to;
  }
  return arrows;
}

/** Where she came into the version she walks. */
function entryOf(journey: Journey, { moved }: Enrolment): string {
  return moved?.to ?? journey.entry;
}
