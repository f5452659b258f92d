// A journey as the interpreter walks it: a flat program of nodes, compiled from templates/journeys/*.yaml at build time.
import { type Compound, leavesOf } from './condition.ts';
import type { Predicate, Trait } from './segment.ts';

/** What a reader did, as far as somebody may know: opens and clicks graded `human` or `likely-human`. */
export type Deed =
  /** Opened or clicked any of these send steps. */
  | { readonly kind: 'opened'; readonly steps: readonly string[] }
  /**
   * Nobody is known to have opened any of them, but a relay fetched the picture of one, as Apple Mail's does whether or
   * not anyone looks.
   */
  | { readonly kind: 'unknowable'; readonly steps: readonly string[] }
  | { readonly kind: 'clicked'; readonly steps: readonly string[]; readonly link?: string }
  /** Of the main links of `among`, the one clicked last belongs to `is`. */
  | { readonly kind: 'last-clicked'; readonly among: readonly string[]; readonly is: readonly string[] };

/** Full days of 24 hours since the walk began, or since a send step was passed. */
export interface DaysInWalk {
  readonly kind: 'days-in-walk';
  /** `enrolment`, or the id of a send step. */
  readonly since: string;
  readonly atLeast?: number;
  readonly below?: number;
}

/** The predicate comes with the name: who walks a version keeps the segment as it was then. */
export interface InSegment {
  readonly kind: 'segment';
  readonly id: string;
  readonly where: Predicate;
}

export type Clause = Deed | DaysInWalk | InSegment | Trait;
export type Condition = Compound<Clause>;

/** Who goes first where the cap leaves room for one. Newsletters stand at `normal`. */
export type Priority = 'low' | 'normal' | 'high';

export interface SendNode {
  readonly kind: 'send';
  /** Stable across versions: metrics are kept under it. */
  readonly id: string;
  readonly template: string;
  readonly alternateSubject?: boolean;
  /** `at-once` ignores the send window (the welcome); `window` waits for it. */
  readonly when: 'at-once' | 'window';
  /** A step that could not leave within this many days of being due lapses. */
  readonly shelfDays: number;
  /** Asked again at the last moment before it leaves: where this holds, the step is passed without sending. */
  readonly unless?: Condition;
  /** Absent: `normal`. */
  readonly priority?: Priority;
  readonly next: string;
}

/** How long a wait is. */
export type Span =
  /** Calendar days in the reader's zone; over when the send window opens on that day. */
  | { readonly unit: 'days'; readonly count: number }
  /** Hours by the clock. */
  | { readonly unit: 'hours'; readonly count: number }
  /** The first such moment in the reader's zone that comes after. ISO weekday, 1 = Monday; `HH:MM`. */
  | { readonly unit: 'weekday'; readonly weekday: number; readonly at: string };

export interface WaitNode {
  readonly kind: 'wait';
  readonly id: string;
  readonly span: Span;
  /** Where the span begins: `enrolment`, `arrival` at this node, or the id of a send step already passed. */
  readonly since: string;
  /** Ends the wait early, once this is true. */
  readonly until?: Condition;
  readonly next: string;
}

export interface BranchNode {
  readonly kind: 'branch';
  readonly id: string;
  readonly cases: readonly { readonly when: Condition; readonly next: string }[];
  readonly otherwise: string;
}

/** Each goes one way, and always the same one: it follows from journey, node and subscriber. */
export interface SplitNode {
  readonly kind: 'split';
  readonly id: string;
  readonly ways: readonly { readonly weight: number; readonly next: string }[];
}

export interface TagNode {
  readonly kind: 'tag';
  readonly id: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly next: string;
}

export interface NotifyNode {
  readonly kind: 'notify';
  readonly id: string;
  /** What staff read; `{firstName}` is replaced. */
  readonly text: string;
  readonly next: string;
}

/** Begins another journey for her; this one goes on. */
export interface StartNode {
  readonly kind: 'start';
  readonly id: string;
  readonly journeyId: string;
  readonly next: string;
}

/** No more marketing mail until she answers. */
export interface RestNode {
  readonly kind: 'rest';
  readonly id: string;
  readonly next: string;
}

