// Walks an enrolment through its journey: `step(journey, enrolment, facts, now) -> [next, commands]`, pure and total.

import { type Cap, nextUnderCap } from './cap.ts';
import { pauseLookMs } from './control.ts';
import { asSeen, type ConditionFacts, holds, holdUntil } from './deeds.ts';
import { type Enrolment, type SendNote, sendNote, wasSent } from './enrolment.ts';
import {
  type BranchNode,
  type Condition,
  type Journey,
  type JourneyNode,
  nodeAt,
  restsOnTraits,
  type SendNode,
  type SplitNode,
  type StartNode,
  stepsOf,
  successors,
  type TagNode,
  upcomingSteps,
  type WaitNode,
} from './journey.ts';
import { isLaterDay, mayLeaveAt, spanEnd, type WindowRules, windowStartAfterDays } from './send-window.ts';
import { wayOf } from './split.ts';
import { dayMs, type EpochMs, minuteMs } from './time.ts';
import { withTurn } from './trail.ts';

/** Who let something more important go first looks again after this: it may not have left after all. */
const yieldLookMs = 30 * minuteMs;

/** What the interpreter knows of the world; gathered before it runs. */
export interface Facts extends ConditionFacts {
  /** Why no marketing mail may go to her, or undefined. */
  readonly refusal?: string;
  readonly zone: string;
  /** Times of all marketing mails of late, other journeys' and broadcasts' included. */
  readonly marketingSentAt: readonly EpochMs[];
  /** More important mails of hers that leave at this very moment. */
  readonly ahead?: number;
  /** Newsletters planned for her that have not left: a `low` step lets them go first. */
  readonly newslettersWaiting?: number;
  readonly rules: WindowRules;
  readonly cap: Cap;
  /** Whether staff hold her back at this step: she stands there as she came, whatever its shelf life, until they resume. */
  readonly isPaused?: (step: string) => boolean;
}

/** What a walk asks of the world. Each may be asked again after a crash, and must then change nothing more. */
export type Command =
  | { readonly kind: 'send'; readonly node: SendNode; readonly shelfUntil: EpochMs }
  /** No marketing mail until she answers. */
  | { readonly kind: 'rest' }
  | Pick<TagNode, 'kind' | 'add' | 'remove'>
  | { readonly kind: 'notify'; readonly node: string; readonly text: string }
  | Pick<StartNode, 'kind' | 'journeyId'>
  | { readonly kind: 'goal'; readonly goal: string };

export type StepResult = readonly [next: Enrolment, commands: readonly Command[]];

/**
 * Moves on as far as the facts allow: up to a send (returned as a command; she stays on the node until its slot is
 * settled), a wait that is not over, or an end. `next.dueAt` says when to look again. Other commands are to be carried
 * out before `next` is saved.
 */
