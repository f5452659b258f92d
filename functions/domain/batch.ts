// A batch: at most 50 recipients of one rendered e-mail. Its outcome item is the unit of sending, of recovery and of counting.
import { isThrownAway } from './ses-refusals.ts';
import { dayMs, type EpochMs, fromSeconds36, minuteMs, secondMs, toSeconds36 } from './time.ts';

export const batchLimit = 50;
/** How long after a lease ends somebody else may act on the batch. */
export const leaseMarginMs = 30 * secondMs;
export const claimLeaseMs = 60 * secondMs;
/** Longest a call to SES may take, its answer's recording included. */
export const callLeaseMs = 60 * secondMs;
/** A cohort's numbers are sealed so long after its e-mails left. */
export const sealAfterMs = 90 * dayMs;
/**
 * A request that was on its way when its sender died may still reach SES this long after the lease: AWS refuses what comes
 * more than five minutes after the time it was signed with (IAM user guide, "AWS Signature Version 4 for API requests").
 */
export const strayRequestMs = 5 * minuteMs;
/** How long SES's own event is awaited at least before silence may be doubted at all. */
export const doubtGraceMs = 15 * minuteMs;

export type BatchState = 'open' | 'ready' | 'calling' | 'doubt' | 'done';

/** What a batch belongs to: a step of a journey, or a broadcast. */
export type Subject =
  | { readonly kind: 'journey'; readonly journeyId: string; readonly step: string }
  | { readonly kind: 'broadcast'; readonly broadcastId: string };

export interface BatchVariant {
  readonly locale: string;
  readonly tracked: boolean;
  readonly alternateSubject?: boolean;
}

/** Who, not where: the address and the name are the subscriber's own, read at the last moment before SES. */
export interface Recipient {
  readonly slot: number;
  /** Blank once erased. */
  readonly subscriberId: string;
  /** The enrolment's `rev` when the batch was planned; a claim writes rev + 1. */
  readonly rev?: number;
}

/** The outcome item. Sets grow only; grades and totals are computed from them. */
export interface Batch {
  readonly id: string;
  readonly bucketId: string;
  readonly subject: Subject;
  readonly template: string;
  readonly variant: BatchVariant;
  /** What it is about; absent where its kind says so: the series, or the newsletter. */
  readonly topic?: string;
  /** UTC day of the cohort, `YYYY-MM-DD`. */
  readonly day: string;
  readonly createdAt: EpochMs;
  /** A newsletter's slot not sent by then lapses. Of a step's batch, the first shelf life of its people to end: each has her own. */
  readonly shelfUntil: EpochMs;
  readonly state: BatchState;
  /** Who wrote the present state; names the winner when an answer is lost. */
  readonly token: string;
  readonly claimUntil: EpochMs;
  /** Slots that take part, decided by the seal. */
  readonly slots: readonly number[];
  readonly attempt: number;
  readonly calling: readonly number[];
  readonly callUntil?: EpochMs;
  readonly doubtSince?: EpochMs;
  readonly renderHash?: string;
  /** Entries `slot:seconds36`. */
  readonly accepted: ReadonlySet<string>;
  readonly delivered: ReadonlySet<string>;
  /** Slots any SES event has spoken of: `slot:seconds36` with the e-mail's own timestamp. */
  readonly evented: ReadonlySet<string>;
  /** Entries `slot:reason`. */
  readonly refused: ReadonlySet<string>;
  /** Entries `slot:bounceType`. */
  readonly bounced: ReadonlySet<string>;
  /** Slots. */
  readonly returned: ReadonlySet<number>;
  readonly complained: ReadonlySet<number>;
  readonly unsubscribed: ReadonlySet<number>;
  readonly goals: ReadonlySet<number>;
  /** Slots somebody spoke of after the cohort's numbers were sealed; counted, and nothing else. */
  readonly late: ReadonlySet<number>;
  /** Why a `ready` batch rests until it is due, or why its open slots went back: `pace`, `paused`, `late`, `cap`, `window`, `hold`. */
  readonly waitsFor?: string;
  /** The batch in which an operator had given-up slots sent again; here they count as returned. */
  readonly redrivenTo?: string;
  /** When that was decided: its day is the day the other batch is counted in. */
  readonly redrivenAt?: EpochMs;
  readonly dueAt?: EpochMs;
}

