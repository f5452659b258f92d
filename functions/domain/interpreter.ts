// Walks an enrolment through its journey: `step(journey, enrolment, facts, now) -> [next, commands]`, pure and total.
import { type Cap, nextUnderCap } from './cap.ts';
import type { Enrolment, SendNote } from './enrolment.ts';
import { sendNote } from './enrolment.ts';
import type { Condition, Journey, JourneyNode, SendNode, WaitNode } from './journey.ts';
import { nextInWindow, type WindowRules, windowStartAfterDays } from './send-window.ts';
import { dayMs, type EpochMs, minuteMs } from './time.ts';
import { withTurn } from './trail.ts';
import { successors } from './walking-order.ts';

const maxHoldMs = 10 * minuteMs;

/** What a likely human did with one send step's e-mail. */
export interface StepFacts {
  readonly opened: boolean;
  /** Latest click by link name; the main button's is `main`. */
  readonly clicks: ReadonlyMap<string, EpochMs>;
  /** The last evidence is so young that a scanner's burst may not have been seen whole. */
  readonly heldUntil?: EpochMs;
}

/** What the interpreter knows of the world; gathered before it runs. */
export interface Facts {
  /** Why no marketing mail may go to her, or undefined. */
  readonly refusal?: string;
  readonly tracked: boolean;
  readonly zone: string;
  readonly answers: Readonly<Record<string, string>>;
  /** By send step; steps without evidence are absent. */
  readonly engagement: ReadonlyMap<string, StepFacts>;
  /** Times of all marketing mails of late, other journeys' and broadcasts' included. */
  readonly marketingSentAt: readonly EpochMs[];
  readonly rules: WindowRules;
  readonly cap: Cap;
}

export type Command =
  | { readonly kind: 'send'; readonly node: SendNode; readonly shelfUntil: EpochMs }
  /** No marketing mail until she answers. */
  | { readonly kind: 'rest' };

export type StepResult = readonly [next: Enrolment, commands: readonly Command[]];

/**
 * Moves on as far as the facts allow: up to a send (returned as a command; she stays on the node until its slot is
 * settled), a wait that is not over, or an end. `next.dueAt` says when to look again.
 */
export function step(journey: Journey, enrolment: Enrolment, facts: Facts, now: EpochMs): StepResult {
  let walk = enrolment;
  const commands: Command[] = [];
  // Every node is visited at most once per call: cycles without a wait are refused at build.
  for (let visited = 0; visited <= Object.keys(journey.nodes).length; visited++) {
    if (walk.goalAt !== undefined) return [ended(walk, 'goal', now), commands];
    const departure = facts.refusal && departureReason(facts.refusal);
    if (departure) return [ended(walk, departure, now), commands];
    const node = journey.nodes[walk.at];
    if (!node) return [ended(walk, 'lost-step', now), commands];
    if (node.kind === 'exit') return [ended(walk, node.reason, now), commands];
    const moved = visit(node, walk, facts, now);
    if (moved.command) commands.push(moved.command);
    if (!moved.on) return [moved.walk, commands];
    walk = moved.walk;
  }
  return [ended(walk, 'cycle', now), commands];
}

/** A send step's slot was settled: she passes it, or stays for another try at `retryAt`. */
export function settleSend(
  journey: Journey,
  enrolment: Enrolment,
  settled: { readonly note: SendNote } | { readonly retryAt: EpochMs; readonly reason: string },
  facts: Pick<Facts, 'zone' | 'rules'>,
  now: EpochMs,
): Enrolment {
  const { claim: _claim, ...free } = enrolment;
  if ('retryAt' in settled) return { ...free, state: 'walking', reason: settled.reason, dueAt: settled.retryAt };
  const { reason: _reason, ...plain } = free;
  const noted: Enrolment = { ...plain, state: 'walking', sends: [...enrolment.sends, settled.note] };
  if (enrolment.goalAt !== undefined) return ended(noted, 'goal', now);
  const node = journey.nodes[enrolment.at];
  if (node?.kind !== 'send') return { ...noted, dueAt: now };
  const arrived = arriveAt(noted, node.next, now);
  const next = journey.nodes[node.next];
  // A wait needs no facts but the calendar, so that it is entered in this same write.
  if (next?.kind !== 'wait') return arrived;
  const waits = enterWait(arrived, next, facts);
  // Settled late, she may have opened while nobody could wake her: the evidence is looked at once, now.
  const late = next.until !== undefined && now - settled.note.at > minuteMs;
  return late ? { ...waits, dueAt: now } : waits;
}

