// One subscriber for staff: profile, consents, her walk through each journey and what became of every e-mail.
import { type Batch, doubtfulSlots, reasonsBySlot, slotFates, timesBySlot } from '../domain/batch.ts';
import { deliveryTimes } from '../domain/engagement.ts';
import type { Enrolment, SendNote } from '../domain/enrolment.ts';
import type { Graded, SlotEvidence } from '../domain/evidence.ts';
import { gradeSlot } from '../domain/grading.ts';
import { placeInWords, walkerOf } from '../domain/place.ts';
import { lastSign, scoreOf, signOf } from '../domain/score.ts';
import { hasConsent, type Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { BatchStore, EnrolmentStore, EvidenceStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';
import { type FindNewslettersDeps, findNewsletters, type PlannedNewsletter } from './find-newsletters.ts';
import { followRedriven } from './follow-redriven.ts';

export interface MailRecord {
  /** The journey's step, or the newsletter's id. */
  readonly step: string;
  /** The subject, for newsletters. */
  readonly title?: string;
  readonly at: EpochMs;
  readonly fate: 'sent' | 'refused' | 'in-doubt' | 'on-its-way';
  readonly refusedReason?: string;
  readonly deliveredAt?: EpochMs;
  readonly bounced?: string;
  readonly complained: boolean;
  readonly unsubscribed: boolean;
  /** She reached the goal with this as her last e-mail. */
  readonly goal: boolean;
  readonly opened?: Graded;
  readonly clicked?: Graded;
}

export interface WalkRecord {
  readonly enrolment: Enrolment;
  readonly title: string;
  readonly words: string;
  readonly mails: readonly MailRecord[];
}

/** How she reads, as of now; the last review's score, which segments look at, may be a week older. */
export interface Reading {
  /** Absent before any e-mail with a pixel could be judged. */
  readonly score?: number;
  readonly lastSignAt?: EpochMs;
  /** E-mails with a pixel that it rests on. */
  readonly mails: number;
}

export interface SubscriberFile {
  readonly subscriber: Subscriber;
  readonly walks: readonly WalkRecord[];
  /** Absent where nobody may know: she is not tracked. */
  readonly reading?: Reading;
  /** The latest newsletters planned for her, newest first. */
  readonly newsletters: readonly MailRecord[];
}

export interface ShowSubscriberDeps extends FindNewslettersDeps {
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly batches: BatchStore;
  readonly evidence: EvidenceStore;
  readonly clinic: { readonly timeZone: string };
  readonly clock: Clock;
}

/** Answers undefined for an id nobody has. */
export async function showSubscriber(deps: ShowSubscriberDeps, id: string): Promise<SubscriberFile | undefined> {
  const subscriber = await deps.subscribers.get(id);
  if (!subscriber) return undefined;
  const [enrolments, found] = await Promise.all([deps.enrolments.ofSubscriber(id), findNewsletters(deps, id)]);
  const { slots: planned } = await followRedriven(deps.batches, found);
  const slots = [...enrolments.flatMap(({ sends }) => sends.flatMap(slotOfNote)), ...planned];
  const facts = await readSlots(deps, slots);
  const walker = walkerOf(subscriber, deps.clinic.timeZone);
  const walks = enrolments.map(async (enrolment): Promise<WalkRecord> => {
    const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
    return {
      enrolment,
      title: journey?.title ?? enrolment.journeyId,
      words: placeInWords(journey, enrolment, walker),
      mails: enrolment.sends.map((note) => journeyMail(note, facts)),
    };
  });
  return {
    subscriber,
    walks: await Promise.all(walks),
    ...(hasConsent(subscriber, 'tracking') && { reading: readingOf(slots, facts, deps.clock.now()) }),
    newsletters: planned.map((one) => newsletterMail(one, facts)),
  };
}

function readingOf(slots: readonly Slot[], { batches, evidence }: SlotFacts, now: EpochMs): Reading {
  const mails = slots.flatMap((one) => {
    const batch = batches.get(one.batchId);
    return (batch && signOf(batch, one.slot, evidence.get(slotName(one)), now)) ?? [];
  });
  const score = scoreOf(mails, now);
  const lastSignAt = lastSign(mails);
  return {
    mails: mails.length,
    ...(score !== undefined && { score }),
    ...(lastSignAt !== undefined && { lastSignAt }),
  };
}

interface Slot {
  readonly batchId: string;
  readonly slot: number;
}

interface SlotFacts {
  readonly batches: ReadonlyMap<string, Batch>;
  readonly evidence: ReadonlyMap<string, SlotEvidence>;
}

const slotName = ({ batchId, slot }: Slot): string => `${batchId} ${slot}`;

function slotOfNote({ batchId, slot }: SendNote): Slot[] {
  return batchId === undefined || slot === undefined ? [] : [{ batchId, slot }];
}

async function readSlots(deps: ShowSubscriberDeps, slots: readonly Slot[]): Promise<SlotFacts> {
  if (slots.length === 0) return { batches: new Map(), evidence: new Map() };
  const wanted = slots.map(({ batchId, slot }) => ({ batchId, slot }));
  const [batches, evidence] = await Promise.all([
    deps.batches.getMany([...new Set(wanted.map(({ batchId }) => batchId))]),
    deps.evidence.getMany(wanted),
  ]);
  return { batches, evidence: new Map(evidence.map((one) => [slotName(one), one])) };
}

function journeyMail(note: SendNote, facts: SlotFacts): MailRecord {
  const nothing = { step: note.step, at: note.at, complained: false, unsubscribed: false, goal: false };
  if (note.refused !== undefined) return { ...nothing, fate: 'refused', refusedReason: note.refused };
  const [slot] = slotOfNote(note);
  return (slot && slotMail({ step: note.step, at: note.at }, slot, facts)) ?? { ...nothing, fate: 'sent' };
}

function newsletterMail({ broadcast, batchId, slot }: PlannedNewsletter, facts: SlotFacts): MailRecord {
  const base = { step: broadcast.id, title: broadcast.subject, at: broadcast.cutoffAt ?? broadcast.createdAt };
  const found = slotMail(base, { batchId, slot }, facts);
  return found ?? { ...base, fate: 'on-its-way', complained: false, unsubscribed: false, goal: false };
}

function slotMail(
  base: Pick<MailRecord, 'step' | 'title' | 'at'>,
  slot: Slot,
  { batches, evidence }: SlotFacts,
): MailRecord | undefined {
  const batch = batches.get(slot.batchId);
  if (!batch) return undefined;
  const deliveredAt = timesBySlot(batch.delivered).get(slot.slot);
  const bounced = reasonsBySlot(batch.bounced).get(slot.slot);
  const known = evidence.get(slotName(slot));
  const grades = known && gradeSlot(known, deliveryTimes(batch).get(slot.slot));
  return {
    ...base,
    ...fateOf(batch, slot.slot),
    ...(deliveredAt !== undefined && { deliveredAt }),
    ...(bounced !== undefined && { bounced }),
    complained: batch.complained.has(slot.slot),
    unsubscribed: batch.unsubscribed.has(slot.slot),
    goal: batch.goals.has(slot.slot),
    ...(grades?.opens && { opened: grades.opens }),
    ...(grades?.bestClick && { clicked: grades.bestClick }),
  };
}

function fateOf(batch: Batch, slot: number): Pick<MailRecord, 'fate' | 'refusedReason'> {
  const fate = slotFates(batch).get(slot);
  if (fate?.fate === 'sent') return { fate: 'sent' };
  if (fate?.fate === 'refused') return { fate: 'refused', refusedReason: fate.reason };
  return { fate: doubtfulSlots(batch).includes(slot) ? 'in-doubt' : 'on-its-way' };
}
