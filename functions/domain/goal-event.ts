// A goal told by another system: how its signature header is read, and how old a message may be.
import { type EpochMs, minuteMs, secondMs } from './time.ts';

export interface GoalEvent {
  /** The sender's own name for the event: the same id is the same event, however often it comes. */
  readonly id: string;
  readonly email: string;
  /** When it happened; absent means now. */
  readonly at?: EpochMs;
}

export interface GoalSignature {
  /** Seconds since 1970, as the sender wrote them: they are part of what was signed. */
  readonly timestamp: string;
  /** Lower-case hex of HMAC-SHA-256; several while the sender changes its secret. */
  readonly signatures: readonly string[];
}

/** A message older or newer than this is refused, so that one overheard cannot be sent again later. */
export const goalToleranceMs = 5 * minuteMs;
const maxSignatures = 4;

/** Reads `t=1767225600,v1=0f3a…`; undefined when it is not of that form. */
export function readGoalSignature(header: string): GoalSignature | undefined {
  if (!/^t=\d{1,12}(?:,v1=[0-9a-f]{64})+$/.test(header)) return undefined;
  const [timestamp = '', ...signatures] = header.split(',').map((part) => part.slice(part.indexOf('=') + 1));
  return signatures.length > maxSignatures ? undefined : { timestamp, signatures };
}

/** The text a signature is made over. */
export function signedGoalText(timestamp: string, body: string): string {
  return `${timestamp}.${body}`;
}

export function isTimely(timestamp: string, now: EpochMs): boolean {
  return Math.abs(Number(timestamp) * secondMs - now) <= goalToleranceMs;
}
