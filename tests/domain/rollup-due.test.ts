// When numbers are made anew: soon after fresh e-mails, later after old ones, never too late, and shared by those of one minute.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markRestMs, rollupDueAt } from '../../functions/domain/rollup-due.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';

const noonMs = Date.UTC(2027, 0, 4, 12);
const now = fc.integer({ min: noonMs, max: noonMs + dayMs });
const ageMs = fc.integer({ min: -minuteMs, max: 400 * dayMs });

const lagMs = (age: number) => rollupDueAt(noonMs, noonMs - age) - noonMs;

it('waits a minute for what is urgent or fresh, and longer with age', () => {
  expect(rollupDueAt(noonMs)).toBe(noonMs + minuteMs);
  expect(rollupDueAt(noonMs + 1)).toBe(noonMs + 2 * minuteMs);
  expect([0, 10 * minuteMs, hourMs, 6 * hourMs, dayMs, 3 * dayMs, 30 * dayMs].map(lagMs)).toEqual(
    [1, 1, 5, 30, 120, 360, 360].map((minutes) => minutes * minuteMs),
  );
});

it('comes on a full minute, at least one from now, and at most a twelfth of the age or six hours later', () => {
  fc.assert(
    fc.property(now, ageMs, (at, age) => {
      const dueAt = rollupDueAt(at, at - age);
      expect(dueAt % minuteMs).toBe(0);
      expect(dueAt - at).toBeGreaterThanOrEqual(minuteMs);
      expect(dueAt - at).toBeLessThan(Math.max(minuteMs, Math.min(age / 12, 6 * hourMs)) + minuteMs);
      expect(dueAt).toBeGreaterThanOrEqual(rollupDueAt(at));
    }),
  );
});

it('is never sooner for older e-mails, nor for what comes later', () => {
  fc.assert(
    fc.property(now, ageMs, fc.integer({ min: 0, max: 30 * dayMs }), (at, age, moreMs) => {
      expect(rollupDueAt(at, at - age - moreMs)).toBeGreaterThanOrEqual(rollupDueAt(at, at - age));
      expect(rollupDueAt(at + moreMs, at - age)).toBeGreaterThanOrEqual(rollupDueAt(at, at - age));
    }),
  );
});

it('lets every new mark rest for a while', () => {
  fc.assert(
    fc.property(now, ageMs, (at, age) => {
      expect(rollupDueAt(at, at - age)).toBeGreaterThan(at + markRestMs);
    }),
  );
});
