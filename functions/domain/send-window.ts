// Wall-clock questions answered in the subscriber's zone: when a window opens, and whether it is open now.
import { Temporal } from 'temporal-polyfill';
import type { SendWindow } from './clinic.ts';
import type { EpochMs } from './time.ts';

export interface WindowRules {
  readonly sendWindow: SendWindow;
  /** Calendar dates without journey mail. */
  readonly holidays: readonly string[];
}

/** More closed days in a row than this mean that the rules leave no day at all. */
const maxClosedDays = 400;

/**
 * Start of the send window `days` calendar days after `from`, both in `zone`; a closed day passes on to the next
 * open one. A wall-clock time that DST skips is taken after the gap, one that repeats at its first occurrence.
 */
export function windowStartAfterDays(from: EpochMs, days: number, zone: string, rules: WindowRules): EpochMs {
  return windowStartOn(localDate(from, zone).add({ days }), zone, rules);
}

/** `now` while the window is open in `zone`, else when it next opens. */
export function nextInWindow(now: EpochMs, zone: string, rules: WindowRules): EpochMs {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const today = local.toPlainDate();
  const { from, to } = rules.sendWindow;
  if (isOpenDay(today, rules)) {
    const time = local.toPlainTime();
    if (Temporal.PlainTime.compare(time, from) < 0) return startOn(today, zone, from);
    if (Temporal.PlainTime.compare(time, to) < 0) return now;
  }
  return windowStartOn(today.add({ days: 1 }), zone, rules);
}

function windowStartOn(date: Temporal.PlainDate, zone: string, rules: WindowRules): EpochMs {
  let open = date;
  for (let tried = 0; !isOpenDay(open, rules); tried++) {
    if (tried === maxClosedDays) throw new Error('The send window has no open day; check daysOff and holidays.');
    open = open.add({ days: 1 });
  }
  return startOn(open, zone, rules.sendWindow.from);
}

function startOn(date: Temporal.PlainDate, zone: string, time: string): EpochMs {
  return date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

function isOpenDay(date: Temporal.PlainDate, rules: WindowRules): boolean {
  return !rules.sendWindow.daysOff.includes(date.dayOfWeek) && !rules.holidays.includes(date.toString());
}

function localDate(at: EpochMs, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}
