// Sending hours and quiet hours around the nights that are longer or shorter, in zones with odd habits.
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { afterQuietHours, nextInWindow, type WindowRules } from '../../functions/domain/send-window.ts';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';

/** Near a change of clocks, or a date left out: the local time at which something odd happens. */
const nights = [
  ['Europe/Warsaw', '2027-03-28T02:00'],
  ['Europe/Warsaw', '2027-10-31T02:00'],
  ['America/New_York', '2027-11-07T01:00'],
  ['Australia/Lord_Howe', '2027-04-04T01:30'],
  ['Australia/Lord_Howe', '2027-10-03T02:00'],
  ['America/Santiago', '2027-04-03T23:00'],
  ['America/Santiago', '2027-09-05T00:00'],
  ['Africa/Casablanca', '2027-02-07T03:00'],
  ['Africa/Casablanca', '2027-03-14T02:00'],
  ['Pacific/Apia', '2011-12-30T00:00'],
  ['Asia/Beirut', '2027-03-28T00:00'],
  ['Africa/Cairo', '2027-04-30T00:00'],
] as const;

const clock = fc
  .tuple(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 23 })), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
const moments = fc.constantFrom(...nights).chain(([zone, night]) =>
  fc.oneof(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -30 * 60, max: 30 * 60 })).map((minutes) => ({
    zone,
    now: Temporal.PlainDateTime.from(night).toZonedDateTime(zone).epochMilliseconds + minutes * minuteMs,
  })),
);
const hours = fc.uniqueArray(clock, { minLength: 2, maxLength: 2 }) as fc.Arbitrary<[string, string]>;

const local = (at: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
const timeOf = (at: number, zone: string) => local(at, zone).toPlainTime().toString({ smallestUnit: 'minute' });

describe('around a change of clocks', () => {
  it('the next moment in the window is not before now, lies within, and is the first', () => {
    fc.assert(
      fc.property(moments, hours, ({ zone, now }, both) => {
        const [from, to] = both.toSorted() as [string, string];
        const rules: WindowRules = { sendWindow: { from, to, daysOff: [] }, holidays: [] };
        const next = nextInWindow(now, zone, rules);
        expect(next).toBeGreaterThanOrEqual(now);
        expect(timeOf(next, zone) >= from && timeOf(next, zone) < to, `${local(next, zone)}`).toBe(true);
        // A window that falls into a gap entirely leaves that day out; else none is missed.
        expect(next - now).toBeLessThan(50 * hourMs);
      }),
      { numRuns: 2_000 },
    );
  });

  it('in the second of two like hours, its own opening and ending count', () => {
    const second = (time: string) => Date.parse(`2027-10-31T${time}:00+01:00`);
    const sendWindow = { from: '02:30', to: '02:50', daysOff: [] };
    const rules = { sendWindow, holidays: [], quietHours: { from: '01:30', to: '02:20' } };
    expect(nextInWindow(second('02:10'), 'Europe/Warsaw', rules)).toBe(second('02:30'));
    expect(afterQuietHours(second('02:10'), 'Europe/Warsaw', rules)).toBe(second('02:20'));
    expect(afterQuietHours(second('02:10') - hourMs, 'Europe/Warsaw', rules)).toBe(second('02:20') - hourMs);
  });

  it('what may leave after quiet hours is not before now and not quiet', () => {
    fc.assert(
      fc.property(moments, hours, ({ zone, now }, [from, to]) => {
        const rules: WindowRules = {
          sendWindow: { from: '09:00', to: '11:00', daysOff: [] },
          holidays: [],
          quietHours: { from, to },
        };
        const next = afterQuietHours(now, zone, rules);
        const time = timeOf(next, zone);
        const quiet = from > to ? time >= from || time < to : time >= from && time < to;
        expect(next).toBeGreaterThanOrEqual(now);
        expect(quiet, `${local(next, zone)}`).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
