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
  /** The latest word of the last hours, where one was noteworthy. */
  readonly latest?: Lateness;
}

/** A late word is remembered as long as this. */
export const lateWordKeptMs = 6 * hourMs;
/** Words that are late grow later still before they stop: whoever waits no longer than the latest of them is overtaken. */
const patience = 1.5;

/** How long SES's own word of a call in doubt is awaited: the grace time, or longer where other words have come late. */
export function graceMsNow({ latest }: Proof, now: EpochMs): number {
  const isRemembered = latest !== undefined && now - latest.at < lateWordKeptMs;
  return isRemembered ? Math.max(doubtGraceMs, latest.ms * patience) : doubtGraceMs;
}

/** The latest of the words that came just now, told by when each thing happened; undefined where no doubt has to wait longer for it. */
export function latenessOf(happened: readonly EpochMs[], now: EpochMs): Lateness | undefined {
  const ms = Math.max(0, ...happened.map((at) => now - at));
  return ms * patience > doubtGraceMs ? { ms, at: now } : undefined;
}
