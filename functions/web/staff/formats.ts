// Numbers and dates as staff read them: in the clinic's language and zone.
import type { Clinic } from '../../domain/clinic.ts';
import type { EpochMs } from '../../domain/time.ts';

export interface Formats {
  count(value: number): string;
  /** `part` of `whole` in per cent; a dash where there is nothing to divide by. */
  share(part: number, whole: number): string;
  day(at: EpochMs): string;
  /** A day named `YYYY-MM-DD`: the same day in every zone. */
  dayNamed(name: string): string;
  moment(at: EpochMs): string;
  /** For `<time datetime>`. */
  machine(at: EpochMs): string;
}

export function formatsOf({ locale, timeZone }: Pick<Clinic, 'locale' | 'timeZone'>): Formats {
  // Plain "en" would write American dates; a clinic without a country in its locale gets day before month.
  const language = locale === 'en' ? 'en-GB' : locale;
  const numbers = new Intl.NumberFormat(language);
  const shares = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const closeShares = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 1,
    roundingMode: 'trunc',
  });
  const days = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium' });
  const namedDays = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium' });
  const moments = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return {
    count: (value) => numbers.format(value),
    share: (part, whole) => {
      if (whole === 0) return '–';
      // All but one is not all: "100 %" is kept for the whole.
      const isNearlyAll = part < whole && part / whole > 0.99;
      return (isNearlyAll ? closeShares : shares).format(part / whole);
    },
    day: (at) => days.format(at),
    dayNamed: (name) => namedDays.format(Date.parse(`${name}T00:00:00Z`)),
    moment: (at) => moments.format(at),
    machine: (at) => new Date(at).toISOString(),
  };
}
