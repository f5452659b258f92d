// What holds of every journey the build takes, whatever anybody does and in whichever order.
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Enrolment, enrol } from '../../functions/domain/enrolment.ts';
import { step } from '../../functions/domain/interpreter.ts';
import { type Journey, sendSteps } from '../../functions/domain/journey.ts';
import { nobody } from '../../functions/domain/segment.ts';
import { dayMs } from '../../functions/domain/time.ts';
import { anyJourney, anyLife } from './any-journey.ts';
import { clinicOf, instantOf } from './story.ts';
import { type Lived, type Mail, walkThrough } from './tell-by-interpreter.ts';

const runs = 300;

const lives = anyJourney.chain((journey) =>
  anyLife(sendSteps(journey).map(({ id }) => id)).map((life): [Journey, Lived] => [journey, life]),
);

function holdsOfEvery(check: (mails: readonly Mail[], journey: Journey, life: Lived, last: Enrolment) => void): void {
  fc.assert(
    fc.property(lives, ([journey, life]) => {
      // Throws when a walk neither ends nor waits.
      const { mails, walk } = walkThrough(journey, life);
      check(mails, journey, life, walk);
    }),
    { numRuns: runs },
  );
}

describe('every walk', () => {
  it('comes to its end', () => {
    holdsOfEvery((_mails, _journey, _life, last) => {
      expect(last.state).toBe('ended');
      expect(last.dueAt).toBeUndefined();
      expect(['cycle', 'lost-step']).not.toContain(last.endedReason);
    });
  });

  it('sends no step twice', () => {
    holdsOfEvery((mails) => {
      expect(new Set(mails.map((mail) => mail.step)).size).toBe(mails.length);
    });
  });

  it('sends within the window, on open days, and at once only outside the quiet hours', () => {
    holdsOfEvery((mails, _journey, life) => {
      const { sendWindow, holidays, quietHours } = clinicOf(life);
      for (const mail of mails) {
        const local = Temporal.Instant.fromEpochMilliseconds(mail.at).toZonedDateTimeISO(mail.zone);
        const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
        if (mail.when === 'window') {
          expect(time >= sendWindow.from && time < sendWindow.to, `${local} for ${mail.step}`).toBe(true);
          expect(sendWindow.daysOff).not.toContain(local.dayOfWeek);
          expect(holidays).not.toContain(local.toPlainDate().toString());
        } else if (quietHours) {
          const { from, to } = quietHours;
          const quiet = from > to ? time >= from || time < to : time >= from && time < to;
          expect(quiet, `${local} for ${mail.step}`).toBe(false);
        }
      }
    });
  });

  it('keeps the cap, newsletters included', () => {
    holdsOfEvery((mails, _journey, life) => {
      const { caps } = clinicOf(life);
      const news = life.events.flatMap(({ at, newsletter }) => (newsletter && at ? [instantOf(at, life.zone)] : []));
      for (const { at } of mails) {
        // Whatever left before counts, and she herself now: a step never comes on top of a full week.
        const within = [...mails.map((mail) => mail.at), ...news].filter(
          (other) => other <= at && other > at - caps.days * dayMs,
        );
        expect(within.length).toBeLessThanOrEqual(caps.marketing);
      }
    });
  });

  it('sends one e-mail a day at most, never a stale one, and none after she left or got what she came for', () => {
    holdsOfEvery((mails, _journey, _life, last) => {
      for (const [index, mail] of mails.entries()) {
        expect(mail.at).toBeLessThanOrEqual(mail.shelfUntil);
        const before = mails[index - 1];
        if (!before) continue;
        const date = (at: number) =>
          Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(mail.zone).toPlainDate();
        expect(Temporal.PlainDate.compare(date(mail.at), date(before.at))).toBe(1);
      }
      if (last.goalAt !== undefined) for (const mail of mails) expect(mail.at).toBeLessThanOrEqual(last.goalAt);
    });
  });
});

describe('a step', () => {
  it('answers for any enrolment at any time, also for one that stands nowhere', () => {
    const place = fc.oneof(fc.string(), fc.constantFrom('end', 'mail-0', 'start+1'));
    fc.assert(
      fc.property(anyJourney, place, fc.nat(2 ** 41), fc.nat(2 ** 41), (journey, at, since, now) => {
        const walk = { ...enrol('someone', journey, since), at };
        const [next, commands] = step(
          journey,
          walk,
          {
            person: nobody,
            zone: 'Europe/Warsaw',
            engagement: new Map(),
            marketingSentAt: [],
            rules: { sendWindow: { from: '09:00', to: '11:00', daysOff: [] }, holidays: [] },
            cap: { marketing: 3, days: 7 },
          },
          now,
        );
        expect(next.state === 'ended' || next.dueAt !== undefined).toBe(true);
        expect(commands.filter(({ kind }) => kind === 'send').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs },
    );
  });

  it('is pure: the same answer twice, and nothing handed in is changed', () => {
    fc.assert(
      fc.property(lives, ([journey, life]) => {
        const frozen = structuredClone(journey);
        expect(walkThrough(journey, life)).toEqual(walkThrough(journey, life));
        expect(journey).toEqual(frozen);
      }),
      { numRuns: 60 },
    );
  });
});
