// Tells a story by the interpreter alone: no store, no queue, one walk; what is sent is settled in the same minute.

import type { StepFacts } from '../../functions/domain/deeds.ts';
import { type Enrolment, enrol } from '../../functions/domain/enrolment.ts';
import { type Facts, settleSend, step, withTags } from '../../functions/domain/interpreter.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { nobody, type Traits } from '../../functions/domain/segment.ts';
import { hasConsent } from '../../functions/domain/subscriber.ts';
import { type EpochMs, minuteMs } from '../../functions/domain/time.ts';
import { memoryIdentity } from '../memory/identity-and-tokens.ts';
import { clinicOf, instantOf, journeysOf, lengthOf, localOf, type Story, type StoryEvent } from './story.ts';
import type { Told } from './told.ts';

const maxLooks = 3_000;
const holdMs = minuteMs;

export interface Mail {
  readonly step: string;
  readonly at: EpochMs;
  readonly zone: string;
  readonly when: 'at-once' | 'window';
  readonly shelfUntil: EpochMs;
}

interface Deed {
  readonly kind: 'open' | 'relay' | 'click';
  readonly step: string;
  readonly at: EpochMs;
}

export function tellByInterpreter(story: Story): Told {
  const [journey] = journeysOf(story);
  if (!journey) throw new Error('A story needs a journey.');
  const { mails, walk, zone, notices, person } = walkThrough(journey, story);
  return {
    sends: mails.map((mail) => `${localOf(mail.at, mail.zone)} ${mail.step}`),
    passed: walk.sends.flatMap(({ step: name, refused }) => (refused === undefined ? [] : [`${name}: ${refused}`])),
    ends: walk.endedAt === undefined ? {} : { [journey.id]: `${localOf(walk.endedAt, zone)} ${walk.endedReason}` },
    notices,
    tags: [...person.tags],
  };
}

export type Lived = Pick<
  Story,
  'zone' | 'begins' | 'tracked' | 'locale' | 'subscriber' | 'clinic' | 'habit' | 'events' | 'until'
>;

export interface Walked {
  readonly mails: readonly Mail[];
  readonly walk: Enrolment;
  /** Where she lives in the end. */
  readonly zone: string;
  readonly person: Traits;
  readonly notices: readonly string[];
}

