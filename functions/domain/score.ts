// How lively somebody reads, 0 to 100, and whether she has long been silent: from e-mails with a pixel and signs of a person alone.
import { type Batch, slotFates } from './batch.ts';
import { deliveryTimes, evidenceHoldMs } from './engagement.ts';
import type { SlotEvidence } from './evidence.ts';
import { gradeSlot, steers } from './grading.ts';
import { hasConsent, latestConsent, type Subscriber } from './subscriber.ts';
import { dayMs, type EpochMs } from './time.ts';

/** What one tracked e-mail says of its reader. */
export interface MailSign {
  readonly sentAt: EpochMs;
  /** `unknowable`: a relay fetched the picture, as Apple Mail's does whether or not anyone looks. */
  readonly sign: 'clicked' | 'opened' | 'unknowable' | 'none';
  /** The latest sign of a person, or of a relay. */
  readonly at?: EpochMs;
}

/** When a clinic stops writing to those who have long been silent. */
export interface SunsetRule {
  readonly silentDays: number;
  /** With fewer e-mails in that time silence says nothing. */
  readonly minimumMails: number;
}

/** What makes a hundred: how many e-mails she takes up, how many links she followed, how long ago she last gave a sign. */
const share = { frequency: 40, clicks: 20, recency: 40 } as const;
/** An e-mail of three months ago counts half. */
const frequencyHalfLifeMs = 90 * dayMs;
/** A last sign of two months ago counts half. */
const recencyHalfLifeMs = 60 * dayMs;
/** Nobody is called silent for an e-mail of yesterday. */
const patienceMs = 3 * dayMs;
/** Scores are multiples of this: finer ones would claim more than is known, and cost a write each. */
const scoreStep = 5;

/** Undefined for what was not sent, or left without a pixel. */
export function signOf(
  batch: Batch,
  slot: number,
  evidence: SlotEvidence | undefined,
  now: EpochMs,
): MailSign | undefined {
  const fate = slotFates(batch).get(slot);
  if (fate?.fate !== 'sent' || !batch.variant.tracked) return undefined;
  const none: MailSign = { sentAt: fate.at, sign: 'none' };
  if (!evidence) return none;
  const { perEvent } = gradeSlot(evidence, deliveryTimes(batch).get(slot));
  const ripe = evidence.events.flatMap((event, index) => {
    const { grade } = perEvent[index] ?? { grade: 'unknown' };
    return event.at + evidenceHoldMs <= now ? [{ ...event, grade }] : [];
  });
  const signs = ripe.filter(({ grade }) => steers(grade));
  const relayed = ripe.filter(({ kind, grade }) => kind === 'open' && grade === 'unknown');
  const latest = (events: readonly { readonly at: EpochMs }[]) => Math.max(...events.map(({ at }) => at));
  if (signs.length > 0) {
    const sign = signs.some(({ kind }) => kind === 'click') ? 'clicked' : 'opened';
    return { ...none, sign, at: latest(signs) };
  }
  return relayed.length > 0 ? { ...none, sign: 'unknowable', at: latest(relayed) } : none;
}

/**
 * 0 to 100 in steps of five: how many of her e-mails she takes up, late ones counting more; in how many she followed a link, the
 * first few counting most; and how long ago she last gave a sign. Undefined, and not 0, where nothing can be known: no e-mail with a pixel yet, or nothing but a relay's fetches. A sign
 * more never lowers it, and time alone never raises it.
 */
export function scoreOf(mails: readonly MailSign[], now: EpochMs): number | undefined {
  const judged = mails.flatMap(({ sign, sentAt }) => {
    if (sign === 'unknowable' || (sign === 'none' && now - sentAt < patienceMs)) return [];
    return [{ weight: halved(now - sentAt, frequencyHalfLifeMs), sign }];
  });
  if (judged.length === 0) return undefined;
  const weightOf = (...signs: readonly MailSign['sign'][]) =>
    judged.reduce((sum, { weight, sign }) => (signs.includes(sign) ? sum + weight : sum), 0);
  const last = lastSign(mails);
  const recency = last === undefined ? 0 : halved(now - last, recencyHalfLifeMs);
  // A share, which a sign more can only raise; clicks saturate instead, for a share would fall with an e-mail merely opened.
  const frequency = weightOf('opened', 'clicked') / weightOf('opened', 'clicked', 'none');
  const clicks = 1 - 2 ** -weightOf('clicked');
  const score = share.frequency * frequency + share.clicks * clicks + share.recency * recency;
  return Math.round(score / scoreStep) * scoreStep;
}

/** When she last gave a sign of a person. */
export function lastSign(mails: readonly MailSign[]): EpochMs | undefined {
  const times = mails.flatMap(({ sign, at }) => (sign === 'clicked' || sign === 'opened' ? [at ?? 0] : []));
  return times.length > 0 ? Math.max(...times) : undefined;
}

/**
 * Whether the rule holds of her: tracked, and for so long, in so many e-mails, no sign of a person nor of a relay, behind
 * which she may read everything. Of people who are not tracked it never holds.
 */
export function isLongSilent(
  subscriber: Subscriber,
  mails: readonly MailSign[],
  rule: SunsetRule,
  now: EpochMs,
): boolean {
  const since = now - rule.silentDays * dayMs;
  if (!hasConsent(subscriber, 'tracking') || silentFrom(subscriber) > since) return false;
  if (mails.some(({ at }) => at !== undefined && at > since)) return false;
  return mails.filter(({ sentAt }) => sentAt > since && now - sentAt >= patienceMs).length >= rule.minimumMails;
}

/** Silence counts from when she could first be heard, or last said by a page, or staff for her, that she wants mail. */
function silentFrom(subscriber: Subscriber): EpochMs {
  const { activeSince = subscriber.createdAt, stirredAt = 0 } = subscriber;
  return Math.max(activeSince, stirredAt, latestConsent(subscriber, 'tracking')?.at ?? 0);
}

/** Mail may come again, and silence counts anew. The same object where nothing had ended. */
export function stirred(known: Subscriber, now: EpochMs): Subscriber {
  if (known.sunsetSince === undefined) return known;
  const { sunsetSince: _sunsetSince, ...kept } = known;
  return { ...kept, stirredAt: now };
}

/**
 * What a look at her e-mails makes of her: the score as it is now, and the end of marketing mail where she has long been
 * silent, or its return where she gave a sign since. The same object where nothing changes.
 */
export function reviewed(
  known: Subscriber,
  mails: readonly MailSign[],
  rule: SunsetRule | undefined,
  now: EpochMs,
): Subscriber {
  const score = hasConsent(known, 'tracking') ? scoreOf(mails, now) : undefined;
  const { score: _score, ...rest } = known;
  const scored = score === known.score ? known : score === undefined ? rest : { ...rest, score };
  const { sunsetSince } = scored;
  if (sunsetSince === undefined) {
    return rule && scored.status === 'active' && isLongSilent(scored, mails, rule, now)
      ? { ...scored, sunsetSince: now }
      : scored;
  }
  return (lastSign(mails) ?? 0) > sunsetSince ? stirred(scored, now) : scored;
}

/** For staff: what a score says. */
export function scoreInWords(score: number): string {
  if (score >= 70) return 'reads nearly everything';
  if (score >= 40) return 'reads now and then';
  if (score >= 15) return 'seldom reads';
  return 'has given no sign for long, or never';
}

function halved(ageMs: number, halfLifeMs: number): number {
  return 2 ** (-Math.max(0, ageMs) / halfLifeMs);
}
