// The double opt-in: when a confirmation may be asked for, and whether its link still opens anything.
import type { Confirmation, Consent, Subscriber } from './subscriber.ts';
import { dayMs, type EpochMs, minuteMs } from './time.ts';

/** At most one confirmation per address in this time. */
export const confirmationGapMs = 10 * minuteMs;

/** A new request with the time it may leave, or undefined while the last one is too fresh to ask again. */
export function askForConfirmation(
  known: Confirmation | undefined,
  now: EpochMs,
  consents?: readonly Consent[],
): { confirmation: Confirmation; dueAt: EpochMs } | undefined {
  const last = known && Math.max(known.requestedAt, known.sentAt ?? 0);
  const mayLeaveAt = last === undefined ? now : Math.max(now, last + confirmationGapMs);
  // A closed link helps nobody, so somebody who returns at once is asked later instead of never.
  if (mayLeaveAt > now && known?.closedAt === undefined) return undefined;
  return {
    confirmation: { requestedAt: now, wanted: true, attempts: 0, ...(consents && { consents }) },
    dueAt: mayLeaveAt,
  };
}

/** Whether she has been asked and has not answered yet. */
export function awaitsConfirmation({ status, confirmation }: Subscriber): boolean {
  if (status !== 'pending' && status !== 'unsubscribed') return false;
  return confirmation !== undefined && confirmation.closedAt === undefined;
}

export function closedConfirmation(known: Confirmation | undefined, now: EpochMs): Confirmation | undefined {
  if (!known) return undefined;
  const { consents: _consents, ...kept } = known;
  return { ...kept, wanted: false, closedAt: now };
}

export function confirmationExpired(issuedAt: EpochMs, ttlDays: number, now: EpochMs): boolean {
  return now - issuedAt > ttlDays * dayMs;
}