export function step(journey: Journey, enrolment: Enrolment, facts: Facts, now: EpochMs): StepResult {
  let walk = enrolment;
  let known = { ...facts, person: asSeen(facts.person, enrolment, upcomingSteps(journey, enrolment.at)) };
  const commands: Command[] = [];
  // Every node is visited at most once per call: cycles without a wait are refused at build.
  for (let visited = 0; visited <= Object.keys(journey.nodes).length; visited++) {
    if (walk.goalAt !== undefined) return [ended(walk, 'goal', now), commands];
    const departure = known.refusal && departureReason(known.refusal);
    if (departure) return [ended(walk, departure, now), commands];
    const node = nodeAt(journey, walk.at);
    if (!node) return [ended(walk, 'lost-step', now), commands];
    if (node.kind === 'exit') return [ended(walk, node.reason, now), commands];
    if (node.kind === 'goal') {
      return [ended({ ...walk, goalAt: now }, 'goal', now), [...commands, { kind: 'goal', goal: node.goal }]];
    }
    const moved = visit(node, walk, known, now);
    if (moved.command) commands.push(moved.command);
    if (moved.command?.kind === 'tag') known = { ...known, person: withTags(known.person, moved.command) };
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
  const { claim: _claim, heardAt, ...free } = enrolment;
  if ('retryAt' in settled) return { ...free, state: 'walking', reason: settled.reason, dueAt: settled.retryAt };
  const { reason: _reason, ...plain } = free;
  const noted: Enrolment = { ...plain, state: 'walking', sends: [...enrolment.sends, settled.note] };
  if (enrolment.goalAt !== undefined) return ended(noted, 'goal', now);
  const node = nodeAt(journey, enrolment.at);
  if (node?.kind !== 'send') return { ...noted, dueAt: now };
  const arrived = arriveAt(noted, node.next, now);
  const next = nodeAt(journey, node.next);
  // A wait needs no facts but the calendar, so that it is entered in this same write.
  if (next?.kind !== 'wait') return arrived;
  const waits = enterWait(arrived, next, facts);
  // Settled late, she may have opened while nobody could wake her; and what she waits for may have happened long before.
  // Then the facts are looked at once, now.
  const late = heardAt !== undefined || now - settled.note.at > minuteMs;
  return next.until && (late || mayHaveBeen(next.until, node.id)) ? { ...waits, dueAt: now } : waits;
}

/** Whether a condition rests on anything but the e-mail that has just left. */
function mayHaveBeen(condition: Condition, sent: string): boolean {
  return restsOnTraits(condition) || stepsOf(condition).some((step) => step !== sent);
}

/** Tags are a set: what is added twice is there once. */
export function withTags<Tagged extends { readonly tags: readonly string[] }>(
  person: Tagged,
  { add, remove }: Pick<TagNode, 'add' | 'remove'>,
): Tagged {
  return { ...person, tags: [...new Set([...person.tags, ...add])].filter((tag) => !remove.includes(tag)) };
}

interface Moved {
  readonly walk: Enrolment;
  readonly on: boolean;
  readonly command?: Command;
}

function visit(
  node: Exclude<JourneyNode, { kind: 'exit' | 'goal' }>,
  walk: Enrolment,
  facts: Facts,
  now: EpochMs,
): Moved {
  switch (node.kind) {
    case 'wait':
      return visitWait(node, walk, facts, now);
    case 'branch':
      return visitBranch(node, walk, facts, now);
    case 'split': {
      const weights = node.ways.map(({ weight }) => weight);
      return turned(node, walk, wayOf(weights, walk.journeyId, node.id, walk.subscriberId), now);
    }
    case 'send':
      return visitSend(node, walk, facts, now);
    case 'tag':
      return pass(node, walk, now, { kind: 'tag', add: node.add, remove: node.remove });
    case 'notify':
      return pass(node, walk, now, { kind: 'notify', node: node.id, text: node.text });
    case 'start':
      return pass(node, walk, now, { kind: 'start', journeyId: node.journeyId });
    case 'rest':
      return pass(node, walk, now, { kind: 'rest' });
  }
}

function pass(node: { readonly next: string }, walk: Enrolment, now: EpochMs, command: Command): Moved {
  return { walk: arriveAt(walk, node.next, now), on: true, command };
}

function visitBranch(node: BranchNode, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  const conditions = node.cases.map((one) => one.when);
  const held = holdUntil(conditions, facts, walk.since, now);
  if (held !== undefined) return { walk: { ...walk, reason: 'hold', dueAt: held }, on: false };
  const taken = node.cases.findIndex((one) => holds(one.when, walk, facts, now));
  return turned(node, walk, taken < 0 ? node.cases.length : taken, now);
}

/** Goes one of a node's ways, in the order of `successors`, and remembers which. */
function turned(node: BranchNode | SplitNode, walk: Enrolment, way: number, now: EpochMs): Moved {
  return { walk: withTurn(arriveAt(walk, successors(node)[way] ?? '', now), node.id, way), on: true };
}

function visitWait(node: WaitNode, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  const inside = walk.waitUntil === undefined ? enterWait(walk, node, facts) : walk;
  const until = inside.waitUntil as EpochMs;
  const held = node.until && holdUntil([node.until], facts, until, now);
  if (held !== undefined) return { walk: { ...inside, reason: 'hold', dueAt: held }, on: false };
  const over = now >= until || (node.until !== undefined && holds(node.until, inside, facts, now));
  if (over) return { walk: arriveAt(inside, node.next, now), on: true };
  return { walk: waiting(inside, until), on: false };
}

/** Until when she may be sent the step at which she stands. */
export function shelfEnd({ shelfDays }: Pick<SendNode, 'shelfDays'>, { since }: Pick<Enrolment, 'since'>): EpochMs {
  return since + shelfDays * dayMs;
}

function visitSend(node: SendNode, walk: Enrolment, facts: Facts, now: EpochMs): Moved {
  const shelfUntil = shelfEnd(node, walk);
  if (facts.refusal) return skip(node, walk, facts.refusal, now);
  // A pause freezes: what grew stale under it lapses when it ends, and the steps after it are not walked in silence.
  if (facts.isPaused?.(node.id)) return { walk: { ...walk, reason: 'paused', dueAt: now + pauseLookMs }, on: false };
  if (now > shelfUntil) return skip(node, walk, 'lapsed', now);
  // Each e-mail leaves once; the note that it did is in her history, and rounds past it would fill that.
  if (wasSent(walk, node.id)) return { walk: arriveAt(walk, node.next, now), on: true };
  if (node.unless && holds(node.unless, walk, facts, now)) return skip(node, walk, 'overtaken', now);
  const stay = (reason: string, dueAt: EpochMs): Moved => ({
    walk: { ...walk, reason, dueAt: Math.min(dueAt, shelfUntil + 1) },
    on: false,
  });
  const capped = nextUnderCap(now, facts.marketingSentAt, facts.cap);
  const spaced = nextDay(walk, facts, capped);
  const allowed = mayLeaveAt(node.when, spaced, facts.zone, facts.rules);
  if (allowed > now) return stay(capped > now ? 'cap' : spaced > now ? 'spaced' : 'window', allowed);
  const newsletters = node.priority === 'low' ? (facts.newslettersWaiting ?? 0) : 0;
  const ahead = Array.from({ length: (facts.ahead ?? 0) + newsletters }, () => now);
  if (nextUnderCap(now, [...facts.marketingSentAt, ...ahead], facts.cap) > now)
    return stay('priority', now + yieldLookMs);
  // An open that came just now may be a scanner's; it is seen whole within the minute, and decides before she is mailed.
  const held = node.unless && holdUntil([node.unless], facts, now, now);
  return held === undefined ? { walk, on: false, command: { kind: 'send', node, shelfUntil } } : stay('hold', held);
}

/** Two e-mails of one journey never leave on the same day: after a backlog her waits are over, but her patience is not. */
function nextDay(walk: Enrolment, facts: Facts, at: EpochMs): EpochMs {
  const last = walk.sends.findLast(({ refused }) => refused === undefined);
  if (!last || isLaterDay(at, last.at, facts.zone)) return at;
  return Math.max(at, windowStartAfterDays(last.at, 1, facts.zone, facts.rules));
}

/** Passes a send step without sending; the reason stays in the enrolment's history. */
function skip(node: SendNode, walk: Enrolment, refused: string, now: EpochMs): Moved {
  const noted = { ...walk, sends: [...walk.sends, { step: node.id, at: now, refused }] };
  return { walk: arriveAt(noted, node.next, now), on: true };
}

function enterWait(walk: Enrolment, node: WaitNode, { zone, rules }: Pick<Facts, 'zone' | 'rules'>): Enrolment {
  const begins = node.since === 'enrolment' ? walk.enrolledAt : (sendNote(walk, node.since)?.at ?? walk.since);
  return waiting(walk, spanEnd(node.span, begins, zone, rules));
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
  const { dueAt: _due, waitUntil: _until, claim: _claim, heardAt: _heard, reason: _reason, ...plain } = walk;
  return { ...plain, state: 'ended', endedAt: now, endedReason: reason };
}

/** What she may take back with a word: her walk goes on in silence, and speaks again once she has. */
const passing: ReadonlySet<string> = new Set(['resting', 'declined', 'sunset']);

/** Leaving ends the walk; what passes does not. */
function departureReason(refusal: string): string | undefined {
  return passing.has(refusal) ? undefined : refusal;
}
