// Where somebody stands in a journey, in words for staff: "waits for day 8, then Microneedling".
import { Temporal } from 'temporal-polyfill';
import { decide, leavesOf } from './condition.ts';
import type { Enrolment } from './enrolment.ts';
import { type Clause, type Condition, type Journey, type JourneyNode, stepsOf, type WaitNode } from './journey.ts';
import { hasConsent, type Subscriber } from './subscriber.ts';
import type { EpochMs } from './time.ts';
import { nextSends } from './walking-order.ts';

/** How many possible next e-mails are named before the words turn vague. */
const namedAhead = 2;

const endings: Readonly<Record<string, string>> = {
  goal: 'has reached the goal',
  completed: 'has finished the series',
  quiet: 'has finished, without an answer',
  unsubscribed: 'has left the series',
  bounced: 'stopped, mail bounced',
  complained: 'stopped after a complaint',
  suppressed: 'stopped, no mail may go there',
  resting: 'rests until an answer comes',
  erased: 'was erased',
  edited: 'was taken out when the journey changed',
  'lost-step': 'was stopped at a step that is not there',
  cycle: 'was stopped, going round without a wait',
};

const delays: Readonly<Record<string, string>> = {
  window: 'in the next sending hours',
  cap: 'held back, enough mail this week',
  priority: 'held back, something more important goes first',
  hold: 'in a moment',
  paused: 'while sending is paused',
  pace: 'as soon as the sending speed allows',
  spaced: 'the day after the last one',
  late: 'in a moment',
  restore: 'held back after a restore',
};

/** A template's or step's name as a title: `what-to-expect-peel` becomes "What to expect peel". */
export function titleOf(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export interface Walker {
  /** The zone her days are counted in. */
  readonly zone: string;
  /** Whether she lets us see opens and clicks: without that nobody waits for them. */
  readonly tracked: boolean;
}

/** What is known of her as a walker; `clinicZone` counts where her own zone is unknown. */
export function walkerOf(subscriber: Pick<Subscriber, 'consents' | 'timeZone'>, clinicZone: string): Walker {
  return { zone: subscriber.timeZone ?? clinicZone, tracked: hasConsent(subscriber, 'tracking') };
}

/** Says where she is; `journey` is the version she walks. */
export function placeInWords(journey: Journey | undefined, enrolment: Enrolment, walker: Walker): string {
  if (enrolment.state === 'ended') return endingInWords(enrolment.endedReason);
  const node = journey?.nodes[enrolment.at];
  if (!journey || !node) return 'is at a step this build does not know';
  if (enrolment.state === 'sending') return `${stepTitle(node)} is on its way`;
  if (node.kind === 'send') return `next is ${stepTitle(node)}${delayInWords(enrolment.reason)}`;
  if (node.kind === 'wait') return waitInWords(journey, node, enrolment, walker);
  if (node.kind === 'rest') return 'rests until an answer comes';
  if (node.kind === 'goal') return endingInWords('goal');
  if (node.kind === 'exit') return endingInWords(node.reason);
  return ['is moving on', ...aheadInWords(journey, node.id, walker)].join(', then ');
}

/** Day 0 is the day of the enrolment, as the calendar of the zone has it. */
export function dayOfJourney(enrolledAt: EpochMs, at: EpochMs, zone: string): number {
  const date = (instant: EpochMs) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
  return date(enrolledAt).until(date(at), { largestUnit: 'day' }).days;
}

function waitInWords(journey: Journey, node: WaitNode, enrolment: Enrolment, walker: Walker): string {
  const ahead = aheadInWords(journey, node.next, walker);
  if (enrolment.waitUntil === undefined) return ['waits', ...ahead].join(', then ');
  const day = dayOfJourney(enrolment.enrolledAt, enrolment.waitUntil, walker.zone);
  const mayEndEarly = node.until && known(node.until, walker) !== false;
  const wait =
    mayEndEarly && node.until ? `waits for ${awaited(node.until)}, at most to day ${day}` : `waits for day ${day}`;
  return [wait, ...ahead].join(', then ');
}

/** What consent alone decides of a condition; undefined where it depends on what she does. */
function known(condition: Condition, { tracked }: Walker): boolean | undefined {
  return decide<Clause>(condition, (clause) => {
    if (clause.kind === 'consent' && clause.purpose === 'tracking') return tracked;
    return stepsOf(clause).length > 0 && !tracked ? false : undefined;
  });
}

function awaited(condition: Condition): string {
  const words = leavesOf<Clause>(condition).map(({ kind }) => {
    if (kind === 'opened' || kind === 'unknowable') return 'an open';
    if (kind === 'clicked' || kind === 'last-clicked') return 'a click';
    return kind === 'attribute' ? 'an answer' : 'a change';
  });
  return [...new Set(words)].join(' or ');
}

function aheadInWords(journey: Journey, from: string, walker: Walker): string[] {
  const ahead = nextSends(journey, from, (condition) => known(condition, walker));
  const titles = [...new Set(ahead.map(stepTitle))];
  if (titles.length === 0) return ['the end'];
  if (titles.length > namedAhead) return ['the next e-mail that fits'];
  return [titles.join(' or ')];
}

function stepTitle(node: JourneyNode): string {
  return titleOf(node.id);
}

function delayInWords(reason: string | undefined): string {
  return reason === undefined ? '' : `, ${delays[reason] ?? reason}`;
}

/** How a walk ended, in words; a journey's own `exit` says its reason itself. */
function endingInWords(reason = 'completed'): string {
  return endings[reason] ?? `has finished: ${reason.replaceAll('-', ' ')}`;
}
