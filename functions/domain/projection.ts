// What would come if somebody went on like this: the interpreter itself, run ahead through the days without any store.
import { nextUnderCap } from './cap.ts';
import type { StepFacts } from './deeds.ts';
import type { Enrolment } from './enrolment.ts';
import { type Facts, settleSend, step, withTags } from './interpreter.ts';
import type { Journey } from './journey.ts';
import { dayMs, type EpochMs, minuteMs } from './time.ts';

/** How she treats what is sent from here on. */
export interface Reading {
  /** She opens each e-mail so long after it was sent; absent: she does nothing. */
  readonly opensAfterMs?: number;
  /** She also follows its main button, a minute after opening. */
  readonly clicks?: boolean;
}

export type Projected =
  | { readonly kind: 'sent'; readonly at: EpochMs; readonly step: string; readonly template: string }
  | { readonly kind: 'passed'; readonly at: EpochMs; readonly step: string; readonly reason: string }
  | { readonly kind: 'rests'; readonly at: EpochMs }
  | { readonly kind: 'ends'; readonly at: EpochMs; readonly reason: string };

/** Enough for two years of a journey that looks at something twice a day. */
const maxLooks = 2_000;
const furthestMs = 730 * dayMs;

/**
 * From now on until the walk ends, or two years ahead. Nothing else happens meanwhile: no answer, no leaving, and no
 * newsletter but those that wait already, which leave as soon as there is room. An e-mail that is being sent counts as
 * sent now. `facts` are those of `now`.
 */
export function project(
  journey: Journey,
  enrolment: Enrolment,
  facts: Facts,
  now: EpochMs,
  reading: Reading = {},
): Projected[] {
  const found: Projected[] = [];
  const sent: { step: string; at: EpochMs }[] = [];
  let known = withNewsletters(facts, now);
  let walk = enrolment;
  const settle = (name: string, template: string, at: EpochMs) => {
    sent.push({ step: name, at });
    found.push({ kind: 'sent', at, step: name, template });
    const note = { step: name, at, batchId: 'projected', slot: 0 };
    walk = settleSend(journey, { ...walk, state: 'sending' }, { note }, known, at);
  };
  if (walk.state === 'sending') settle(walk.at, walk.at, now);
  let at = now;
  for (let looks = 0; looks < maxLooks && walk.state !== 'ended' && walk.dueAt !== undefined; looks++) {
    at = nextLook(Math.max(walk.dueAt, at), at, sent, reading);
    if (at > now + furthestMs) return found;
    const notes = walk.sends.length;
    const [next, commands] = step(journey, walk, { ...known, ...engagementAt(known, sent, reading, at) }, at);
    walk = next;
    for (const { step: name, refused } of walk.sends.slice(notes)) {
      if (refused !== undefined) found.push({ kind: 'passed', at, step: name, reason: refused });
    }
    for (const command of commands) {
      if (command.kind === 'tag') known = { ...known, person: withTags(known.person, command) };
    }
    if (commands.some(({ kind }) => kind === 'rest')) {
      found.push({ kind: 'rests', at });
      known = { ...known, refusal: 'resting' };
    }
    const send = commands.find((command) => command.kind === 'send');
    if (send) settle(send.node.id, send.node.template, at);
  }
  if (walk.state === 'ended') found.push({ kind: 'ends', at: walk.endedAt ?? at, reason: walk.endedReason ?? '' });
  return found;
}

function withNewsletters({ newslettersWaiting = 0, ...facts }: Facts, now: EpochMs): Facts {
  const marketingSentAt = [...facts.marketingSentAt];
  for (let left = newslettersWaiting; left > 0; left--) {
    marketingSentAt.push(nextUnderCap(now, marketingSentAt, facts.cap));
  }
  return { ...facts, marketingSentAt };
}

/** The engine looks once a minute; an open makes her due a minute after it. */
function nextLook(
  due: EpochMs,
  looked: EpochMs,
  sent: readonly { at: EpochMs }[],
  { opensAfterMs, clicks }: Reading,
): EpochMs {
  const minute = (at: EpochMs) => Math.ceil(at / minuteMs) * minuteMs;
  if (opensAfterMs === undefined) return minute(due);
  const wakes = sent.flatMap(({ at }) => [at + opensAfterMs, ...(clicks ? [at + opensAfterMs + minuteMs] : [])]);
  const woken = wakes.map((at) => minute(at + minuteMs)).filter((at) => at > looked);
  return Math.min(minute(due), ...woken);
}

function engagementAt(
  facts: Facts,
  sent: readonly { step: string; at: EpochMs }[],
  { opensAfterMs, clicks }: Reading,
  now: EpochMs,
): Pick<Facts, 'engagement' | 'marketingSentAt'> {
  const marketingSentAt = [...facts.marketingSentAt, ...sent.map(({ at }) => at)];
  if (opensAfterMs === undefined) return { engagement: facts.engagement, marketingSentAt };
  const read = sent.flatMap(({ step: name, at }): [string, StepFacts][] => {
    const openedAt = at + opensAfterMs;
    const clickedAt = openedAt + minuteMs;
    if (openedAt > now) return [];
    return [[name, { opened: true, clicks: new Map(clicks && clickedAt <= now ? [['main', clickedAt]] : []) }]];
  });
  return { engagement: new Map([...facts.engagement, ...read]), marketingSentAt };
}
