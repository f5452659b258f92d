// One subscriber for staff: profile, consents, her walk through each journey and what became of every e-mail.
import { reasonsBySlot, slotFates, timesBySlot } from '../domain/batch.ts';
import type { Batch } from '../domain/batch.ts';
import type { Enrolment, SendNote } from '../domain/enrolment.ts';
import { placeInWords } from '../domain/place.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { BatchStore, EnrolmentStore, JourneyStore, SubscriberStore } from '../ports/stores.ts';

export interface MailRecord {
  readonly step: string;
  readonly at: EpochMs;
  readonly fate: 'sent' | 'refused' | 'in-doubt' | 'on-its-way';
  readonly refusedReason?: string;
  readonly deliveredAt?: EpochMs;
  readonly bounced?: string;
  readonly complained: boolean;
  readonly unsubscribed: boolean;
}

export interface WalkRecord {
  readonly enrolment: Enrolment;
  readonly title: string;
  readonly words: string;
  readonly mails: readonly MailRecord[];
}

export interface SubscriberFile {
  readonly subscriber: Subscriber;
  readonly walks: readonly WalkRecord[];
}

export interface ShowSubscriberDeps {
  readonly subscribers: SubscriberStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly batches: BatchStore;
  readonly timeZone: string;
}

/** Answers undefined for an id nobody has. */
export async function showSubscriber(deps: ShowSubscriberDeps, id: string): Promise<SubscriberFile | undefined> {
  const subscriber = await deps.subscribers.get(id);
  if (!subscriber) return undefined;
  const enrolments = await deps.enrolments.ofSubscriber(id);
  const batchIds = enrolments.flatMap(({ sends }) => sends.flatMap(({ batchId }) => batchId ?? []));
  const batches = await deps.batches.getMany([...new Set(batchIds)]);
  const zone = subscriber.timeZone ?? deps.timeZone;
  const walks = await Promise.all(
    enrolments.map(async (enrolment): Promise<WalkRecord> => {
      const journey = await deps.journeys.version(enrolment.journeyId, enrolment.version);
      return {
        enrolment,
        title: journey?.title ?? enrolment.journeyId,
        words: placeInWords(journey, enrolment, zone),
        mails: enrolment.sends.map((note) => mailRecord(note, batches)),
      };
    }),
  );
  return { subscriber, walks };
}

function mailRecord(note: SendNote, batches: ReadonlyMap<string, Batch>): MailRecord {
  const base = { step: note.step, at: note.at, complained: false, unsubscribed: false };
  if (note.refused !== undefined) return { ...base, fate: 'refused', refusedReason: note.refused };
  const { slot } = note;
  const batch = note.batchId === undefined ? undefined : batches.get(note.batchId);
  if (!batch || slot === undefined) return { ...base, fate: 'sent' };
  const fate = slotFates(batch).get(slot);
  const deliveredAt = timesBySlot(batch.delivered).get(slot);
  const bounced = reasonsBySlot(batch.bounced).get(slot);
  return {
    ...base,
    fate: fate?.fate === 'sent' ? 'sent' : batch.state === 'doubt' ? 'in-doubt' : 'on-its-way',
    ...(deliveredAt !== undefined && { deliveredAt }),
    ...(bounced !== undefined && { bounced }),
    complained: batch.complained.has(slot),
    unsubscribed: batch.unsubscribed.has(slot),
  };
}
