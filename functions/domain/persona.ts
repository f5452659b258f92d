// Invented readers to try a journey on: one who reads everything, one who reads nothing, one nobody may observe.
import { enrol } from './enrolment.ts';
import type { Facts } from './interpreter.ts';
import type { Journey } from './journey.ts';
import { type Projected, project, type Reading } from './projection.ts';
import type { Consent, Purpose } from './subscriber.ts';
import { type EpochMs, minuteMs } from './time.ts';

export const personas = ['eager', 'quiet', 'untracked'] as const;
export type Persona = (typeof personas)[number];

/** Soon enough that a wait for an open ends, late enough to be no machine. */
const opensAfterMs = 10 * minuteMs;

const readings: Readonly<Record<Persona, Reading>> = {
  eager: { opensAfterMs, clicks: true },
  quiet: {},
  untracked: {},
};

const said = (purpose: Purpose, at: EpochMs): Consent => ({ purpose, given: true, wording: '', at, source: 'form' });

/** The journey from its first step, begun at `from`, for somebody who gets no other mail and never answers. */
export function simulate(
  journey: Journey,
  persona: Persona,
  from: EpochMs,
  calendar: Pick<Facts, 'zone' | 'rules' | 'cap'>,
): Projected[] {
  const facts: Facts = {
    ...calendar,
    person: {
      status: 'active',
      consents: persona === 'untracked' ? [said('marketing', from)] : [said('marketing', from), said('tracking', from)],
      locale: 'en',
      createdAt: from,
      activeSince: from,
      attributes: {},
      tags: [],
    },
    engagement: new Map(),
    marketingSentAt: [],
  };
  return project(journey, enrol('persona', journey, from), facts, from, readings[persona]);
}
