// Taking people from one version of a journey to another by an explicit map: old step -> new step, or out.
import type { Enrolment } from './enrolment.ts';
import { type Journey, type JourneyNode, successors } from './journey.ts';
import type { EpochMs } from './time.ts';
import { stepsInWalkingOrder } from './walking-order.ts';

/** The target that ends a walk instead of taking it anywhere. */
export const outOfIt = 'exit';
/** Why a walk ended that a map took out. */
export const takenOutReason = 'edited';

/** Where everybody of one earlier version goes. */
export interface VersionMove {
  /** The earlier version. */
  readonly from: string;
  /** Node of the earlier version -> node of the new one, or `exit`. */
  readonly steps: Readonly<Record<string, string>>;
}

/** A mistake in a map: where it is, what is wrong and what would mend it. */
export interface MoveProblem {
  readonly version: string;
  readonly step?: string;
  readonly message: string;
}

/** What must be mended before anybody moves; `occupied` are the nodes people stand on. */
export function moveProblems(
  move: VersionMove,
  from: Journey | undefined,
  to: Journey,
  occupied: Iterable<string>,
): MoveProblem[] {
  const version = move.from;
  if (!from) return [{ version, message: `is no version of ${to.id} that was ever kept; "journey diff" lists them.` }];
  if (version === to.version) return [{ version, message: 'is the new version itself; leave it out of the map.' }];
  const unknown = Object.entries(move.steps).flatMap(([step, target]): MoveProblem[] => {
    if (!from.nodes[step]) return [{ version, step, message: `is no step of this version; take the line out.` }];
    if (target === outOfIt || to.nodes[target]) return [];
    const sends = stepsInWalkingOrder(to).map(({ id }) => id);
    return [
      {
        version,
        step,
        message: `goes to "${target}", which the new version lacks; choose "exit" or one of ${sends.join(', ')}.`,
      },
    ];
  });
  const forgotten = [...new Set(occupied)].filter((step) => from.nodes[step] && move.steps[step] === undefined);
  return [
    ...unknown,
    ...forgotten.map((step) => ({
      version,
      step,
      message: 'has people on it and is not in the map; say where they go, or "exit".',
    })),
  ];
}

/**
 * Her walk in the new version, or undefined where she stays: she walks another version, has ended, is being sent
 * something this moment (her turn comes once that is settled), or stands where the map says nothing.
 */
export function movedWalk(
  move: VersionMove,
  from: Journey,
  to: Journey,
  walk: Enrolment,
  now: EpochMs,
): Enrolment | undefined {
  const target = move.steps[walk.at];
  if (walk.version !== move.from || walk.state !== 'walking' || target === undefined) return undefined;
  const moved = { from: move.from, step: walk.at, at: now };
  if (target === outOfIt) {
    const { dueAt: _due, waitUntil: _until, reason: _reason, ...plain } = walk;
    return { ...plain, moved, state: 'ended', endedAt: now, endedReason: takenOutReason };
  }
  const isSame = sameNode(from.nodes[walk.at], to.nodes[target]);
  // The same wait goes on as it was decided on arrival; the same send keeps its shelf life. Anything else begins now.
  if (isSame) return { ...withoutTurns(walk), version: to.version, at: target, moved: { ...moved, to: target } };
  const { waitUntil: _until, reason, ...plain } = withoutTurns(walk);
  const held = reason === 'restore';
  return {
    ...plain,
    ...(held && { reason }),
    version: to.version,
    at: target,
    moved: { ...moved, to: target },
    since: now,
    ...(!held && { dueAt: now }),
  };
}

/** Turns are told of the nodes of one version. */
function withoutTurns({ turns: _turns, ...walk }: Enrolment): Enrolment {
  return walk;
}

/** Where people would go who should notice nothing: the node that is the same, or does the same before the same e-mail. */
export function likelyTarget(from: Journey, to: Journey, step: string): string | undefined {
  const node = from.nodes[step];
  if (!node) return undefined;
  if (node.kind === 'send') return to.nodes[step]?.kind === 'send' ? step : undefined;
  const alike = Object.values(to.nodes).filter((one) => sameNode(node, one));
  const ahead = firstSends(from, step).join(' ');
  return (alike.find(({ id }) => firstSends(to, id).join(' ') === ahead) ?? alike.find(({ id }) => id === step))?.id;
}

/** Whether two nodes do the same, whatever they are called and wherever they lead; a send is known by its name. */
function sameNode(one: JourneyNode | undefined, other: JourneyNode | undefined): boolean {
  if (!one || !other || one.kind !== other.kind) return false;
  if (one.kind === 'send') return one.id === other.id;
  return doing(one) === doing(other);
}

function doing(node: JourneyNode): string {
  const { id: _id, ...rest } = node;
  return JSON.stringify(rest, (key, value) => (key === 'next' || key === 'otherwise' ? undefined : value));
}

/** The send steps that can come first after a node. */
function firstSends(journey: Journey, from: string): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const pending = [from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    if (node.kind === 'send') found.push(id);
    else pending.push(...successors(node));
  }
  return found.sort();
}
