// An enrolment: one subscriber's walk through one version of one journey.
import type { EpochMs } from './time.ts';

/** What became of one send step: a slot of a batch, or the reason there was none. */
export interface SendNote {
  readonly step: string;
  readonly at: EpochMs;
  readonly batchId?: string;
  readonly slot?: number;
  readonly refused?: string;
}

export interface Claim {
  readonly batchId: string;
  readonly slot: number;
  readonly step: string;
}

/** The last time a map took her from one version of the journey to another. */
export interface Moved {
  readonly from: string;
  /** Where she stood in that version. */
  readonly step: string;
  /** Where that put her; absent where it took her out. */
  readonly to?: string;
  readonly at: EpochMs;
}

export type EnrolmentState = 'walking' | 'sending' | 'ended';

export interface Enrolment {
  readonly subscriberId: string;
  readonly journeyId: string;
  readonly version: string;
  readonly rev: number;
  readonly state: EnrolmentState;
  /** Id of the node where she stands. */
  readonly at: string;
  readonly enrolledAt: EpochMs;
  /** When the node she stands on first wanted to act (a wait's end, a send's due time). */
  readonly since: EpochMs;
  /** End of the wait she stands in; decided on arrival so that later events never shorten a later wait. */
  readonly waitUntil?: EpochMs;
  /** While `sending`: she passes the send step only when this slot is settled. */
  readonly claim?: Claim;
  /** While `sending`: she opened or clicked before her slot was settled, last at this time. */
  readonly heardAt?: EpochMs;
  readonly sends: readonly SendNote[];
  /** What earlier walks through this journey sent, where she walks it again: the latest few. */
  readonly earlier?: readonly SendNote[];
  readonly endedAt?: EpochMs;
  readonly endedReason?: string;
  readonly goalAt?: EpochMs;
  readonly moved?: Moved;
  /** The turns she took at branches of her version, as domain/trail.ts writes them. */
  readonly turns?: readonly string[];
  /** Why she is where she is, when that is not plain: `window`, `cap`, `priority`, `hold`, `paused`, `pace`, `spaced`. */
  readonly reason?: string;
  readonly dueAt?: EpochMs;
}

export interface EnrolmentKey {
  readonly subscriberId: string;
  readonly journeyId: string;
}

export function sendNote(enrolment: Enrolment, step: string): SendNote | undefined {
  return enrolment.sends.findLast((note) => note.step === step);
}

/** A refused or lapsed step may still be sent; one that left may not. */
export function wasSent(enrolment: Enrolment, step: string): boolean {
  return enrolment.sends.some((note) => note.step === step && note.refused === undefined);
}

export function enrol(
  subscriberId: string,
  journey: { id: string; version: string; entry: string },
  now: EpochMs,
): Enrolment {
  return {
    subscriberId,
    journeyId: journey.id,
    version: journey.version,
    rev: 0,
    state: 'walking',
    at: journey.entry,
    enrolledAt: now,
    since: now,
    sends: [],
    dueAt: now,
  };
}

const keptEarlier = 60;

/** Begins again after an ended walk: in the old one's place, with what it sent remembered. */
export function enrolAgain(
  known: Enrolment,
  journey: { id: string; version: string; entry: string },
  now: EpochMs,
): Enrolment {
  const earlier = [...(known.earlier ?? []), ...known.sends].slice(-keptEarlier);
  return {
    ...enrol(known.subscriberId, journey, now),
    rev: known.rev,
    ...(earlier.length > 0 && { earlier }),
  };
}