interface Moved {
  readonly walk: Enrolment;
  readonly on: boolean;
  readonly command?: Command;
}

function visit(node: Exclude<JourneyNode, { kind: 'exit' }>, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  switch (node.kind) {
    case 'wait':
      return visitWait(node, walk, facts, now);
    case 'branch': {
      const conditions = node.cases.map((one) => one.when);
      const held = holdUntil(conditions, facts, walk.since, now);
      if (held !== undefined) return { walk: { ...walk, reason: 'hold', dueAt: held }, on: false };
      const found = node.cases.findIndex((one) => holds(one.when, facts));
      const turn = found < 0 ? node.cases.length : found;
      return { walk: withTurn(arriveAt(walk, successors(node)[turn] ?? '', now), node.id, turn), on: true };
    }
    case 'rest':
      return { walk: arriveAt(walk, node.next, now), on: true, command: { kind: 'rest' } };
    case 'send':
      return visitSend(node, walk, facts, now);
  }
}

function visitWait(node: WaitNode, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  const inside = walk.waitUntil === undefined ? enterWait(walk, node, facts) : walk;
  const until = inside.waitUntil as EpochMs;
  const held = node.until && holdUntil([node.until], facts, until, now);
  if (held !== undefined) return { walk: { ...inside, reason: 'hold', dueAt: held }, on: false };
  const over = now >= until || (node.until !== undefined && holds(node.until, facts));
  if (over) return { walk: arriveAt(inside, node.next, now), on: true };
  return { walk: waiting(inside, until), on: false };
}

function visitSend(node: SendNode, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  const shelfUntil = walk.since + node.shelfDays * dayMs;
  if (facts.refusal) return pass(node, walk, facts.refusal, now);
  if (now > shelfUntil) return pass(node, walk, 'lapsed', now);
  if (sendNote(walk, node.id)?.batchId !== undefined) return pass(node, walk, 'already-sent', now);
  const capped = nextUnderCap(now, facts.marketingSentAt, facts.cap);
  const spaced = nextDay(walk, facts, capped);
  const allowed = node.when === 'at-once' ? spaced : nextInWindow(spaced, facts.zone, facts.rules);
  if (allowed > now) {
    const reason = capped > now ? 'cap' : spaced > now ? 'spaced' : 'window';
    return { walk: { ...walk, reason, dueAt: Math.min(allowed, shelfUntil + 1) }, on: false };
  }
  return { walk, on: false, command: { kind: 'send', node, shelfUntil } };
}

/** Two e-mails of one journey never leave on the same day: after a backlog her waits are over, but her patience is not. */
function nextDay(walk: Enrolment, facts: Facts, at: EpochMs): EpochMs {
  const last = walk.sends.findLast(({ refused }) => refused === undefined);
  return last ? Math.max(at, windowStartAfterDays(last.at, 1, facts.zone, facts.rules)) : at;
}

/** Passes a send step without sending; the reason stays in the enrolment's history. */
function pass(node: SendNode, walk: Enrolment, refused: string, now: EpochMs): Moved {
  const noted = { ...walk, sends: [...walk.sends, { step: node.id, at: now, refused }] };
  return { walk: arriveAt(noted, node.next, now), on: true };
}

