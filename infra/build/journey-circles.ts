// Journeys that begin one another: a circle must take time, and somebody must be able to leave it.
import { type Journey, type JourneyNode, successors } from '../../functions/domain/journey.ts';
import type { Problem } from './problem.ts';
import { reachable } from './reachable.ts';

/** A compiled journey, with how to say something of one of its nodes. */
export interface Told {
  readonly journey: Journey;
  at(node: string, message: string, remedy: string): Problem;
}

/** A node at which one journey begins another. */
interface Call {
  readonly from: string;
  readonly to: string;
  readonly node: string;
}

/**
 * Only journeys that may be walked again go round: `start` for one that may not, or that is under way, does nothing.
 * Each circle is told once, where its first journey goes on into it.
 */
export function circleProblems(told: readonly Told[]): Problem[] {
  const again = told.filter(({ journey }) => journey.reentryDays !== undefined);
  const byId = new Map(again.map((one) => [one.journey.id, one]));
  const calls = again.flatMap(({ journey }) => callsOf(journey, told)).filter(({ to }) => byId.has(to));
  const quick = calls.filter(({ from, to, node }) => {
    const [caller, called] = [byId.get(from)?.journey, byId.get(to)?.journey];
    return caller?.reentryDays === 0 && called?.reentryDays === 0 && isQuick(caller, node);
  });
  const rounds = circlesIn(quick);
  const inRounds = new Set(rounds.flatMap((circle) => circle.map(({ from }) => from)));
  const traps = circlesIn(calls).filter(
    (circle) =>
      !circle.some(({ from }) => inRounds.has(from)) &&
      circle.every(({ from }) => isTrap((byId.get(from) as Told).journey, calls)),
  );
  const say = (circle: readonly Call[], message: string, remedy: string): Problem => {
    const [first] = circle as [Call, ...Call[]];
    const words = circle.map(({ from, to }) => `"${from}" begins "${to}"`).join(', ');
    return (byId.get(first.from) as Told).at(first.node, `${message}: ${words}.`, remedy);
  };
  return [
    ...rounds.map((circle) =>
      say(
        circle,
        'From here journeys begin one another round and round without waiting',
        'Put a wait into one of them, or give one `reentry: never`.',
      ),
    ),
    ...traps.map((circle) =>
      say(
        circle,
        'From here journeys begin one another for ever, and nobody gets out',
        'Let a branch in one of them lead past it, or give one `reentry: never`.',
      ),
    ),
  ];
}

/** By `start`, or by a tag that another journey's rule waits for and that some journey takes away again. */
function callsOf(journey: Journey, told: readonly Told[]): Call[] {
  const from = journey.id;
  const removed = new Set(
    told.flatMap((one) => Object.values(one.journey.nodes).flatMap((node) => (node.kind === 'tag' ? node.remove : []))),
  );
  return Object.values(journey.nodes).flatMap((node): Call[] => {
    if (node.kind === 'start') return [{ from, to: node.journeyId, node: node.id }];
    if (node.kind !== 'tag') return [];
    const called = told.filter((one) =>
      one.journey.enter.some((rule) => rule.kind === 'tag' && node.add.includes(rule.tag) && removed.has(rule.tag)),
    );
    return called.flatMap((one) => (one.journey.id === from ? [] : [{ from, to: one.journey.id, node: node.id }]));
  });
}

/** Whether a walk may come to the node and on to its end without waiting; e-mails leave as soon as the cap has room. */
function isQuick({ nodes, entry }: Journey, node: string): boolean {
  const open = (one: JourneyNode) => (takesTime(one) ? [] : successors(one));
  const isEnd = (id: string) => nodes[id]?.kind === 'exit' || nodes[id]?.kind === 'goal';
  return reachable(nodes, [entry], open).has(node) && [...reachable(nodes, [node], open)].some(isEnd);
}

/** In a walk that begins anew every wait begins anew; only one that ends early may take no time. */
function takesTime(node: JourneyNode): boolean {
  return node.kind === 'wait' && !node.until && (node.span.unit === 'weekday' || node.span.count > 0);
}

/** Whether every way to an end passes a call. */
function isTrap({ id, nodes, entry }: Journey, calls: readonly Call[]): boolean {
  const own = new Set(calls.filter(({ from }) => from === id).map(({ node }) => node));
  const open = (one: JourneyNode) => (own.has(one.id) ? [] : successors(one));
  return [...reachable(nodes, [entry], open)].every((at) => {
    const kind = nodes[at]?.kind;
    return own.has(at) || (kind !== 'exit' && kind !== 'goal');
  });
}

/** Circles that have no journey in common, each the shortest through its first journey. */
function circlesIn(calls: readonly Call[]): Call[][] {
  const told = new Set<string>();
  return [...new Set(calls.map(({ from }) => from))].flatMap((id) => {
    const circle = told.has(id) ? undefined : circleFrom(id, calls);
    for (const { from } of circle ?? []) told.add(from);
    return circle ? [circle] : [];
  });
}

function circleFrom(id: string, calls: readonly Call[]): Call[] | undefined {
  const seen = new Set<string>();
  const pending: Call[][] = calls.filter(({ from }) => from === id).map((call) => [call]);
  for (let way = pending.shift(); way; way = pending.shift()) {
    const { to } = way.at(-1) as Call;
    if (to === id) return way;
    if (seen.has(to)) continue;
    seen.add(to);
    for (const call of calls) if (call.from === to) pending.push([...way, call]);
  }
  return undefined;
}
