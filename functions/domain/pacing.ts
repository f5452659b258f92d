// How fast mail may leave: a token bucket kept as one time (GCRA), a rolling day's quota, and a brake that throttling pulls.
// Pure: one shared item holds the state, and whoever wants to send asks `reserve` first.
import { pauseLookMs } from './control.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from './time.ts';

/** What SES grants the account, as of `at`. */
export interface Quota {
  readonly ratePerSecond: number;
  /** -1: no limit. */
  readonly perDay: number;
  /** By everybody who uses the account. */
  readonly sentLastDay: number;
  /** False in the sandbox. */
  readonly isProduction: boolean;
  readonly at: EpochMs;
}

/** Assumed while SES has never said anything: the sandbox's own limits, which every account has. */
export const safeQuota: Quota = { ratePerSecond: 1, perDay: 200, sentLastDay: 0, isProduction: false, at: 0 };

/** A new sender's volume grows day by day, so that mailbox providers learn to trust it. */
export interface WarmUp {
  /** UTC day, `YYYY-MM-DD`. */
  readonly startedOn: string;
  readonly firstDay: number;
  /** Factor from one day to the next, for example 1.4. */
  readonly growthPerDay: number;
}

export interface PaceRules {
  readonly warmUp?: WarmUp | undefined;
  /** E-mails in any 24 hours, whatever SES would allow. */
  readonly dailyCap?: number | undefined;
}

export type DayLimit = 'quota' | 'warm-up' | 'daily-cap';

export interface PaceLimits {
  readonly ratePerSecond: number;
  /** Recipients in any 24 hours; Infinity for no limit. */
  readonly perDay: number;
  readonly dayLimit: DayLimit;
}

/** Marketing mail waits its turn; transactional mail is counted and never made to wait. */
export type MailKind = 'marketing' | 'transactional';

/** `unusable`: SES cannot be reached, or lets nothing of ours pass until somebody mends what is wrong. */
export type HoldReason = 'quota' | 'account' | 'unusable';

/** `over`: SES took mail again, and what held everybody back is over. */
export type Brake = HoldReason | 'over' | 'throttled' | 'resume' | 'part-resume';

export interface PaceState {
  /** When the bucket will be full again; before now: it is. */
  readonly fullAt: EpochMs;
  /** The last ticket given to somebody who has to wait: the next one comes after it. */
  readonly lastTicketAt: EpochMs;
  /** Share of the rate in use, as of `brakedAt`; it recovers from there. */
  readonly share: number;
  readonly brakedAt: EpochMs;
  /** Until then the share does not recover: what a pause held back is still waking up. */
  readonly slowUntil?: EpochMs;
  /** SES refuses everything for now. */
  readonly heldUntil?: EpochMs;
  readonly heldFor?: HoldReason;
  /** How long that hold is: the next for the same reason is twice as long. */
  readonly heldMs?: number;
  /** When the first hold of this spell began. */
  readonly heldSince?: EpochMs;
  /** What SES said, as `ses-access-denied`. */
  readonly heldSaid?: string;
  /** Recipients granted by hour since the epoch; the last 25 hours at most. */
  readonly hours: Readonly<Record<string, number>>;
  readonly quota?: Quota;
  /** Granted since the quota was read, which SES's own count does not know of yet. */
  readonly sinceQuota: number;
}

export const freshPace: PaceState = {
  fullAt: 0,
  lastTicketAt: 0,
  share: 1,
  brakedAt: 0,
  hours: {},
  sinceQuota: 0,
};

export type PaceReason = 'pace' | 'held' | DayLimit;

export interface Reserved {
  /** At most what was asked for; 0: nothing may leave now. */
  readonly granted: number;
  /** When to ask again for the rest. */
  readonly nextAt: EpochMs;
  /** Why nothing was granted. */
  readonly reason?: PaceReason;
  /** Goes out on trial after a hold: that SES takes it is news, to be told by `over`. */
  readonly isTrial?: true;
}

