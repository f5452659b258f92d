// The pace: never over the rate or the day's quota, everybody gets a turn, and throttling slows it down for a while.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  brake,
  burstOf,
  freshPace,
  limitsOf,
  type PaceLimits,
  type PaceRules,
  type PaceState,
  type Quota,
  reserve,
  safeQuota,
  shareNow,
  usedInDay,
  warmUpPerDay,
  withQuota,
} from '../../functions/domain/pacing.ts';
import { brakeFor, isGiveUp, mayRedrive } from '../../functions/domain/ses-refusals.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';

const start = Date.UTC(2027, 0, 4, 9);
const limits = (ratePerSecond: number, perDay = Number.POSITIVE_INFINITY): PaceLimits => ({
  ratePerSecond,
  perDay,
  dayLimit: 'quota',
});

const asks = fc.array(
  fc.record({
    afterMs: fc.nat({ max: 20_000 }),
    count: fc.integer({ min: 1, max: 50 }),
    transactional: fc.boolean(),
  }),
  { minLength: 1, maxLength: 120 },
);

interface Grant {
  readonly at: number;
  readonly count: number;
}

function play(
  wanted: { afterMs: number; count: number; transactional: boolean }[],
  allowed: PaceLimits,
  mixed: boolean,
) {
  let state: PaceState = freshPace;
  let now = start;
  const marketing: Grant[] = [];
  const all: Grant[] = [];
  for (const { afterMs, count, transactional } of wanted) {
    now += afterMs;
    const kind = mixed && transactional ? 'transactional' : 'marketing';
    const [reserved, next] = reserve(state, { count: kind === 'marketing' ? count : 1, kind }, allowed, now);
    state = next;
    if (reserved.granted > 0) {
      all.push({ at: now, count: reserved.granted });
      if (kind === 'marketing') marketing.push({ at: now, count: reserved.granted });
      else expect(reserved.granted).toBe(1);
    }
  }
  return { marketing, all, state, now };
}