function enterWait(walk: Enrolment, node: WaitNode, facts: Pick<Facts, 'zone' | 'rules'>): Enrolment {
  const since = node.since === 'enrolment' ? walk.enrolledAt : (sendNote(walk, node.since)?.at ?? walk.since);
  return waiting(walk, windowStartAfterDays(since, node.days, facts.zone, facts.rules));
}

function waiting(walk: Enrolment, until: EpochMs): Enrolment {
  const { reason: _reason, ...plain } = walk;
  return { ...plain, waitUntil: until, dueAt: until };
}

function arriveAt(walk: Enrolment, at: string, now: EpochMs): Enrolment {
  const { waitUntil: _until, reason: _reason, ...plain } = walk;
  return { ...plain, at, since: now, dueAt: now };
}

function ended(walk: Enrolment, reason: string, now: EpochMs): Enrolment {
  const { dueAt: _due, waitUntil: _until, claim: _claim, reason: _reason, ...plain } = walk;
  return { ...plain, state: 'ended', endedAt: now, endedReason: reason };
}

/** Leaving ends the walk; mere rest does not, because an answer takes it up again. */
function departureReason(refusal: string): string | undefined {
  return refusal === 'resting' ? undefined : refusal;
}

function holds(condition: Condition, facts: Facts): boolean {
  const of = (steps: readonly string[]) => steps.flatMap((id) => facts.engagement.get(id) ?? []);
  switch (condition.kind) {
    case 'tracked':
      return facts.tracked;
    case 'untracked':
      return !facts.tracked;
    case 'opened':
      return of(condition.steps).some((engaged) => engaged.opened || engaged.clicks.size > 0);
    case 'clicked':
      return of(condition.steps).some((engaged) =>
        condition.link === undefined ? engaged.clicks.size > 0 : engaged.clicks.has(condition.link),
      );
    case 'lastClicked': {
      const last = condition.among
        .map((id) => ({ id, at: facts.engagement.get(id)?.clicks.get('main') ?? -1 }))
        .reduce((latest, one) => (one.at > latest.at ? one : latest), { id: '', at: -1 });
      return condition.is.includes(last.id);
    }
    case 'answered': {
      const answer = facts.answers[condition.question];
      return condition.answer === undefined ? answer !== undefined : answer === condition.answer;
    }
  }
}

/** The steps whose evidence a condition rests on. */
export function stepsOf(condition: Condition): readonly string[] {
  if (condition.kind === 'opened' || condition.kind === 'clicked') return condition.steps;
  return condition.kind === 'lastClicked' ? condition.among : [];
}

/** The send steps whose evidence the decisions from node `at` up to the next send rest on. */
export function upcomingSteps(journey: Journey, at: string): ReadonlySet<string> {
  const steps = new Set<string>();
  const pending = [at];
  const seen = new Set<string>();
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    for (const condition of conditionsOf(node)) for (const name of stepsOf(condition)) steps.add(name);
    if (node.kind === 'wait' || node.kind === 'rest') pending.push(node.next);
    if (node.kind === 'branch') pending.push(node.otherwise, ...node.cases.map((one) => one.next));
  }
  return steps;
}

function conditionsOf(node: JourneyNode): readonly Condition[] {
  if (node.kind === 'branch') return node.cases.map((one) => one.when);
  return node.kind === 'wait' && node.until ? [node.until] : [];
}

/**
 * When the evidence behind these conditions will have been seen whole, if that is still to come. Nobody is held longer
 * than `maxHoldMs` past the moment the node wanted to act, however often somebody fetches a pixel.
 */
function holdUntil(
  conditions: readonly Condition[],
  facts: Facts,
  wantedAt: EpochMs,
  now: EpochMs,
): EpochMs | undefined {
  if (now >= wantedAt + maxHoldMs) return undefined;
  const until = Math.max(...conditions.flatMap(stepsOf).map((id) => facts.engagement.get(id)?.heldUntil ?? 0), 0);
  return until > now ? until : undefined;
}