/**
 * Work comes once a minute, with the tick, and nobody sleeps: a burst is a minute's worth, or the rate could never be
 * reached. SES allows its rate to be passed for short bursts; where it minds, the brake makes them smaller.
 */
export const burstSeconds = 60;
/** Kept back for transactional mail, of the burst and of the day. */
const transactionalShare = 0.1;
const transactionalPerDay = 50;
/** The brake: half the rate for each throttled spell, a tenth more for each minute without one. */
const brakeFactor = 0.5;
const smallestShare = 1 / 64;
const recoveryPerMinute = 0.1;
/** Calls under way together are throttled together: that is one signal, not many. */
const sameSpellMs = 10 * secondMs;
/** After a pause mail goes at this share, until everything that was paused has seen that it is no more. */
const resumeShare = 0.25;
/** The first hold of a spell and its longest: every hold ends in everybody trying again, which costs. */
const holds = {
  quota: { firstMs: hourMs, longestMs: hourMs },
  account: { firstMs: 15 * minuteMs, longestMs: pauseLookMs },
  unusable: { firstMs: minuteMs, longestMs: pauseLookMs },
} as const;
/** A refusal so soon after a hold belongs to the same spell; later than the hold was long, it begins another. */
const sameHoldMs = 5 * minuteMs;
/** A quota older than this says nothing about the last 24 hours any more. */
const quotaCountsMs = hourMs;
/** No ticket is later than this after the first possible moment: whoever is refused asks again. */
const furthestTicketMs = 2 * hourMs;

export function limitsOf(quota: Quota, rules: PaceRules, now: EpochMs): PaceLimits {
  const options: [DayLimit, number][] = [['quota', quota.perDay < 0 ? Number.POSITIVE_INFINITY : quota.perDay]];
  if (rules.warmUp) options.push(['warm-up', warmUpPerDay(rules.warmUp, now)]);
  if (rules.dailyCap !== undefined) options.push(['daily-cap', rules.dailyCap]);
  const [dayLimit, perDay] = options.reduce((least, one) => (one[1] < least[1] ? one : least));
  return { ratePerSecond: Math.max(quota.ratePerSecond, 0.1), perDay, dayLimit };
}

export function warmUpPerDay({ startedOn, firstDay, growthPerDay }: WarmUp, now: EpochMs): number {
  const days = Math.max(0, Math.floor((now - Date.parse(`${startedOn}T00:00:00Z`)) / dayMs));
  return Math.floor(firstDay * growthPerDay ** days);
}

/** Share of the rate in use now. */
export function shareNow({ share, brakedAt, slowUntil = 0 }: PaceState, now: EpochMs): number {
  return Math.min(1, share + (Math.max(0, now - Math.max(brakedAt, slowUntil)) / minuteMs) * recoveryPerMinute);
}

/** Recipients of the last 24 hours: ours by whole hours, or the account's if that is more. */
export function usedInDay(state: PaceState, now: EpochMs): number {
  const ours = Object.entries(state.hours).reduce((sum, [hour, count]) => sum + (isOfDay(hour, now) ? count : 0), 0);
  const { quota, sinceQuota } = state;
  const fresh = quota !== undefined && now - quota.at < quotaCountsMs;
  return fresh ? Math.max(ours, quota.sentLastDay + sinceQuota) : ours;
}

/** How many may leave at once when the bucket is full. */
export function burstOf(ratePerSecond: number): number {
  return Math.max(1, ratePerSecond * burstSeconds);
}