/** What the clinic wants has come true: noted, and the end. */
export interface GoalNode {
  readonly kind: 'goal';
  readonly id: string;
  readonly goal: string;
}

export interface ExitNode {
  readonly kind: 'exit';
  readonly id: string;
  readonly reason: string;
}

export type JourneyNode =
  | SendNode
  | WaitNode
  | BranchNode
  | SplitNode
  | TagNode
  | NotifyNode
  | StartNode
  | RestNode
  | GoalNode
  | ExitNode;

/** What makes a subscriber begin. */
export type EntryRule =
  /** She confirmed; `sources` limits it to sign-ups that came from there. */
  | { readonly kind: 'sign-up'; readonly sources?: readonly string[] }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'segment'; readonly id: string; readonly where: Predicate }
  /** Staff or another system say so. */
  | { readonly kind: 'api' };

export interface Journey {
  readonly id: string;
  /** Hash of the definition, 12 hex digits. */
  readonly version: string;
  readonly title: string;
  /** What readers may switch off to get none of it; absent: the series. */
  readonly topic?: string;
  /** Any one of them suffices; none: only `start` in another journey begins it. */
  readonly enter: readonly EntryRule[];
  /** Full days after the end before she may walk it again; absent: once only. */
  readonly reentryDays?: number;
  readonly entry: string;
  readonly nodes: Readonly<Record<string, JourneyNode>>;
}

/** The node of that id; none for what only every object has, such as `valueOf`. */
export function nodeAt(journey: Pick<Journey, 'nodes'>, id: string): JourneyNode | undefined {
  return Object.hasOwn(journey.nodes, id) ? journey.nodes[id] : undefined;
}

export function sendSteps(journey: Pick<Journey, 'nodes'>): SendNode[] {
  return Object.values(journey.nodes).filter((node) => node.kind === 'send');
}

export interface StepSubject {
  readonly kind: 'journey';
  readonly journeyId: string;
  readonly step: string;
}

/** What these versions send, each step once however many of them have it. */
export function stepSubjects(journeys: readonly Pick<Journey, 'id' | 'nodes'>[]): StepSubject[] {
  const named = journeys.flatMap((journey) =>
    sendSteps(journey).map(({ id }): [string, StepSubject] => [
      JSON.stringify([journey.id, id]),
      { kind: 'journey', journeyId: journey.id, step: id },
    ]),
  );
  return [...new Map(named).values()];
}

/** Where a node can lead; a branch's cases first, in their order. */
export function successors(node: JourneyNode): string[] {
  if (node.kind === 'exit' || node.kind === 'goal') return [];
  if (node.kind === 'branch') return [...node.cases.map((one) => one.next), node.otherwise];
  return node.kind === 'split' ? node.ways.map((way) => way.next) : [node.next];
}

/** Every condition a node decides by. */
export function conditionsOf(node: JourneyNode): readonly Condition[] {
  if (node.kind === 'branch') return node.cases.map((one) => one.when);
  const own = node.kind === 'wait' ? node.until : node.kind === 'send' ? node.unless : undefined;
  return own === undefined ? [] : [own];
}

/** The send steps whose evidence a condition rests on. */
export function stepsOf(condition: Condition): readonly string[] {
  return leavesOf<Clause>(condition).flatMap((clause) => {
    if (clause.kind === 'last-clicked') return clause.among;
    return clause.kind === 'opened' || clause.kind === 'clicked' || clause.kind === 'unknowable' ? clause.steps : [];
  });
}

/** Whether a condition looks at what she is, and not at what she did with e-mails alone. */
export function restsOnTraits(condition: Condition): boolean {
  return leavesOf<Clause>(condition).some((clause) => stepsOf(clause).length === 0 && clause.kind !== 'days-in-walk');
}

/** The send steps whose evidence the decisions from node `at` up to the next send rest on, that send's own included. */
export function upcomingSteps(journey: Journey, at: string): ReadonlySet<string> {
  const steps = new Set<string>();
  const pending = [at];
  const seen = new Set<string>();
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = nodeAt(journey, id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    for (const condition of conditionsOf(node)) for (const name of stepsOf(condition)) steps.add(name);
    if (node.kind !== 'send') pending.push(...successors(node));
  }
  return steps;
}
