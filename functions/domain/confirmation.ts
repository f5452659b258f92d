// The double opt-in: when a confirmation may be asked for and is tried again, and whether its link still opens anything.
import { isThrownAway } from './ses-refusals.ts';
import type { Confirmation, Consent, Subscriber } from './subscriber.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from './time.ts';

/** At most one confirmation per address in this time. */
export const confirmationGapMs = 10 * minuteMs;

/** No wanted request waits longer for its next attempt. */
export const longestWaitMs = 6 * hourMs;

/** Nobody knows whether SES took it: it is simply sent again, after these times, and no more. */
const doubtGapsMs = [confirmationGapMs, hourMs, longestWaitMs];
const maxAttempts = doubtGapsMs.length + 1;
/** After a clean refusal: two minutes, doubling to an hour. */
const firstDelayMs = 2 * minuteMs;
const longestDelayMs = hourMs;
/** So long staff find what was given up. */
const listedMs = 30 * dayMs;

type Request = Pick<Subscriber, 'confirmation' | 'dueAt'> & { readonly confirmation: Confirmation };

/** As it is while a call is under way; when it is tried again, should nobody learn what became of the call. */
export function attempted(known: Confirmation, now: EpochMs): Request {
  const gapMs = doubtGapsMs[known.attempts] ?? confirmationGapMs;
  // As long as no link of it can be out, it is as new as its first one.
  const requestedAt = known.attempts === 0 ? now : known.requestedAt;
  return { confirmation: { ...known, requestedAt, attempts: known.attempts + 1, triedAt: now }, dueAt: now + gapMs };
}

/** It could not be tried: later, and ever more rarely. */
export function postponed(known: Confirmation, now: EpochMs): Request {
  const { delays = 0 } = known;
  const delayMs = Math.min(firstDelayMs * 2 ** delays, longestDelayMs);
  return { confirmation: { ...known, delays: delays + 1 }, dueAt: now + delayMs };
}

/** SES did not take it, for the time being: that was no attempt. */
export function delayed(calling: Confirmation, now: EpochMs): Request {
  return postponed({ ...calling, attempts: calling.attempts - 1 }, now);
}

/**
 * Why a request that is still wanted is not served any more: too many doubts, a doubt so old that its link is worth little,
 * or half a link's life without a call that SES took.
 */
export function hopelessness(known: Confirmation, ttlDays: number, now: EpochMs): string | undefined {
  const { attempts, delays = 0, requestedAt } = known;
  const isOld = attempts > 0 && now - requestedAt > (ttlDays / 2) * dayMs;
  if (attempts >= maxAttempts || isOld) return 'in-doubt';
  return delays > (ttlDays / 2) * (dayMs / longestDelayMs) ? 'lapsed' : undefined;
}

/** Not served; on the due index, where staff find it, for a month. */
export function givenUp(known: Confirmation, failed: string, now: EpochMs): Request {
  const { sentAt: _sentAt, ...rest } = known;
  return { confirmation: { ...rest, wanted: false, failed }, dueAt: now + listedMs };
}

/** Wanted again because staff said so: a request as new as its link, but never within ten minutes of the last attempt. */
export function wantedAgain(known: Confirmation, now: EpochMs): Request {
  const { failed: _failed, delays: _delays, triedAt = 0, ...rest } = known;
  const dueAt = Math.max(now, triedAt + confirmationGapMs);
  return { confirmation: { ...rest, wanted: true, attempts: 0, requestedAt: now }, dueAt };
}

/** Asked for, not answered, and given up. */
export function isGivenUp(subscriber: Subscriber): boolean {
  return subscriber.confirmation?.failed !== undefined && !subscriber.suppression && awaitsConfirmation(subscriber);
}

/** Tried, and nobody knows whether it left; not while the call may be under way. */
export function isInDoubt({ confirmation }: Subscriber, now: EpochMs): boolean {
  const { wanted = false, attempts = 0, triedAt = now } = confirmation ?? {};
  return wanted && attempts > 0 && now - triedAt > minuteMs;
}

export type Word = 'sent' | 'delivered' | 'ses-reject' | 'rendering-failure';

/** What SES says of the e-mail settles it: taken, or thrown away. The same subscriber where it says nothing new. */
export function afterWord(subscriber: Subscriber, word: Word, calledAt: EpochMs): Subscriber {
  const { confirmation, dueAt: _due, ...rest } = subscriber;
  // The mail's own time is in whole seconds. Word of an earlier request says nothing of this one.
  const isSince = (at = 0) => calledAt >= Math.floor(at / secondMs) * secondMs;
  if (!confirmation || !isSince(confirmation.requestedAt) || confirmation.closedAt !== undefined) return subscriber;
  const { failed, ...kept } = confirmation;
  if (isThrownAway(word)) {
    // An earlier attempt's end is not that of a later one.
    const isNews = failed !== word && isSince(confirmation.sentAt);
    return isNews ? { ...rest, ...givenUp(confirmation, word, calledAt) } : subscriber;
  }
  // SES says of what it throws away that it was sent, and may say so later.
  const isHad = word === 'delivered' || (failed === undefined ? confirmation.wanted : !isThrownAway(failed));
  if (!isHad || (failed === undefined && !confirmation.wanted)) return subscriber;
  return { ...rest, confirmation: { ...kept, wanted: false, sentAt: calledAt } };
}

/** A new request with the time it may leave, or undefined while the last one is too fresh to ask again. */
export function askForConfirmation(
  known: Confirmation | undefined,
  now: EpochMs,
  consents?: readonly Consent[],
): { confirmation: Confirmation; dueAt: EpochMs } | undefined {
  const last = known && Math.max(known.requestedAt, known.sentAt ?? 0, known.triedAt ?? 0);
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
