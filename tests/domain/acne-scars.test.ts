// The first series, exactly on the days of its table, for people who open, who do not, and who are not tracked.
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import type { Journey } from '../../functions/domain/journey.ts';
import { type Behaviour, type Sent, walk } from './walk.ts';

const series = journeys.find(({ id }) => id === 'acne-scars') as Journey;
const minute = 60_000;
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

const eager: Behaviour = {
  tracked: true,
  reacts: (_step, sentAt) => ({ opensAt: sentAt + 10 * minute, clicksMainAt: sentAt + 11 * minute }),
};
const quiet: Behaviour = { tracked: true };
const untracked: Behaviour = { tracked: false };

function days(sent: readonly Sent[], from: number, zone: string): string[] {
  const date = (time: number) => Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate();
  return sent.map(({ step, at: time }) => `${date(from).until(date(time)).days} ${step}`);
}

const expectedEager = [
  '0 welcome',
  '2 understanding-scars',
  '5 chemical-peels',
  '8 microneedling',
  '12 combined-approach',
  '14 what-to-expect-needling',
  '16 questions',
  '21 next-step',
];
const expectedQuiet = [
  '0 welcome',
  '2 understanding-scars',
  '5 understanding-scars-again',
  '8 chemical-peels',
  '11 chemical-peels-again',
  '14 microneedling',
  '17 microneedling-again',
  '20 combined-approach',
  '23 combined-approach-again',
  '26 questions',
  '30 still-interested',
];
const expectedUntracked = [
  '0 welcome',
  '2 understanding-scars',
  '5 chemical-peels',
  '8 microneedling',
  '12 combined-approach',
  '16 questions',
  '21 next-step',
];

describe.each([
  ['a winter evening in London', '2027-01-04T21:30:00Z', 'Europe/London'],
  ['a minute before midnight in Warsaw', '2027-03-25T22:58:00Z', 'Europe/Warsaw'],
  ['early morning in Honolulu', '2026-12-20T13:00:00Z', 'Pacific/Honolulu'],
  ['the easternmost zone', '2026-12-20T23:00:00Z', 'Pacific/Kiritimati'],
  ['inside the window in New York, across the spring change', '2027-03-10T14:30:00Z', 'America/New_York'],
])('the series begun on %s', (_name, start, zone) => {
  it.each([
    ['opens each', eager, expectedEager],
    ['opens none', quiet, expectedQuiet],
    ['is not tracked', untracked, expectedUntracked],
  ])('for somebody who %s', (_who, behaviour, expected) => {
    const { sent } = walk(series, { ...behaviour, zone }, at(start));
    expect(days(sent, at(start), zone)).toEqual(expected);
  });
});

describe('the series otherwise', () => {
  const from = at('2027-01-04T21:30:00Z');
  const zone = 'Europe/London';

  it('sends the treatment whose main link was clicked last', () => {
    const peelLast: Behaviour = {
      tracked: true,
      reacts: (step, sentAt) =>
        step === 'chemical-peels'
          ? { opensAt: sentAt + minute, clicksMainAt: sentAt + 6 * 24 * 60 * minute }
          : { opensAt: sentAt + 10 * minute, clicksMainAt: sentAt + 11 * minute },
    };
    expect(days(walk(series, peelLast, from).sent, from, zone)).toContain('14 what-to-expect-peel');
  });

  it('sends no treatment mail to somebody who opens but never clicks', () => {
    const opener: Behaviour = { tracked: true, reacts: (_step, sentAt) => ({ opensAt: sentAt + 10 * minute }) };
    expect(days(walk(series, opener, from).sent, from, zone)).toEqual(
      expectedEager.filter((line) => !line.includes('what-to-expect')),
    );
  });

  it('counts an open a second before the wait ends, once the hold is over', () => {
    const lastSecond: Behaviour = {
      tracked: true,
      reacts: (step) => (step === 'understanding-scars' ? { opensAt: at('2027-01-09T08:59:59Z') } : {}),
    };
    const { sent } = walk(series, lastSecond, from);
    expect(sent.map(({ step }) => step)).not.toContain('understanding-scars-again');
    expect(days(sent, from, zone)).toContain('5 chemical-peels');
  });

  it('goes on with the next step when the quiet answer yes', () => {
    const answers: Behaviour = {
      tracked: true,
      answers: (now): Record<string, string> => (now > at('2027-02-10T12:00:00Z') ? { interest: 'yes' } : {}),
    };
    const { sent, last } = walk(series, answers, from);
    expect(sent.at(-1)?.step).toBe('next-step');
    expect(last.endedReason).toBe('completed');
  });

  it('ends quietly for those who never answer', () => {
    expect(walk(series, quiet, from).last.endedReason).toBe('quiet');
  });

  it('ends at once when she leaves', () => {
    const leaver: Behaviour = {
      tracked: false,
      refusal: (now) => (now > at('2027-01-07T00:00:00Z') ? 'unsubscribed' : undefined),
    };
    const { sent, last } = walk(series, leaver, from);
    expect(sent.map(({ step }) => step)).toEqual(['welcome', 'understanding-scars']);
    expect(last.endedReason).toBe('unsubscribed');
  });
});
