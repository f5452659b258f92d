// Wall-clock questions answered in the subscriber's zone: when a window opens, whether it is open now, when a wait ends.
import { Temporal } from 'temporal-polyfill';
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
  return windowStartOn(localDate(from, zone).add({ days }), zone, rules);
}

/** `now` while the window is open in `zone`, else when it next opens. */
export function nextInWindow(now: EpochMs, zone: string, rules: WindowRules): EpochMs {
  const local = atZone(now, zone);
  const today = local.toPlainDate();
  const { from, to } = rules.sendWindow;
  if (isOpenDay(today, rules)) {
    const time = local.toPlainTime();
    if (Temporal.PlainTime.compare(time, from) < 0) {
      const start = windowStartOn(today, zone, rules);
      // In the second of two like hours the first opening lies behind.
      return start >= now ? start : moment(today, zone, from, 'later').epochMilliseconds;
    }
    if (Temporal.PlainTime.compare(time, to) < 0) return now;
  }
  return windowStartOn(today.add({ days: 1 }), zone, rules);
}

/** Whether `at` is on a later calendar day than `than`, in the zone. */
export function isLaterDay(at: EpochMs, than: EpochMs, zone: string): boolean {
  return Temporal.PlainDate.compare(localDate(at, zone), localDate(than, zone)) > 0;
}

/** `now` outside the quiet hours in `zone`, else when they end. */
export function afterQuietHours(now: EpochMs, zone: string, { quietHours }: WindowRules): EpochMs {
  if (!quietHours || !isQuiet(now, zone, quietHours)) return now;
  const today = localDate(now, zone);
  for (let days = 0; days < maxQuietDays; days++) {
    // Where the end comes twice, the second one counts for whoever is past the first.
    for (const which of ['compatible', 'later'] as const) {
      const end = moment(today.add({ days }), zone, quietHours.to, which).epochMilliseconds;
      if (end >= now && !isQuiet(end, zone, quietHours)) return end;
    }
  }
  throw new Error('The quiet hours never end; check quietHours in clinic.config.ts.');
}

/** They end every day, but for one whose last loud hour a change of clocks leaves out. */
const maxQuietDays = 4;

function isQuiet(at: EpochMs, zone: string, { from, to }: NonNullable<WindowRules['quietHours']>): boolean {
  const time = atZone(at, zone).toPlainTime().toString({ smallestUnit: 'minute' });
  return from > to ? time >= from || time < to : time >= from && time < to;
}

/** The first moment after `from` at which it is that weekday and time; a date the zone skipped is no such day. */
function nextWeekday(from: EpochMs, weekday: number, time: string, zone: string): EpochMs {
  const today = localDate(from, zone);
  let date = today.add({ days: (weekday - today.dayOfWeek + daysOfWeek) % daysOfWeek });
  for (;;) {
    const found = moment(date, zone, time);
    if (found.epochMilliseconds > from && found.dayOfWeek === weekday) return found.epochMilliseconds;
    date = date.add({ days: daysOfWeek });
  }
}

function windowStartOn(date: Temporal.PlainDate, zone: string, rules: WindowRules): EpochMs {
  // At least one weekday is open, and each holiday can close one of those: so many days cannot all be closed. Two more
  // for a date that a zone skipped and a window that fell into a change of clocks.
  const maxDays = daysOfWeek * (rules.holidays.length + 3);
  for (let days = 0; days < maxDays; days++) {
    const wanted = date.add({ days });
    const start = moment(wanted, zone, rules.sendWindow.from);
    const exists = start.toPlainDate().equals(wanted);
    if (exists && isOpenDay(wanted, rules) && Temporal.PlainTime.compare(start.toPlainTime(), rules.sendWindow.to) < 0)
      return start.epochMilliseconds;
  }
  throw new Error('The send window has no open day; check daysOff and holidays in clinic.config.ts.');
}

/** The time on that date: of one that comes twice the first, unless `later`; of one that is left out, as far after the gap. */
function moment(
  date: Temporal.PlainDate,
  zone: string,
  time: string,
  disambiguation: 'compatible' | 'later' = 'compatible',
): Temporal.ZonedDateTime {
  return date.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(zone, { disambiguation });
}

function isOpenDay(date: Temporal.PlainDate, rules: WindowRules): boolean {
  return !rules.sendWindow.daysOff.includes(date.dayOfWeek) && !rules.holidays.includes(date.toString());
}

function localDate(at: EpochMs, zone: string): Temporal.PlainDate {
  return atZone(at, zone).toPlainDate();
}

function atZone(at: EpochMs, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}
