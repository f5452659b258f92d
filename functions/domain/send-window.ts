// Wall-clock questions answered in the subscriber's zone: when a window opens, whether it is open now, when a wait ends.
// Temporal as functions, which leave half of the library out of a bundle.
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as PlainTime from 'temporal-polyfill/fns/PlainTime';
import * as Zoned from 'temporal-polyfill/fns/ZonedDateTime';
import type { SendWindow } from './clinic.ts';
import type { Span } from './journey.ts';
import { type EpochMs, hourMs } from './time.ts';

export interface WindowRules {
  readonly sendWindow: SendWindow;
  /** Calendar dates without journey mail. */
  readonly holidays: readonly string[];
  /** Hours in which not even an at-once step leaves; `to` may be on the next day. */
  readonly quietHours?: { readonly from: string; readonly to: string } | undefined;
}

const daysOfWeek = 7;

/** When a wait that begins at `from` is over. */
export function spanEnd(span: Span, from: EpochMs, zone: string, rules: WindowRules): EpochMs {
  if (span.unit === 'hours') return from + span.count * hourMs;
  if (span.unit === 'days') return windowStartAfterDays(from, span.count, zone, rules);
  return nextWeekday(from, span.weekday, span.at, zone);
}

/**
 * Start of the send window `days` calendar days after `from`, both in `zone`; a closed day passes on to the next
 * open one. A wall-clock time that DST skips is taken after the gap, one that repeats at its first occurrence.
 */
export function windowStartAfterDays(from: EpochMs, days: number, zone: string, rules: WindowRules): EpochMs {
  return windowStartOn(PlainDate.addDays(localDate(from, zone), days), zone, rules);
}

/** `now` while the window is open in `zone`, else when it next opens. */
export function nextInWindow(now: EpochMs, zone: string, rules: WindowRules): EpochMs {
  const local = atZone(now, zone);
  const today = Zoned.toPlainDate(local);
  const { from, to } = rules.sendWindow;
  if (isOpenDay(today, rules)) {
    const time = Zoned.toPlainTime(local);
    if (isBefore(time, from)) {
      const start = windowStartOn(today, zone, rules);
      // In the second of two like hours the first opening lies behind.
      return start >= now ? start : moment(today, zone, from, 'later').epochMilliseconds;
    }
    if (isBefore(time, to)) return now;
  }
  return windowStartOn(PlainDate.addDays(today, 1), zone, rules);
}

/** `now` where a step may leave in `zone`, else when next: at once but for the quiet hours, or in the send window. */
export function mayLeaveAt(when: 'at-once' | 'window', now: EpochMs, zone: string, rules: WindowRules): EpochMs {
  return when === 'at-once' ? afterQuietHours(now, zone, rules) : nextInWindow(now, zone, rules);
}

/** Whether `at` is on a later calendar day than `than`, in the zone. */
export function isLaterDay(at: EpochMs, than: EpochMs, zone: string): boolean {
  return PlainDate.compare(localDate(at, zone), localDate(than, zone)) > 0;
}

/** They end every day, but for one whose last loud hour a change of clocks leaves out. */
const maxQuietDays = 4;

/** `now` outside the quiet hours in `zone`, else when they end. */
export function afterQuietHours(now: EpochMs, zone: string, { quietHours }: WindowRules): EpochMs {
  if (!quietHours || !isQuiet(now, zone, quietHours)) return now;
  const today = localDate(now, zone);
  for (let days = 0; days < maxQuietDays; days++) {
    // Where the end comes twice, the second one counts for whoever is past the first.
    for (const which of ['compatible', 'later'] as const) {
      const end = moment(PlainDate.addDays(today, days), zone, quietHours.to, which).epochMilliseconds;
      if (end >= now && !isQuiet(end, zone, quietHours)) return end;
    }
  }
  throw new Error('The quiet hours never end; check quietHours in clinic.config.ts.');
}

function isQuiet(at: EpochMs, zone: string, { from, to }: NonNullable<WindowRules['quietHours']>): boolean {
  const time = PlainTime.toString(Zoned.toPlainTime(atZone(at, zone)), { smallestUnit: 'minute' });
  return from > to ? time >= from || time < to : time >= from && time < to;
}

/** The first moment after `from` at which it is that weekday and time; a date the zone skipped is no such day. */
function nextWeekday(from: EpochMs, weekday: number, time: string, zone: string): EpochMs {
  const today = localDate(from, zone);
  let date = PlainDate.addDays(today, (weekday - PlainDate.dayOfWeek(today) + daysOfWeek) % daysOfWeek);
  for (;;) {
    const found = moment(date, zone, time);
    if (found.epochMilliseconds > from && Zoned.dayOfWeek(found) === weekday) return found.epochMilliseconds;
    date = PlainDate.addDays(date, daysOfWeek);
  }
}

function windowStartOn(date: PlainDate.Record, zone: string, rules: WindowRules): EpochMs {
  // At least one weekday is open, and each holiday can close one of those: so many days cannot all be closed. Two more
  // for a date that a zone skipped and a window that fell into a change of clocks.
  const maxDays = daysOfWeek * (rules.holidays.length + 3);
  for (let days = 0; days < maxDays; days++) {
    const wanted = PlainDate.addDays(date, days);
    const start = moment(wanted, zone, rules.sendWindow.from);
    const exists = PlainDate.equals(Zoned.toPlainDate(start), wanted);
    if (exists && isOpenDay(wanted, rules) && isBefore(Zoned.toPlainTime(start), rules.sendWindow.to))
      return start.epochMilliseconds;
  }
  throw new Error('The send window has no open day; check daysOff and holidays in clinic.config.ts.');
}

/** The time on that date: of one that comes twice the first, unless `later`; of one that is left out, as far after the gap. */
function moment(
  date: PlainDate.Record,
  zone: string,
  time: string,
  disambiguation: 'compatible' | 'later' = 'compatible',
): Zoned.Record {
  const local = PlainDate.toPlainDateTime(date, PlainTime.fromString(time));
  return PlainDateTime.toZonedDateTime(local, zone, { disambiguation });
}

function isOpenDay(date: PlainDate.Record, rules: WindowRules): boolean {
  return (
    !rules.sendWindow.daysOff.includes(PlainDate.dayOfWeek(date)) && !rules.holidays.includes(PlainDate.toString(date))
  );
}

function isBefore(time: PlainTime.Record, clock: string): boolean {
  return PlainTime.compare(time, PlainTime.fromString(clock)) < 0;
}

function localDate(at: EpochMs, zone: string): PlainDate.Record {
  return Zoned.toPlainDate(atZone(at, zone));
}

function atZone(at: EpochMs, zone: string): Zoned.Record {
  return Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), zone);
}
