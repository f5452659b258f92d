// Walks every way through a journey in thought, by calendar days, and finds e-mails that may come more densely than the cap.
import type { Cap } from '../../functions/domain/cap.ts';
import { decide } from '../../functions/domain/condition.ts';
import {
  type Clause,
  type Condition,
  type JourneyNode,
  stepsOf,
  type WaitNode,
} from '../../functions/domain/journey.ts';

export interface Mail {
  readonly step: string;
  readonly day: number;
}

export interface Crowd {
  readonly node: string;
  readonly days: number;
  /** The mails that come too densely, the last one being the node's. */
  readonly mails: readonly Mail[];
}

/** Places looked at in all; a clinic's series has a few hundred. */
const maxPlaces = 60_000;
/** How often one way may come by the same node. */
const maxVisits = 2;
const weekdaysCount = 7;

interface Walk {
  readonly node: string;
  readonly day: number;
  /** The weekday of day 0, 0 = Monday. */
  readonly weekday: number;
  /** Nobody sees the others open or click anything. */
  readonly tracked: boolean;
  readonly mails: readonly Mail[];
  readonly passed: Readonly<Record<string, number>>;
  readonly visits: Readonly<Record<string, number>>;
  /** What is true stays true; what is not may become so on a later day. */
  readonly yes: ReadonlySet<string>;
  readonly noOnDay: Readonly<Record<string, number>>;
}

type Nodes = Readonly<Record<string, JourneyNode>>;

/** `partly` says that there were more ways than could be walked. Without a cap nothing is crowded. */
export function crowdedSends(
  nodes: Nodes,
  entry: string,
  cap: Cap | undefined,
): { readonly crowded: readonly Crowd[]; readonly partly: boolean } {
  if (!cap) return { crowded: [], partly: false };
  const byWeekday = Object.values(nodes).some((node) => node.kind === 'wait' && node.span.unit === 'weekday');
  const begun = { node: entry, day: 0, mails: [], passed: {}, visits: {}, yes: new Set<string>(), noOnDay: {} };
  const pending: Walk[] = Array.from({ length: byWeekday ? weekdaysCount : 1 }, (_, weekday) => [
    { ...begun, weekday, tracked: true },
    { ...begun, weekday, tracked: false },
  ]).flat();
  const crowded = new Map<string, Crowd>();
  let places = 0;
  for (let walk = pending.pop(); walk && places < maxPlaces; walk = pending.pop()) {
    places += 1;
    const node = nodes[walk.node];
    const visits = (walk.visits[walk.node] ?? 0) + 1;
    if (!node || visits > maxVisits) continue;
    const here = { ...walk, visits: { ...walk.visits, [walk.node]: visits } };
    if (node.kind === 'send') {
      const sent = withMail(here, node.id);
      const last = sent.mails.slice(-(cap.marketing + 1));
      const spanDays = (last.at(-1)?.day ?? 0) - (last[0]?.day ?? 0);
      if (last.length > cap.marketing && spanDays < cap.days && !crowded.has(node.id))
        crowded.set(node.id, { node: node.id, days: cap.days, mails: last });
      pending.push({ ...sent, node: node.next });
    } else pending.push(...onwards(node, here));
  }
  return { crowded: [...crowded.values()], partly: places >= maxPlaces };
}

/** Two e-mails of one journey never leave on the same day; none leaves twice. */
function withMail(walk: Walk, step: string): Walk {
  if (step in walk.passed) return walk;
  const day = Math.max(Math.floor(walk.day), (walk.mails.at(-1)?.day ?? -1) + 1);
  return { ...walk, day, mails: [...walk.mails, { step, day }], passed: { ...walk.passed, [step]: day } };
}

function onwards(node: Exclude<JourneyNode, { kind: 'send' }>, walk: Walk): Walk[] {
  switch (node.kind) {
    case 'exit':
    case 'goal':
      return [];
    case 'split':
      return node.ways.map((way) => ({ ...walk, node: way.next }));
    case 'wait':
      return afterWait(node, walk);
    case 'branch': {
      const taken: Walk[] = [];
      let left: readonly Walk[] = [walk];
      for (const { when, next } of node.cases) {
        const judged = left.flatMap((one) => judge(when, one));
        taken.push(...judged.flatMap(({ holds, walk: one }) => (holds ? [{ ...one, node: next }] : [])));
        left = judged.flatMap(({ holds, walk: one }) => (holds ? [] : [one]));
      }
      return [...taken, ...left.map((one) => ({ ...one, node: node.otherwise }))];
    }
    default:
      return [{ ...walk, node: node.next }];
  }
}

/** What she waits for happens at once, or not before the time is over: those are the densest and the latest way. */
function afterWait(node: WaitNode, walk: Walk): Walk[] {
  const end = Math.max(walk.day, endOf(node, walk));
  if (!node.until) return [{ ...walk, node: node.next, day: end }];
  return judge(node.until, walk).map(({ holds, walk: one }) => ({
    ...one,
    node: node.next,
    day: holds ? one.day : end,
    noOnDay: holds ? one.noOnDay : Object.fromEntries(Object.keys(one.noOnDay).map((name) => [name, end])),
  }));
}

function endOf({ span, since }: WaitNode, walk: Walk): number {
  if (span.unit === 'weekday') {
    const today = (walk.weekday + Math.floor(walk.day)) % weekdaysCount;
    // Later the same day is possible too, but then the mail before it keeps its day of distance.
    const ahead = (span.weekday - 1 - today + weekdaysCount) % weekdaysCount;
    return Math.floor(walk.day) + (ahead === 0 ? weekdaysCount : ahead);
  }
  const from = since === 'enrolment' ? 0 : (walk.passed[since] ?? walk.day);
  return from + (span.unit === 'days' ? span.count : span.count / 24);
}

/** The ways a condition may turn out, with what is then known; each leaf is open until a way has decided it. */
function judge(condition: Condition, walk: Walk): { readonly holds: boolean; readonly walk: Walk }[] {
  let open: string | undefined;
  const holds = decide<Clause>(condition, (clause) => {
    if (clause.kind === 'consent' && clause.purpose === 'tracking') return walk.tracked;
    if (!walk.tracked && stepsOf(clause).length > 0) return false;
    for (const leaf of leavesAsked(clause, walk)) {
      if (walk.yes.has(leaf)) return true;
      if (walk.noOnDay[leaf] !== walk.day) {
        open ??= leaf;
        return undefined;
      }
    }
    return false;
  });
  if (holds !== undefined || open === undefined) return [{ holds: holds ?? false, walk }];
  const name: string = open;
  const yes = { ...walk, yes: new Set([...walk.yes, name]) };
  const no = { ...walk, noOnDay: { ...walk.noOnDay, [name]: walk.day } };
  return [...judge(condition, yes), ...judge(condition, no)];
}

/** Opens are asked step by step, so that one known open answers every question about it; none of a step not passed. */
function leavesAsked(clause: Clause, walk: Walk): readonly string[] {
  if (clause.kind !== 'opened') return [JSON.stringify(clause)];
  return clause.steps.filter((step) => step in walk.passed).map((step) => `opened ${step}`);
}