describe('the rate', () => {
  it('is kept over every window, but for one burst', () => {
    fc.assert(
      fc.property(asks, fc.double({ min: 0.1, max: 200, noNaN: true }), (wanted, ratePerSecond) => {
        const { marketing } = play(wanted, limits(ratePerSecond), false);
        for (const [first, { at: from }] of marketing.entries()) {
          let sent = 0;
          for (const { at, count } of marketing.slice(first)) {
            sent += count;
            const allowed = ((at - from) / secondMs) * ratePerSecond + burstOf(ratePerSecond);
            expect(sent).toBeLessThanOrEqual(allowed + 0.001);
          }
        }
      }),
    );
  });

  it('makes room for transactional mail, which is never refused', () => {
    fc.assert(
      fc.property(asks, (wanted) => {
        const { all } = play(wanted, limits(5), true);
        expect(all.length).toBeGreaterThan(0);
      }),
    );
    const full = reserve(freshPace, { count: 500, kind: 'marketing' }, limits(1), start);
    expect(full[0].granted).toBe(54);
    const [refused, later] = reserve(full[1], { count: 1, kind: 'marketing' }, limits(1), start);
    expect(refused).toMatchObject({ granted: 0, reason: 'pace' });
    const [urgent, after] = reserve(later, { count: 1, kind: 'transactional' }, limits(1), start);
    expect(urgent.granted).toBe(1);
    expect(after.fullAt).toBe(later.fullAt + secondMs);
  });

  it('lets everybody have a turn who comes back when told, at the next minute', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(0.5, 1, 14, 90),
        (sizes, ratePerSecond) => {
          let state: PaceState = freshPace;
          const people = sizes.map((left) => ({ left, at: start }));
          let rounds = 0;
          const perMinute = Math.max(1, Math.floor(burstOf(ratePerSecond) * 0.9));
          const total = sizes.reduce((sum, size) => sum + size, 0);
          const enough = 3 * (Math.ceil(total / perMinute) + sizes.length) + 10;
          for (; people.some(({ left }) => left > 0) && rounds < enough; rounds++) {
            const now = start + rounds * minuteMs;
            for (const one of people) {
              if (one.left === 0 || one.at > now) continue;
              const [{ granted, nextAt }, next] = reserve(
                state,
                { count: one.left, kind: 'marketing' },
                limits(ratePerSecond),
                now,
              );
              state = next;
              one.left -= granted;
              one.at = nextAt;
            }
          }
          expect(people.filter(({ left }) => left > 0)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('spreads those who wait, so that they do not come back as a crowd', () => {
    let state = freshPace;
    const times: number[] = [];
    for (let index = 0; index < 100; index++) {
      const [{ granted, nextAt }, next] = reserve(state, { count: 50, kind: 'marketing' }, limits(14), start);
      state = next;
      if (granted === 0) times.push(nextAt);
    }
    const perMinute = Map.groupBy(times, (at) => Math.ceil((at - start) / minuteMs));
    expect(Math.max(...[...perMinute.values()].map(({ length }) => length))).toBeLessThanOrEqual(18);
    expect(times.length).toBeGreaterThan(50);
  });
});

describe('the day', () => {
  it('is never passed by marketing in any 24 hours, and comes free again', () => {
    const long = fc.array(
      fc.record({
        afterMs: fc.nat({ max: 3 * hourMs }),
        count: fc.integer({ min: 1, max: 50 }),
        transactional: fc.boolean(),
      }),
      { minLength: 1, maxLength: 120 },
    );
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 400 }), (wanted, perDay) => {
        const { marketing } = play(wanted, limits(100, perDay), false);
        for (const { at } of marketing) {
          const within = marketing.filter((one) => one.at <= at && one.at > at - dayMs);
          expect(within.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(perDay);
        }
      }),
    );
    let state = freshPace;
    [, state] = reserve(state, { count: 50, kind: 'marketing' }, limits(100, 40), start);
    const [{ granted, reason, nextAt }] = reserve(
      state,
      { count: 50, kind: 'marketing' },
      limits(100, 40),
      start + hourMs,
    );
    expect({ granted, reason }).toEqual({ granted: 0, reason: 'quota' });
    expect(nextAt).toBeGreaterThan(start + dayMs);
    expect(reserve(state, { count: 50, kind: 'marketing' }, limits(100, 40), nextAt)[0].granted).toBeGreaterThan(0);
  });

  it('counts what others sent from the same account', () => {
    const quota: Quota = { ratePerSecond: 14, perDay: 1_000, sentLastDay: 990, isProduction: true, at: start };
    const state = withQuota(freshPace, quota);
    expect(reserve(state, { count: 50, kind: 'marketing' }, limitsOf(quota, {}, start), start)[0]).toMatchObject({
      granted: 0,
      reason: 'quota',
    });
    expect(usedInDay(state, start + 2 * hourMs)).toBe(0);
  });

  it('has no limit where SES says -1', () => {
    const quota: Quota = { ...safeQuota, perDay: -1, ratePerSecond: 500 };
    expect(limitsOf(quota, {}, start).perDay).toBe(Number.POSITIVE_INFINITY);
    expect(limitsOf(quota, { dailyCap: 70 }, start)).toMatchObject({ perDay: 70, dayLimit: 'daily-cap' });
  });

  it('grows with the warm-up until the quota is smaller', () => {
    const warmUp = { startedOn: '2027-01-01', firstDay: 50, growthPerDay: 1.5 };
    const rules: PaceRules = { warmUp };
    expect([0, 1, 2, 3].map((day) => warmUpPerDay(warmUp, Date.UTC(2027, 0, 1 + day, 12)))).toEqual([50, 75, 112, 168]);
    expect(warmUpPerDay(warmUp, Date.UTC(2026, 11, 1))).toBe(50);
    const quota = { ...safeQuota, perDay: 200 };
    expect(limitsOf(quota, rules, Date.UTC(2027, 0, 2))).toMatchObject({ perDay: 75, dayLimit: 'warm-up' });
    expect(limitsOf(quota, rules, Date.UTC(2027, 0, 9))).toMatchObject({ perDay: 200, dayLimit: 'quota' });
  });
});

