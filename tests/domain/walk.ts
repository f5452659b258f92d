// Walks one enrolment through a journey without any store: what would be sent, and when, if she behaved like this.

import type { StepFacts } from '../../functions/domain/deeds.ts';
import { type Enrolment, enrol } from '../../functions/domain/enrolment.ts';
import { type Facts, settleSend, step } from '../../functions/domain/interpreter.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { nobody, type Traits } from '../../functions/domain/segment.ts';
import type { EpochMs } from '../../functions/domain/time.ts';

export interface Behaviour {
  readonly tracked: boolean;
  readonly zone?: string;
  /** When she opens or clicks the mail of a step sent at `at`; nothing when she does not. */
  readonly reacts?: (step: string, at: EpochMs) => { opensAt?: EpochMs; clicksMainAt?: EpochMs };
  readonly answers?: (now: EpochMs) => Record<string, string>;
  readonly traits?: (now: EpochMs) => Partial<Traits>;
  readonly refusal?: (now: EpochMs) => string | undefined;
  readonly otherMailAt?: readonly EpochMs[];
}

export interface Sent {
  readonly step: string;
  readonly at: EpochMs;
}

export const openRules: Facts['rules'] = { sendWindow: { from: '09:00', to: '11:00', daysOff: [] }, holidays: [] };
export const usualCap: Facts['cap'] = { marketing: 3, days: 7 };
const trackingConsent = { purpose: 'tracking', given: true, wording: '2026-11', at: 0, source: 'form' } as const;
const maxLooks = 2_000;

export function walk(
  journey: Journey,
  behaviour: Behaviour,
  from: EpochMs,
  rules = openRules,
  cap = usualCap,
): { sent: Sent[]; last: Enrolment } {
  const zone = behaviour.zone ?? 'Europe/London';
  const sent: Sent[] = [];
  let enrolment = enrol('someone', journey, from);
  let now = from;
  for (let looks = 0; enrolment.dueAt !== undefined; looks++) {
    if (looks === maxLooks) throw new Error(`Still walking after ${maxLooks} looks, at ${enrolment.at}.`);
    // The engine's tick looks once a minute; an open makes her due a minute after it.
    now = nextLook(enrolment, behaviour, sent, now);
    const refusal = behaviour.refusal?.(now);
    const facts: Facts = {
      ...(refusal !== undefined && { refusal }),
      person: {
        ...nobody,
        status: 'active',
        consents: behaviour.tracked ? [trackingConsent] : [],
        attributes: behaviour.answers?.(now) ?? {},
        ...behaviour.traits?.(now),
      },
      zone,
      engagement: new Map(behaviour.tracked ? sent.flatMap((one) => engagement(one, behaviour, now)) : []),
      marketingSentAt: [...sent.map(({ at }) => at), ...(behaviour.otherMailAt ?? []).filter((at) => at <= now)],
      rules,
      cap,
    };
    const [next, commands] = step(journey, enrolment, facts, now);
    const send = commands.find((command) => command.kind === 'send');
    if (send) {
      sent.push({ step: send.node.id, at: now });
      const note = { step: send.node.id, at: now, batchId: `batch-${sent.length}`, slot: 0 };
      enrolment = settleSend(journey, next, { note }, facts, now);
    } else enrolment = next;
  }
  return { sent, last: enrolment };
}

const minute = 60_000;

function nextLook(enrolment: Enrolment, behaviour: Behaviour, sent: readonly Sent[], looked: EpochMs): EpochMs {
  const due = Math.ceil((enrolment.dueAt as number) / minute) * minute;
  if (!behaviour.tracked) return due;
  const wakes = sent.flatMap(({ step: name, at }) => {
    const { opensAt, clicksMainAt } = behaviour.reacts?.(name, at) ?? {};
    return [opensAt, clicksMainAt].flatMap((time) =>
      time === undefined ? [] : [Math.ceil((time + minute) / minute) * minute],
    );
  });
  return Math.min(due, ...wakes.filter((wake) => wake > looked && wake < due));
}

function engagement({ step: name, at }: Sent, behaviour: Behaviour, now: EpochMs): [string, StepFacts][] {
  const { opensAt, clicksMainAt } = behaviour.reacts?.(name, at) ?? {};
  const seen = [opensAt, clicksMainAt].filter((time): time is number => time !== undefined && time <= now);
  if (seen.length === 0) return [];
  const clicks = new Map(clicksMainAt !== undefined && clicksMainAt <= now ? [['main', clicksMainAt]] : []);
  return [[name, { opened: true, clicks, heldUntil: Math.max(...seen) + minute }]];
}
