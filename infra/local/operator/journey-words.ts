// How the terminal words what happens in a journey, and when.
import { Temporal } from 'temporal-polyfill';
import type { Projected } from '../../../functions/domain/projection.ts';
import { endInWords, refusalInWords } from '../../../functions/domain/reasons.ts';

/** One thing of a projection in words. */
export function happening(one: Projected): string {
  switch (one.kind) {
    case 'sent':
      return one.template === one.step ? one.step : `${one.step} (the e-mail ${one.template})`;
    case 'passed':
      return `${one.step}, not sent: ${refusalInWords(one.reason)}`;
    case 'rests':
      return '- no more mail until an answer';
    case 'ends':
      return `- ${endInWords(one.reason)}`;
  }
}

export function dated(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][local.dayOfWeek - 1];
  return `${weekday} ${local.toPlainDate()} ${local.toPlainTime().toString().slice(0, 5)}`;
}