/** Growth of the sets above; adding twice changes nothing. */
export interface SlotAdditions {
  readonly accepted?: readonly string[];
  readonly delivered?: readonly string[];
  readonly evented?: readonly string[];
  readonly refused?: readonly string[];
  readonly bounced?: readonly string[];
  readonly returned?: readonly number[];
  readonly complained?: readonly number[];
  readonly unsubscribed?: readonly number[];
  readonly goals?: readonly number[];
  readonly late?: readonly number[];
}

/** The batch as it is with these slots accepted and refused. */
export function withFates(batch: Batch, { accepted = [], refused = [] }: SlotAdditions): Batch {
  return {
    ...batch,
    accepted: new Set([...batch.accepted, ...accepted]),
    refused: new Set([...batch.refused, ...refused]),
  };
}

export const slotAt = (slot: number, at: EpochMs): string => `${slot}:${toSeconds36(at)}`;
export const slotReason = (slot: number, reason: string): string => `${slot}:${reason}`;
export const slotOf = (entry: string): number => Number.parseInt(entry, 10);

/** Earliest time per slot from `slot:seconds36` entries. */
export function timesBySlot(entries: ReadonlySet<string>): Map<number, EpochMs> {
  const times = new Map<number, EpochMs>();
  for (const entry of entries) {
    const slot = slotOf(entry);
    const at = fromSeconds36(entry.slice(entry.indexOf(':') + 1));
    const known = times.get(slot);
    if (known === undefined || at < known) times.set(slot, at);
  }
  return times;
}

/**
 * First reason per slot, in the set's sorted order, so that the answer does not depend on arrival; that SES threw an e-mail away
 * comes before what another try met, since it alone says that what was taken was not sent.
 */
export function reasonsBySlot(entries: ReadonlySet<string>): Map<number, string> {
  const reasons = new Map<number, string>();
  for (const entry of [...entries].sort()) {
    const slot = slotOf(entry);
    const reason = entry.slice(entry.indexOf(':') + 1);
    if (!reasons.has(slot) || isThrownAway(reason)) reasons.set(slot, reason);
  }
  return reasons;
}

export type SlotFate =
  | { readonly fate: 'sent'; readonly at: EpochMs }
  | { readonly fate: 'refused'; readonly reason: string }
  | { readonly fate: 'returned' }
  | { readonly fate: 'open' };

/**
 * Whether the slot may have been mailed twice, and some mailbox took one of the e-mails or sent it back: that one was not thrown
 * away. Not each of them need have been heard of: the word that SES threw one away may come before the word that it took it.
 */
function hasAnother({ attempt, evented, delivered, bounced }: Batch, slot: number): boolean {
  const isOurs = (entry: string): boolean => slotOf(entry) === slot;
  return (attempt > 1 || [...evented].filter(isOurs).length > 1) && [...delivered, ...bounced].some(isOurs);
}

/** What became of each sealed slot. Sent wins over every refusal but SES's own afterthought. */
export function slotFates(batch: Batch): Map<number, SlotFate> {
  const accepted = timesBySlot(batch.accepted);
  const evented = timesBySlot(batch.evented);
  const refused = reasonsBySlot(batch.refused);
  return new Map(
    batch.slots.map((slot): [number, SlotFate] => {
      const reason = refused.get(slot);
      const gaveBack = batch.returned.has(slot);
      // Never sent, whatever SES said before.
      if (reason !== undefined && isThrownAway(reason) && !hasAnother(batch, slot))
        return [slot, gaveBack ? { fate: 'returned' } : { fate: 'refused', reason }];
      const at = accepted.get(slot) ?? evented.get(slot);
      if (at !== undefined) return [slot, { fate: 'sent', at }];
      // Given up and taken up again elsewhere: it is the other batch's to count.
      if (gaveBack) return [slot, { fate: 'returned' }];
      return [slot, reason === undefined ? { fate: 'open' } : { fate: 'refused', reason }];
    }),
  );
}

