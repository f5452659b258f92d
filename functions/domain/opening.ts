// What a clinic's hours and holidays must leave open: hours that exclude each other, or a closing without an end, serve nobody.
import { dayMs } from './time.ts';

export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** Whether quiet hours, which may go on over midnight, take something of the sending hours. */
export function overlaps(window: Hours, quiet: Hours): boolean {
  const parts =
    quiet.from < quiet.to
      ? [quiet]
      : [
          { from: quiet.from, to: '24:00' },
          { from: '00:00', to: quiet.to },
        ];
  return parts.some(({ from, to }) => window.from < to && from < window.to);
}

/** A month's closing with the days off around it; longer, people would wait for a day that hardly comes. */
export const longestClosureDays = 45;

/** The first holiday from which on the clinic is closed for longer than that; undefined where none is. */
export function longClosure(holidays: readonly string[], daysOff: readonly number[]): string | undefined {
  const closed = new Set(holidays.map(dayNumber));
  const isClosed = (day: number) => closed.has(day) || daysOff.includes(isoWeekday(day));
  return holidays.toSorted().find((first) => {
    for (let days = 0; days <= longestClosureDays; days++) if (!isClosed(dayNumber(first) + days)) return false;
    return true;
  });
}

/** Days since 1970-01-01, a Thursday; of what is no date, none. */
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;
const isoWeekday = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
