// Why somebody got what she got, why not the rest, where she stands and what comes next: one walk told in words.
import { pauseOn, type SendingControl } from './control.ts';
import type { Enrolment } from './enrolment.ts';
import type { Facts } from './interpreter.ts';
import { type BranchNode, type Journey, successors } from './journey.ts';
import { conditionInWords } from './node-words.ts';
import { placeInWords, titleOf, type Walker } from './place.ts';
import { type Projected, project } from './projection.ts';
import { pauseInWords, refusalInWords } from './reasons.ts';
import { type EpochMs, minuteMs } from './time.ts';
import { stepsInWalkingOrder } from './walking-order.ts';

export interface ToldStep {
  readonly step: string;
  readonly title: string;
  readonly at: EpochMs;
  /** The reason code; absent for what was sent. */
  readonly reason?: string;
  readonly words: string;
}

export interface Explanation {
  /** Send steps passed, in order: what she got, and what she did not and why. */
  readonly past: readonly ToldStep[];
  /** Send steps of ways she did not go, with the reason. */
  readonly passedBy: readonly { readonly step: string; readonly title: string; readonly words: string }[];
  readonly now: { readonly words: string; readonly reason?: string };
  /** The e-mails to come if she does nothing new, the end last. */
  readonly next: readonly Projected[];
  /** Something of `next` is paused today, where she stands or further on: its dates hold if it were not. */
  readonly asIfResumed: boolean;
  /** The next e-mail if she opens what she waits with, where that changes it. */
  readonly ifOpened?: Projected;
}

const opensSoonMs = 5 * minuteMs;

/** `facts` and `control` are those of `now`; pure, so that it says what the engine would do. */
export function explain(
  journey: Journey,
  enrolment: Enrolment,
  facts: Facts,
  control: SendingControl,
  person: { readonly walker: Walker; readonly pausedSince?: EpochMs | undefined },
  now: EpochMs,
): Explanation {
  const next = enrolment.state === 'ended' ? [] : project(journey, enrolment, facts, now);
  const ifOpened = person.walker.tracked ? afterAnOpen(journey, enrolment, facts, now) : undefined;
  const isOther = ifOpened !== undefined && JSON.stringify(ifOpened) !== JSON.stringify(firstMail(next));
  const isPaused = (step: string) =>
    pauseOn(control, { journeyId: journey.id, step }, person.pausedSince) !== undefined;
  return {
    past: enrolment.sends.map(({ step, at, refused }) => ({
      step,
      title: titleOf(step),
      at,
      ...(refused !== undefined && { reason: refused }),
      words: refused === undefined ? 'sent' : `not sent: ${refusalInWords(refused)}`,
    })),
    passedBy: passedBy(journey, enrolment),
    now: standing(journey, enrolment, facts, control, person),
    next,
    asIfResumed: next.some((one) => one.kind === 'sent' && isPaused(one.step)),
    ...(isOther && { ifOpened }),
  };
}

function standing(
  journey: Journey,
  enrolment: Enrolment,
  { refusal }: Facts,
  control: SendingControl,
  { walker, pausedSince }: { readonly walker: Walker; readonly pausedSince?: EpochMs | undefined },
): Explanation['now'] {
  const words = placeInWords(journey, enrolment, walker);
  const { reason } = enrolment;
  const pause =
    enrolment.state === 'ended'
      ? undefined
      : pauseOn(control, { journeyId: journey.id, step: enrolment.at }, pausedSince);
  if (pause) return { words: `${words}; ${pauseInWords(pause.what)}`, reason: 'paused' };
  // Her walk goes on in silence: what she would get on the way is not sent.
  if (refusal !== undefined && enrolment.state !== 'ended')
    return { words: `${words}; nothing is sent: ${refusalInWords(refusal)}`, reason: refusal };
  return { words, ...(reason !== undefined && { reason }) };
}

function firstMail(projected: readonly Projected[]): Projected | undefined {
  return projected.find(({ kind }) => kind === 'sent');
}

/** Only a wait can end early: the last e-mail is opened soon, and what then comes first is told. */
function afterAnOpen(journey: Journey, enrolment: Enrolment, facts: Facts, now: EpochMs): Projected | undefined {
  const node = journey.nodes[enrolment.at];
  const last = enrolment.sends.findLast(({ batchId }) => batchId !== undefined);
  if (enrolment.state !== 'walking' || node?.kind !== 'wait' || !last) return undefined;
  const known = facts.engagement.get(last.step);
  if (known?.opened) return undefined;
  const at = now + opensSoonMs;
  const engagement = new Map([
    ...facts.engagement,
    [last.step, { clicks: new Map(), ...known, opened: true }] as const,
  ]);
  const due = node.until ? { ...enrolment, dueAt: Math.min(enrolment.dueAt ?? at, at) } : enrolment;
  return firstMail(project(journey, due, { ...facts, engagement }, at));
}

/** At each branch she came to: the e-mails of the ways she did not take. */
function passedBy(journey: Journey, enrolment: Enrolment): Explanation['passedBy'] {
  const had = new Set(enrolment.sends.map(({ step }) => step));
  const ahead = enrolment.state === 'ended' ? new Set<string>() : sendsFrom(journey, enrolment.at);
  const told = new Map<string, string>();
  for (const turn of enrolment.turns ?? []) {
    const id = turn.slice(0, turn.lastIndexOf(':'));
    const taken = Number(turn.slice(id.length + 1));
    const branch = journey.nodes[id];
    if (branch?.kind !== 'branch') continue;
    const ways = successors(branch);
    const own = sendsFrom(journey, ways[taken] ?? '');
    ways.forEach((way, index) => {
      if (index === taken) return;
      for (const step of sendsFrom(journey, way)) {
        if (own.has(step) || had.has(step) || ahead.has(step) || told.has(step)) continue;
        told.set(step, whyNot(branch, taken, index));
      }
    });
  }
  return stepsInWalkingOrder(journey).flatMap(({ id }) => {
    const words = told.get(id);
    return words === undefined ? [] : [{ step: id, title: titleOf(id), words }];
  });
}

/** Where she met a condition, that is the reason; else the condition she did not meet. */
function whyNot({ cases }: BranchNode, taken: number, other: number): string {
  const met = cases[taken];
  if (met) return `not needed: ${conditionInWords(met.when)}`;
  const unmet = cases[other];
  return unmet ? `only for whoever: ${conditionInWords(unmet.when)}` : 'another way';
}

/** Every send step that can still come from a node on. */
function sendsFrom(journey: Journey, from: string): Set<string> {
  const seen = new Set<string>();
  const found = new Set<string>();
  const pending = [from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = journey.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    if (node.kind === 'send') found.add(id);
    pending.push(...successors(node));
  }
  return found;
}