/**
 * What these slots' own opens, clicks and leavings say where nothing else has yet: that the last call sent them, or one that a
 * restored table knows nothing of.
 */
export function provedSent(batch: Batch, slots: Iterable<number>): string[] {
  const open = new Set(openSlots(batch));
  const calledAt = batch.callUntil === undefined ? batch.createdAt : batch.callUntil - callLeaseMs;
  return [...slots].filter((slot) => open.has(slot)).map((slot) => slotAt(slot, calledAt));
}

/** From when on a call in doubt can no longer reach SES. */
export function callOverAt({ callUntil, doubtSince = 0 }: Pick<Batch, 'callUntil' | 'doubtSince'>): EpochMs {
  return (callUntil ?? doubtSince) + strayRequestMs;
}

/**
 * Until when SES's own event is awaited. Whoever called and got no answer knows that the call is over; where she was gone, and
 * somebody else found the lease over, her request may come later still.
 */
export function graceOverAt(batch: Pick<Batch, 'callUntil' | 'doubtSince'>, graceMs = doubtGraceMs): EpochMs {
  const { callUntil, doubtSince = 0 } = batch;
  const callerIsGone = callUntil !== undefined && doubtSince > callUntil;
  return (callerIsGone ? Math.max(doubtSince, callOverAt(batch)) : doubtSince) + graceMs;
}

/** When each slot was sent, or may have been: one that is being called or in doubt counts, so that a cap errs on her side. */
export function possibleSends(batch: Batch): Map<number, EpochMs> {
  const unsure = batch.state === 'calling' || batch.state === 'doubt' ? batch.calling : [];
  const calledAt = (batch.callUntil ?? batch.createdAt) - callLeaseMs;
  const sent = [...slotFates(batch)].flatMap(([slot, fate]): [number, EpochMs][] =>
    fate.fate === 'sent' ? [[slot, fate.at]] : [],
  );
  return new Map([...unsure.map((slot): [number, EpochMs] => [slot, calledAt]), ...sent]);
}

/** E-mails beyond the first that SES reported for some slot: each of its own e-mails has a time of its own. */
export function duplicateCount(batch: Batch): number {
  return batch.evented.size - timesBySlot(batch.evented).size;
}

/** A step not called for within this goes back to its enrolment, which decides anew: window, cap, shelf life. */
export const freshMs = 10 * minuteMs;

/**
 * Whether open slots may go back: only where every call was answered cleanly. What was ever in doubt stays in its batch,
 * so that a late word from SES finds it.
 */
export function mayGiveBack(batch: Batch): boolean {
  return batch.subject.kind === 'journey' && batch.doubtSince === undefined;
}

/**
 * Batches of up to so many settle their enrolments before their outcome is written: that saves three writes, which weigh
 * on few and not on fifty, and few are in doubt should the sender die in between.
 */
export const settleFirstLimit = 5;

/** Not settled and on no index of its own: its metrics bucket stays due, and answers for it, until it is done. */
export function leansOnBucket({ state, dueAt }: Pick<Batch, 'state' | 'dueAt'>): boolean {
  return state !== 'done' && dueAt === undefined;
}

/** Slots that SES was asked to send, of which nobody knows whether they left; those that waited beside them were never asked for. */
export function doubtfulSlots(batch: Batch): number[] {
  return batch.state === 'doubt' ? openSlots(batch).filter((slot) => batch.calling.includes(slot)) : [];
}

export function openSlots(batch: Batch): number[] {
  return [...slotFates(batch)].filter(([, fate]) => fate.fate === 'open').map(([slot]) => slot);
}