describe('the brake', () => {
  it('halves the rate once for calls throttled together, and recovers by and by', () => {
    let state = brake(freshPace, 'throttled', start);
    state = brake(state, 'throttled', start + secondMs);
    expect(shareNow(state, start + secondMs)).toBeCloseTo(0.5, 2);
    expect(reserve(state, { count: 50, kind: 'marketing' }, limits(14), start + secondMs)[0].granted).toBe(0);
    expect(shareNow(brake(state, 'throttled', start + minuteMs), start + minuteMs)).toBeCloseTo(0.3, 2);
    expect(shareNow(state, start + 5 * minuteMs)).toBe(1);
  });

  it('holds everything but transactional mail when the quota is used up or the account is stopped', () => {
    const state = brake(freshPace, 'quota', start);
    const [refused] = reserve(state, { count: 5, kind: 'marketing' }, limits(14), start + minuteMs);
    expect(refused).toEqual({ granted: 0, reason: 'held', nextAt: start + hourMs });
    expect(reserve(state, { count: 1, kind: 'transactional' }, limits(14), start)[0].granted).toBe(1);
    expect(reserve(state, { count: 5, kind: 'marketing' }, limits(14), start + hourMs)[0].granted).toBe(5);
  });

  it('holds ever longer, up to half an hour, while SES cannot be used, and briefly again once that is over', () => {
    let state = freshPace;
    let now = start;
    const lengths = Array.from({ length: 7 }, () => {
      state = brake(state, 'unusable', now);
      // Calls under way together fail together, and mail people asked for just now goes on trying.
      expect(brake(state, 'unusable', now + secondMs)).toEqual(state);
      const [{ nextAt, reason }] = reserve(state, { count: 5, kind: 'marketing' }, limits(14), now);
      expect(reason).toBe('held');
      const length = nextAt - now;
      now = nextAt + secondMs;
      return length / minuteMs;
    });
    expect(lengths).toEqual([1, 2, 4, 8, 16, 30, 30]);
    const later = now + 2 * hourMs;
    expect(brake(state, 'unusable', later).heldUntil).toBe(later + minuteMs);
  });

  it('is over once SES took mail again: the next hold is short, and a quota stays used up', () => {
    let state = brake(brake(freshPace, 'unusable', start), 'unusable', start + minuteMs + secondMs);
    const at = start + 4 * minuteMs;
    const [trial] = reserve(state, { count: 5, kind: 'marketing' }, limits(14), at);
    expect(trial).toMatchObject({ granted: 5, isTrial: true });
    expect(reserve(state, { count: 1, kind: 'transactional' }, limits(14), start + 2 * minuteMs)[0].isTrial).toBe(true);
    state = brake(state, 'over', at);
    expect(reserve(state, { count: 5, kind: 'marketing' }, limits(14), at)[0].isTrial).toBeUndefined();
    expect(brake(state, 'unusable', at).heldUntil).toBe(at + minuteMs);
    const used = brake(freshPace, 'quota', start);
    expect(brake(used, 'over', start)).toEqual(used);
  });

  it('never shortens a hold for another reason', () => {
    const state = brake(freshPace, 'quota', start);
    expect(brake(state, 'unusable', start + minuteMs)).toEqual(state);
  });

  it('gives back to the day what SES did not take', () => {
    let state = withQuota(freshPace, { ...safeQuota, perDay: 1_000, at: start });
    [, state] = reserve(state, { count: 50, kind: 'marketing' }, limits(14), start);
    expect(usedInDay(state, start)).toBe(50);
    expect(usedInDay(brake(state, 'unusable', start, 40), start)).toBe(10);
    expect(usedInDay(brake(state, 'throttled', start, 50), start)).toBe(0);
    // Answered in the next hour: it was counted in the last.
    expect(usedInDay(brake(state, 'quota', start + hourMs, 50), start + hourMs)).toBe(0);
  });

  it('starts calmly after a resume, and forgets what was held before', () => {
    const state = brake(brake(freshPace, 'account', start), 'resume', start + secondMs);
    expect(shareNow(state, start + secondMs)).toBe(0.25);
    expect(reserve(state, { count: 500, kind: 'marketing' }, limits(14), start + secondMs)[0].granted).toBe(189);
  });

  it('stays calm after a resume until everything that was paused has woken up, and brakes further where SES minds', () => {
    const state = brake(freshPace, 'resume', start);
    expect(shareNow(state, start + 30 * minuteMs)).toBe(0.25);
    expect(shareNow(state, start + 33 * minuteMs)).toBeCloseTo(0.55);
    const throttled = brake(state, 'throttled', start + 10 * minuteMs);
    expect(shareNow(throttled, start + 30 * minuteMs)).toBe(0.125);
    expect(brake(throttled, 'throttled', start + 10 * minuteMs + secondMs).share).toBe(0.125);
    expect(shareNow(throttled, start + hourMs)).toBe(1);
  });

  it('is pulled by the refusals that mean it, and by no other', () => {
    expect(brakeFor(['ses-too-many-requests'])).toBe('throttled');
    expect(brakeFor(['ses-too-many-requests', 'ses-limit-exceeded', 'ses-sending-paused'])).toBe('account');
    expect(brakeFor(['ses-no-connection', 'ses-access-denied', 'ses-not-found'])).toBe('unusable');
    expect(brakeFor(['ses-message-rejected', 'template-missing'])).toBeUndefined();
  });
});

describe('what was given up', () => {
  it("is our fault or SES's, never the reader's", () => {
    const reasons = ['template-missing', 'ses-message-rejected', 'rendering-failure', 'ses-reject'];
    expect(reasons.map(isGiveUp)).toEqual([true, true, true, true]);
    expect(reasons.map(mayRedrive)).toEqual([true, true, false, false]);
    expect(['unsubscribed', 'suppressed', 'goal', 'lapsed', 'cap', 'ses-too-many-requests'].map(isGiveUp)).toEqual(
      Array.from({ length: 6 }, () => false),
    );
  });
});
