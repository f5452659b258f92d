// The frequency cap: at most so many marketing mails in any stretch of days.
import { dayMs, type EpochMs } from './time.ts';

export interface Cap {
  readonly marketing: number;
  readonly days: number;
}

/**
 * `now` when one more mail fits, else the first moment it does. A mail exactly `days` old no longer counts.
 * `sentAt` are times of marketing mails already sent, in any order.
 */
export function nextUnderCap(now: EpochMs, sentAt: readonly EpochMs[], cap: Cap): EpochMs {
  const spanMs = cap.days * dayMs;
  const within = sentAt.filter((at) => at > now - spanMs).sort((a, b) => a - b);
  if (within.length < cap.marketing) return now;
  // Room comes when only cap - 1 of them are left in the span.
  return (within[within.length - cap.marketing] as EpochMs) + spanMs;
}
