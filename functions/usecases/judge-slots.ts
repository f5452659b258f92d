// The last moment before SES: who may be mailed now, who never, who later. Read consistently, decided per slot.
import { type Batch, freshMs, mayGiveBack, type Recipient } from '../domain/batch.ts';
import { nextUnderCap } from '../domain/cap.ts';
import type { Clinic } from '../domain/clinic.ts';
import { pauseLookMs } from '../domain/control.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { shelfEnd } from '../domain/interpreter.ts';
import { mayLeaveAt } from '../domain/send-window.ts';
import { hasConsent, marketingRefusal, type Subscriber } from '../domain/subscriber.ts';
import { dayMs, type EpochMs, minuteMs } from '../domain/time.ts';
import { topicOfBatch } from '../domain/topic.ts';
import type { BatchStore, EnrolmentStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';
import { type ClaimedStep, claimedSteps } from './claimed-steps.ts';
import { type BroadcastMailDeps, findBroadcastMail } from './find-broadcast-mail.ts';
import { findOvertaken } from './find-overtaken.ts';
import { calendarFacts, type EngagementDeps, sentTimes } from './gather-facts.ts';
import { waitingAhead } from './waiting-ahead.ts';

export interface JudgeDeps extends BroadcastMailDeps, EngagementDeps {
  readonly clinic: Clinic;
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly batches: BatchStore;
}

export type Verdict =
  | { readonly verdict: 'go'; readonly tracked: boolean; readonly email: string; readonly firstName?: string }
  | { readonly verdict: 'never'; readonly reason: string }
  /** Her walk says that this very slot was sent: whoever sent it died before the batch knew. */
  | { readonly verdict: 'sent'; readonly at: EpochMs }
  /** Stays in the batch until then. */
  | { readonly verdict: 'later'; readonly at: EpochMs; readonly reason: string };

export type Judged = Recipient & Verdict;
/** Nobody waits for this slot: of an open batch, that its claim may still be on its way. */
export const unclaimed = 'unclaimed';
/** May be mailed now, at the address and under the name she has at this moment. */
export type Mailable = Extract<Judged, { verdict: 'go' }>;

/** One verdict per recipient of `open` slots. */
export async function judgeSlots(
  deps: JudgeDeps,
  batch: Batch,
  open: readonly Recipient[],
  now: EpochMs,
): Promise<Judged[]> {
  const ids = open.map(({ subscriberId }) => subscriberId).filter((id) => id !== '');
  const journeyIds = deps.journeys.all().map(({ id }) => id);
  // A step's hours and cap were judged when it was planned; what did not leave at once is judged again.
  const isLate = now > batch.createdAt + minuteMs;
  const capped = batch.subject.kind === 'broadcast' || isLate;
  const quiet = batch.subject.kind === 'broadcast' && deps.clinic.quietHours !== undefined;
  const ownJourney = batch.subject.kind === 'journey' ? [batch.subject.journeyId] : [];
  const ownBroadcast = batch.subject.kind === 'broadcast' ? batch.subject.broadcastId : undefined;
  const wanted = new Set(capped ? [...ownJourney, ...journeyIds] : ownJourney);
  const [subscribers, enrolments, newsletters] = await Promise.all([
    deps.subscribers.getMany(ids),
    deps.enrolments.getMany(
      ids.flatMap((subscriberId) => [...wanted].map((journeyId) => ({ subscriberId, journeyId }))),
    ),
    // Nobody is twice in one newsletter: its own slices need not be searched.
    capped
      ? findBroadcastMail(deps, ids, { now, since: now - deps.clinic.caps.days * dayMs }, ownBroadcast)
      : undefined,
  ]);
  const walks = Map.groupBy(enrolments, ({ subscriberId }) => subscriberId);
  const claimed = await claimedSteps(deps, batch, enrolments, subscribers);
  const [overtaken, ahead] = await Promise.all([
    findOvertaken(deps, claimed.values(), now),
    batch.subject.kind === 'broadcast' ? waitingAhead(deps, enrolments, now) : new Map<string, number>(),
  ]);
  return open.map((recipient) => {
    const subscriber = subscribers.get(recipient.subscriberId);
    const own = walks.get(recipient.subscriberId) ?? [];
    const claim = claimVerdict(batch, recipient.slot, own);
    const step = claimed.get(recipient.subscriberId);
    // Of a step, her own: whoever stood before it longest must not take the others with her.
    const shelfUntil = step ? shelfEnd(step.node, step.enrolment) : batch.shelfUntil;
    const verdict =
      // What has happened, and whether an open batch may be called at all, come before what may happen now.
      (claim?.verdict === 'sent' || batch.state === 'open' ? claim : undefined) ??
      commonVerdict(batch, subscriber, shelfUntil, now) ??
      pausedVerdict(batch, subscriber, now) ??
      claim ??
      goalVerdict(batch, own) ??
      overtakenVerdict(overtaken.get(recipient.subscriberId)) ??
      (isLate ? hoursVerdict(deps.clinic, batch, step, now) : undefined) ??
      (quiet ? quietVerdict(deps.clinic, batch, subscriber, now) : undefined) ??
      (capped
        ? capVerdict(
            deps.clinic,
            batch,
            [
              ...own.flatMap((walk) => sentTimes(walk, batch.id)),
              ...(newsletters?.get(recipient.subscriberId)?.sentAt ?? []),
              // More important steps that wait for the same room are counted as if they had left.
              ...Array.from({ length: ahead.get(recipient.subscriberId) ?? 0 }, () => now),
            ],
            shelfUntil,
            now,
          )
        : undefined);
    return { ...recipient, ...(verdict ?? go(batch, subscriber)) };
  });
}

function commonVerdict(
  batch: Batch,
  subscriber: Subscriber | undefined,
  shelfUntil: EpochMs,
  now: EpochMs,
): Verdict | undefined {
  const refusal = marketingRefusal(subscriber, topicOfBatch(batch));
  if (refusal) return { verdict: 'never', reason: refusal };
  return now > shelfUntil ? { verdict: 'never', reason: 'lapsed' } : undefined;
}

/** Staff paused her. A newsletter does not wait for one person; a step does. */
function pausedVerdict(batch: Batch, subscriber: Subscriber | undefined, now: EpochMs): Verdict | undefined {
  if (subscriber?.pausedSince === undefined) return undefined;
  if (batch.subject.kind === 'broadcast') return { verdict: 'never', reason: 'paused' };
  return { verdict: 'later', at: waitsUntil(batch, now + pauseLookMs, now), reason: 'paused' };
}

/** Its step's hours are over where she is: not even what was in doubt comes at night. */
function hoursVerdict(
  clinic: Clinic,
  batch: Batch,
  claimed: ClaimedStep | undefined,
  now: EpochMs,
): Verdict | undefined {
  if (!claimed) return undefined;
  const { zone, rules } = calendarFacts(clinic, claimed.subscriber);
  const at = mayLeaveAt(claimed.node.when, now, zone, rules);
  if (at <= now) return undefined;
  return {
    verdict: 'later',
    at: waitsUntil(batch, Math.min(at, shelfEnd(claimed.node, claimed.enrolment) + 1), now),
    reason: 'window',
  };
}

/** A newsletter leaves when staff say so, and not in anybody's quiet hours. */
function quietVerdict(
  clinic: Clinic,
  batch: Batch,
  subscriber: Subscriber | undefined,
  now: EpochMs,
): Verdict | undefined {
  const { zone, rules } = calendarFacts(clinic, subscriber);
  const at = mayLeaveAt('at-once', now, zone, rules);
  return at <= now ? undefined : { verdict: 'later', at: Math.min(at, batch.shelfUntil + 1), reason: 'window' };
}

/** Until then, or until it is not fresh any more where it may go back to her walk: it waits there. */
function waitsUntil(batch: Batch, at: EpochMs, now: EpochMs): EpochMs {
  const goesBackAt = mayGiveBack(batch) ? batch.createdAt + freshMs + 1 : at;
  return Math.max(Math.min(at, goesBackAt), now + minuteMs);
}

/** Her walk must stand at this slot; undefined when it does, and for newsletters. */
function claimVerdict({ id, subject }: Batch, slot: number, own: readonly Enrolment[]): Verdict | undefined {
  if (subject.kind !== 'journey') return undefined;
  const enrolment = own.find(({ journeyId }) => journeyId === subject.journeyId);
  if (enrolment?.claim?.batchId === id && enrolment.claim.slot === slot) return undefined;
  const notes = [...(enrolment?.sends ?? []), ...(enrolment?.earlier ?? [])];
  const sent = notes.find((note) => note.batchId === id && note.slot === slot);
  return sent ? { verdict: 'sent', at: sent.at } : { verdict: 'never', reason: unclaimed };
}

function goalVerdict({ subject }: Batch, own: readonly Enrolment[]): Verdict | undefined {
  if (subject.kind !== 'journey') return undefined;
  const enrolment = own.find(({ journeyId }) => journeyId === subject.journeyId);
  return enrolment?.goalAt === undefined ? undefined : { verdict: 'never', reason: 'goal' };
}

function overtakenVerdict(found: true | EpochMs | undefined): Verdict | undefined {
  if (found === undefined) return undefined;
  return found === true ? { verdict: 'never', reason: 'overtaken' } : { verdict: 'later', at: found, reason: 'hold' };
}

/** Mail that would break the weekly cap waits until it fits: a fresh step in her walk, all else here, within its shelf life. */
function capVerdict(
  clinic: Clinic,
  batch: Batch,
  sentAt: readonly EpochMs[],
  shelfUntil: EpochMs,
  now: EpochMs,
): Verdict | undefined {
  const at = nextUnderCap(now, sentAt, clinic.caps);
  if (at <= now) return undefined;
  if (mayGiveBack(batch)) return { verdict: 'later', at: waitsUntil(batch, at, now), reason: 'cap' };
  return at > shelfUntil ? { verdict: 'never', reason: 'cap' } : { verdict: 'later', at, reason: 'cap' };
}

function go(batch: Batch, subscriber: Subscriber | undefined): Verdict {
  if (!subscriber) throw new Error('Nobody may be mailed who is not there.');
  const { email, firstName } = subscriber;
  const tracked = batch.variant.tracked && hasConsent(subscriber, 'tracking');
  return { verdict: 'go', tracked, email, ...(firstName !== undefined && { firstName }) };
}
