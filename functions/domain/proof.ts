// The proof that SES's events flow, and how long a doubt waits for SES's own word: the later words came of late, the longer.
import { doubtGraceMs } from './batch.ts';
import { type EpochMs, hourMs } from './time.ts';

/** By how much a word of SES came after what it tells of, and when it came. */
export interface Lateness {
  readonly ms: number;
  readonly at: EpochMs;
}

export interface Proof {
  /** When the newest e-mail was sent that SES has spoken of; 0 before any. */
  readonly sentAt: EpochMs;
  /** The latest word of this span of `lateWordKeptMs` and of the one before, where one was noteworthy. */
  readonly late: readonly Lateness[];
}

/** A late word is remembered at least as long as this, and no longer than twice. */
export const lateWordKeptMs = 6 * hourMs;
/** Words that are late grow later still before they stop: whoever waits no longer than the latest of them is overtaken. */
const patience = 1.5;

/** Which span of `lateWordKeptMs` a time is in; each has one latest word. */
export function lateSpan(at: EpochMs): number {
  return Math.floor(at / lateWordKeptMs);
}

/** How long SES's own word of a call in doubt is awaited: the grace time, or longer where other words have come late. */
export function graceMsNow({ late }: Proof, now: EpochMs): number {
  const remembered = late.filter(({ at }) => lateSpan(at) >= lateSpan(now) - 1);
  return Math.max(doubtGraceMs, ...remembered.map(({ ms }) => ms * patience));
}

/** The latest of the words that came just now, told by when each thing happened; undefined where no doubt has to wait longer for it. */
export function latenessOf(happened: readonly EpochMs[], now: EpochMs): Lateness | undefined {
  const ms = Math.max(0, ...happened.map((at) => now - at));
  return ms * patience > doubtGraceMs ? { ms, at: now } : undefined;
}