export function reserve(
  state: PaceState,
  asked: { readonly count: number; readonly kind: MailKind },
  limits: PaceLimits,
  now: EpochMs,
): readonly [Reserved, PaceState] {
  const ratePerSecond = limits.ratePerSecond * shareNow(state, now);
  const trial = isUnusable(state, now) ? ({ isTrial: true } as const) : {};
  if (asked.kind === 'transactional') {
    return [{ granted: asked.count, nextAt: now, ...trial }, take(state, asked.count, ratePerSecond, now)];
  }
  const blocked = dayRefusal(state, limits, now);
  if (blocked) return refuse(state, blocked.at, blocked.reason, asked.count, ratePerSecond);
  const burst = burstOf(ratePerSecond);
  const tokens = burst - (Math.max(0, state.fullAt - now) * ratePerSecond) / secondMs;
  const keptBack = Math.min(burst * transactionalShare, burst - 1);
  // A hair more, so that a token filled up by fractions counts as one.
  const free = Math.floor(tokens - keptBack + 1e-6);
  const granted = Math.min(asked.count, free, dayLeft(state, limits, now));
  const wanted = Math.min(asked.count, burst - keptBack);
  const missing = Math.max(1, wanted - (granted > 0 ? 0 : tokens - keptBack));
  const nextAt = now + Math.ceil((missing / ratePerSecond) * secondMs);
  if (granted > 0) return [{ granted, nextAt, ...trial }, take(state, granted, ratePerSecond, now)];
  return refuse(state, nextAt, 'pace', asked.count, ratePerSecond);
}

/** SES minded: less from here on, or nothing for a while. `unsent` were granted, and SES did not take them, for what it `said`. */
export function brake(known: PaceState, cause: Brake, now: EpochMs, unsent = 0, said?: string): PaceState {
  const state = unsent > 0 ? giveBack(known, unsent, now) : known;
  if (cause === 'quota' || cause === 'account' || cause === 'unusable') return held(state, cause, now, said);
  if (cause === 'over') return state.heldFor === 'unusable' ? unheld(state) : state;
  if (cause === 'resume' || cause === 'part-resume') {
    const free = unheld(state);
    const share = Math.min(shareNow(state, now), resumeShare);
    // For one step's sake not everything is slow for so long.
    return { ...free, share, brakedAt: now, ...(cause === 'resume' && { slowUntil: now + pauseLookMs }) };
  }
  if (now - state.brakedAt < sameSpellMs && state.share < 1) return state;
  const share = Math.max(smallestShare, shareNow(state, now) * brakeFactor);
  // The bucket is emptied as well: SES has just said that there is nothing left to take.
  return { ...state, share, brakedAt: now, fullAt: Math.max(state.fullAt, now + burstSeconds * secondMs) };
}

/** After a hold, until the next refusal would begin another spell. */
const spellMs = ({ heldMs = 0 }: PaceState): number => Math.max(sameHoldMs, heldMs);

function isUnusable(state: PaceState, now: EpochMs): boolean {
  return state.heldFor === 'unusable' && now - (state.heldUntil ?? 0) < spellMs(state);
}

/** After that brake: for how long SES has taken nothing of ours, of which somebody must know; undefined where it is about speed or the day. */
export function refusedMinutes({ heldFor, heldSince }: PaceState, cause: Brake, now: EpochMs): number | undefined {
  if (heldSince === undefined || heldFor !== cause || cause === 'quota') return undefined;
  return Math.floor((now - heldSince) / minuteMs);
}

function unheld(state: PaceState): PaceState {
  const { heldUntil: _until, heldFor: _for, heldMs: _ms, heldSince: _since, heldSaid: _said, ...free } = state;
  return free;
}

function held(state: PaceState, cause: HoldReason, now: EpochMs, said?: string): PaceState {
  const { heldUntil = 0, heldFor, heldMs = 0, heldSince = now } = state;
  // Calls under way together are refused together, and mail people asked for just now goes on trying.
  if (heldFor === cause && now < heldUntil) return state;
  const { firstMs, longestMs } = holds[cause];
  const goesOn = heldFor === cause && now - heldUntil < spellMs(state);
  const ms = goesOn ? Math.min(Math.max(2 * heldMs, firstMs), longestMs) : firstMs;
  if (now + ms <= heldUntil) return state;
  const since = goesOn ? heldSince : now;
  const spell = { heldUntil: now + ms, heldFor: cause, heldMs: ms, heldSince: since };
  return { ...unheld(state), ...spell, ...(said !== undefined && { heldSaid: said }) };
}