/** Walks one journey through what the story tells. Throws when the walk neither ends nor waits. */
export function walkThrough(journey: Journey, story: Lived): Walked {
  const clinic = clinicOf(story);
  const begins = instantOf(story.begins, story.zone);
  const until = story.until === undefined ? Number.POSITIVE_INFINITY : instantOf(story.until, story.zone);
  let zone = story.zone;
  let person: Traits = {
    ...nobody,
    status: 'active',
    locale: story.locale ?? 'en',
    createdAt: begins - minuteMs,
    activeSince: begins,
    consents: story.tracked ? [tracking(true)] : [],
  };
  let walk: Enrolment = enrol(memoryIdentity.subscriberId(`${story.subscriber}@example.com`), journey, begins);
  let refusal: string | undefined;
  const mails: Mail[] = [];
  const deeds: Deed[] = [];
  const others: EpochMs[] = [];
  const notices: string[] = [];
  const pending = story.events.map((event) => ({ event, at: instantOf(event.at as string, event.zone ?? zone) }));
  let now = Math.floor(begins / minuteMs) * minuteMs;
  for (let looks = 0; walk.dueAt !== undefined; looks++) {
    if (looks === maxLooks) throw new Error(`Still walking after ${maxLooks} looks, at ${walk.at}.`);
    const due = Math.max(Math.ceil(walk.dueAt / minuteMs) * minuteMs, now + minuteMs);
    const next = pending.toSorted((a, b) => a.at - b.at)[0];
    const wakes = deeds.map((deed) => Math.ceil((deed.at + holdMs) / minuteMs) * minuteMs).filter((at) => at > now);
    const look = Math.min(due, ...wakes);
    if (next && next.at <= look) {
      pending.splice(pending.indexOf(next), 1);
      happen(next.event, next.at);
      // What wakes her at once; an open does when its minute is over.
      const { dueAt } = walk;
      if (dueAt !== undefined && (next.event.answers || next.event.tagged))
        walk = { ...walk, dueAt: Math.min(dueAt, next.at) };
      continue;
    }
    if (look > until) break;
    now = look;
    const facts = factsAt();
    const [after, commands] = step(journey, walk, facts, now);
    walk = after;
    for (const command of commands) {
      if (command.kind === 'tag') person = withTags(person, command);
      if (command.kind === 'notify') notices.push(command.text);
      if (command.kind === 'rest') refusal = 'resting';
      if (command.kind !== 'send') continue;
      mails.push({ step: command.node.id, at: now, zone, when: command.node.when, shelfUntil: command.shelfUntil });
      const note = { step: command.node.id, at: now, batchId: `batch-${mails.length}`, slot: 0 };
      walk = settleSend(journey, walk, { note }, facts, now);
      for (const deed of habits(command.node.id, now)) deeds.push(deed);
    }
  }
  return { mails, walk, zone, person, notices };

  function habits(name: string, at: EpochMs): Deed[] {
    const { opensAfter, clicksAfter } = story.habit ?? {};
    return [
      ...(opensAfter ? [{ kind: 'open' as const, step: name, at: at + lengthOf(opensAfter) }] : []),
      ...(clicksAfter ? [{ kind: 'click' as const, step: name, at: at + lengthOf(clicksAfter) }] : []),
    ];
  }

  function happen(event: StoryEvent, at: EpochMs): void {
    for (const name of event.opens ?? []) deeds.push({ kind: 'open', step: name, at });
    for (const name of event.relay ?? []) deeds.push({ kind: 'relay', step: name, at });
    if (event.clicks) deeds.push({ kind: 'click', step: event.clicks, at });
    if (event.answers) {
      person = { ...person, attributes: { ...person.attributes, ...event.answers } };
      if (refusal === 'resting') refusal = undefined;
    }
    if (event.tagged) person = withTags(person, { add: [event.tagged], remove: [] });
    if (event.tracking !== undefined)
      person = { ...person, consents: [...person.consents, tracking(event.tracking, at)] };
    if (event.zone) zone = event.zone;
    if (event.leaves) refusal = 'unsubscribed';
    if (event.goal) {
      const { dueAt: _due, ...known } = walk;
      walk = { ...known, state: 'ended', goalAt: at, endedAt: at, endedReason: 'goal' };
    }
    if (event.newsletter) others.push(at);
  }

  function factsAt(): Facts {
    const isTracked = hasConsent(person, 'tracking');
    const agreed = (at: EpochMs) => hasConsent({ consents: person.consents.filter((one) => one.at <= at) }, 'tracking');
    const seen = isTracked ? deeds.filter(({ at }) => at <= now && agreed(at)) : [];
    return {
      ...(refusal !== undefined && { refusal }),
      person,
      zone,
      engagement: new Map([...Map.groupBy(seen, (deed) => deed.step)].map(([name, own]) => [name, stepFacts(own)])),
      marketingSentAt: [...mails.map((mail) => mail.at), ...others.filter((at) => at <= now)],
      rules: { sendWindow: clinic.sendWindow, holidays: clinic.holidays, quietHours: clinic.quietHours },
      cap: clinic.caps,
    };
  }

  function stepFacts(own: readonly Deed[]): StepFacts {
    const ripe = own.filter(({ at }) => at + holdMs <= now);
    const opened = ripe.some(({ kind }) => kind === 'open');
    const clicks = ripe.flatMap(({ kind, at }): [string, EpochMs][] => (kind === 'click' ? [['main', at]] : []));
    const young = own.filter(({ at, kind }) => at + holdMs > now && (kind === 'click' || (kind === 'open' && !opened)));
    return {
      opened,
      unknowable: ripe.some(({ kind }) => kind === 'relay'),
      clicks: new Map(clicks.toSorted(([, a], [, b]) => a - b)),
      ...(young.length > 0 && { heldUntil: Math.max(...young.map(({ at }) => at)) + holdMs }),
    };
  }
}

function tracking(given: boolean, at = 0) {
  return { purpose: 'tracking', given, wording: '2026-11', at, source: 'page' } as const;
}