/** The day is used up by what SES took, not by what it refused: after a day without SES all of it is there. */
function giveBack(state: PaceState, count: number, now: EpochMs): PaceState {
  const hours = { ...state.hours };
  let left = count;
  // Granted in this hour, or at the end of the one before.
  for (const hour of [0, 1].map((ago) => String(Math.floor(now / hourMs) - ago))) {
    const back = Math.min(left, hours[hour] ?? 0);
    if (back > 0) hours[hour] = (hours[hour] ?? 0) - back;
    left -= back;
  }
  return { ...state, hours, sinceQuota: Math.max(0, state.sinceQuota - count) };
}

/** What SES said of the account, replacing what it said before. */
export function withQuota(state: PaceState, quota: Quota): PaceState {
  return { ...state, quota, sinceQuota: 0 };
}

function take(state: PaceState, count: number, ratePerSecond: number, now: EpochMs): PaceState {
  const hour = String(Math.floor(now / hourMs));
  const hours = Object.fromEntries(Object.entries(state.hours).filter(([known]) => isOfDay(known, now)));
  return {
    ...state,
    fullAt: Math.max(state.fullAt, now) + (count / ratePerSecond) * secondMs,
    hours: { ...hours, [hour]: (hours[hour] ?? 0) + count },
    sinceQuota: state.sinceQuota + count,
  };
}

/**
 * Everybody who must wait gets a moment of their own, as far apart as a minute's burst allows, so that a long queue does
 * not come back as a crowd every minute.
 */
function refuse(
  state: PaceState,
  firstAt: EpochMs,
  reason: PaceReason,
  count: number,
  ratePerSecond: number,
): readonly [Reserved, PaceState] {
  const retryAt = Math.ceil(Math.min(Math.max(firstAt, state.lastTicketAt), firstAt + furthestTicketMs));
  const burst = burstOf(ratePerSecond);
  const lastTicketAt = retryAt + (Math.min(count, burst) / burst) * minuteMs;
  return [
    { granted: 0, nextAt: retryAt, reason },
    { ...state, lastTicketAt },
  ];
}

function dayRefusal(
  state: PaceState,
  limits: PaceLimits,
  now: EpochMs,
): { readonly at: EpochMs; readonly reason: PaceReason } | undefined {
  if (state.heldUntil !== undefined && state.heldUntil > now) return { at: state.heldUntil, reason: 'held' };
  if (dayLeft(state, limits, now) >= 1) return undefined;
  return { at: roomInDayAt(state, limits, now), reason: limits.dayLimit };
}

/** What marketing may still take of the day. */
function dayLeft(state: PaceState, { perDay }: PaceLimits, now: EpochMs): number {
  if (perDay === Number.POSITIVE_INFINITY) return perDay;
  const keptBack = Math.min(Math.ceil(perDay * transactionalShare), transactionalPerDay, perDay - 1);
  return perDay - keptBack - usedInDay(state, now);
}

/** The first moment at which our own mail has become old enough; at most an hour ahead where others used up the day. */
function roomInDayAt(state: PaceState, limits: PaceLimits, now: EpochMs): EpochMs {
  const hours = Object.keys(state.hours)
    .map((hour) => (Number(hour) + 1) * hourMs + dayMs)
    .filter((at) => at > now)
    .sort((a, b) => a - b);
  return hours.find((at) => dayLeft({ ...state, sinceQuota: 0 }, limits, at) >= 1) ?? now + hourMs;
}

/** Whether any moment of that hour lies in the last 24 hours. */
function isOfDay(hour: string, now: EpochMs): boolean {
  return (Number(hour) + 1) * hourMs > now - dayMs;
}
