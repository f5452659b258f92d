// Sends given-up mail again because an operator said so: steps go back to their journeys, newsletters into a new batch.
// Repeating it, or crashing in the middle and doing it again, sends nobody anything twice.
import { broadcastShelfMs } from '../domain/audience.ts';
import { type Batch, type Recipient, slotFates } from '../domain/batch.ts';
import { isGivenUp, wantedAgain } from '../domain/confirmation.ts';
import type { Enrolment, SendNote } from '../domain/enrolment.ts';
import type { Journey } from '../domain/journey.ts';
import { countRedriven, type PassedFor, type Redriven } from '../domain/redriven.ts';
import { utcDay } from '../domain/reputation.ts';
import { isGiveUp, mayRedrive } from '../domain/ses-refusals.ts';
import { marketingRefusal } from '../domain/subscriber.ts';
import { type EpochMs, minuteMs } from '../domain/time.ts';
import { topicOfBatch, topicOfJourney } from '../domain/topic.ts';
import { turnedBack } from '../domain/trail.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type {
  BatchStore,
  BroadcastStore,
  DueIndex,
  EnrolmentStore,
  JourneyStore,
  MetricsStore,
  SubscriberStore,
} from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { confirmationsId, findConfirmations } from './list-troubles.ts';
import { newBatch } from './new-batch.ts';
import { trySend } from './try-send.ts';

export interface RedriveDeps {
  readonly batches: BatchStore;
  readonly broadcasts: BroadcastStore;
  readonly enrolments: EnrolmentStore;
  readonly due: DueIndex;
  readonly journeys: JourneyStore;
  readonly metrics: MetricsStore;
  readonly subscribers: SubscriberStore;
  readonly queues: Queues;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** Others may change the same at the same time, so often and no more. */
const maxAttempts = 8;
/** So long may pass between saying where slots are sent again and giving them back here. */
const giveBackMs = 2 * minuteMs;

export async function redrive(deps: RedriveDeps, batchId: string): Promise<Redriven> {
  if (batchId === confirmationsId) return askAgain(deps);
  const nothing = countRedriven([]);
  const batch = await deps.batches.get(batchId);
  if (batch?.state !== 'done') return nothing;
  const isStep = batch.subject.kind === 'journey';
  const slots = new Set(
    [...slotFates(batch)].flatMap(([slot, fate]) =>
      fate.fate === 'refused' && (isStep ? isGiveUp : mayRedrive)(fate.reason) ? [slot] : [],
    ),
  );
  if (slots.size === 0) return nothing;
  const recipients = (await deps.batches.recipients(batchId)).filter(({ slot }) => slots.has(slot));
  return isStep ? returnSteps(deps, batch, recipients) : sendAnew(deps, batch, recipients);
}

/** Every confirmation that was given up is wanted again, with a link as new as this moment. */
async function askAgain(deps: RedriveDeps): Promise<Redriven> {
  const now = deps.clock.now();
  const { found } = await findConfirmations(deps, now);
  const asked: 'again'[] = [];
  for (const { id } of found.filter(isGivenUp)) {
    const { changed } = await changeSubscriber(deps.subscribers, id, (known) =>
      known?.confirmation && isGivenUp(known) ? { ...known, ...wantedAgain(known.confirmation, now) } : undefined,
    );
    if (changed) asked.push('again');
  }
  return countRedriven(asked);
}

async function returnSteps(deps: RedriveDeps, batch: Batch, recipients: readonly Recipient[]): Promise<Redriven> {
  if (batch.subject.kind !== 'journey') throw new Error('Only steps go back to a journey.');
  const { journeyId, step } = batch.subject;
  const now = deps.clock.now();
  const outcomes: { readonly slot: number; readonly outcome: 'again' | PassedFor }[] = [];
  for (const { slot, subscriberId } of recipients) {
    let outcome: 'again' | PassedFor = 'erased';
    const decide = async (known: Enrolment): Promise<Enrolment | undefined> => {
      const back = await backAt(deps, known, { step, batchId: batch.id, slot }, now);
      outcome = typeof back === 'string' ? back : 'again';
      return typeof back === 'string' ? undefined : back;
    };
    if (subscriberId !== '') await changeEnrolment(deps.enrolments, { subscriberId, journeyId }, decide);
    outcomes.push({ slot, outcome });
  }
  // Also where she stands there already: whoever put her there may have died before the batch knew.
  const isBack = (outcome: string) => outcome === 'again' || outcome === 'already';
  const returned = outcomes.filter(({ outcome }) => isBack(outcome)).map(({ slot }) => slot);
  if (returned.length > 0) await giveBack(deps, batch.id, returned);
  return countRedriven(outcomes.map(({ outcome }) => outcome));
}

/** Her walk is over, and not because she came to its end. */
function hasLeftOff({ state, goalAt, endedReason }: Enrolment, { nodes }: Journey): boolean {
  if (goalAt !== undefined) return true;
  const isAnEnd = Object.values(nodes).some((node) => node.kind === 'exit' && node.reason === endedReason);
  return state === 'ended' && !isAnEnd;
}

/** On the due index with the same write: whoever works it there has it counted, should we die behind this. */
async function giveBack(
  { batches, ids, clock, queues }: RedriveDeps,
  id: string,
  slots: readonly number[],
): Promise<void> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const batch = await batches.get(id);
    if (!batch || slots.every((slot) => batch.returned.has(slot))) return;
    const change = { token: ids.random(), dueAt: clock.now(), add: { returned: slots } };
    if (await batches.change(id, { state: 'done', token: batch.token }, change)) {
      await trySend(queues, 'send', [{ batchId: id }]);
      return;
    }
  }
  throw new Error(`Batch ${id} was changed by others ${maxAttempts} times in a row; say again that it is to be sent.`);
}

/** She stands at the step again, if this batch's word on it is the last of her walk; else why not. */
async function backAt(
  deps: RedriveDeps,
  known: Enrolment,
  { step, batchId, slot }: { readonly step: string; readonly batchId: string; readonly slot: number },
  now: EpochMs,
): Promise<Enrolment | PassedFor> {
  // What SES threw away afterwards is noted as sent, from this very slot.
  const isOurs = (note: SendNote) => note.batchId === batchId && note.slot === slot;
  const hadElsewhere = known.sends.some((note) => note.step === step && note.refused === undefined && !isOurs(note));
  if (hadElsewhere || (known.state !== 'ended' && known.at === step)) return 'already';
  const last = known.sends.at(-1);
  const isLast = last?.step === step && (isOurs(last) || isGiveUp(last.refused ?? ''));
  if (known.state === 'sending' || !isLast) return 'later';
  const journey = await deps.journeys.version(known.journeyId, known.version);
  if (journey?.nodes[step]?.kind !== 'send') return 'stepGone';
  const subscriber = await deps.subscribers.get(known.subscriberId);
  if (marketingRefusal(subscriber, topicOfJourney(journey)) || hasLeftOff(known, journey)) return 'spared';
  const {
    waitUntil: _until,
    reason: _reason,
    endedAt: _endedAt,
    endedReason: _ended,
    ...walk
  } = turnedBack(journey, known, step);
  return { ...walk, state: 'walking', at: step, since: now, dueAt: now, sends: known.sends.slice(0, -1) };
}

async function sendAnew(deps: RedriveDeps, batch: Batch, recipients: readonly Recipient[]): Promise<Redriven> {
  if (batch.subject.kind !== 'broadcast') throw new Error('Only newsletters go into a batch of their own.');
  const now = deps.clock.now();
  const place = placeOf(deps.ids, batch, now);
  // Before anything of it can leave, it can be found: whoever counts her mail under the cap follows both.
  await noteRedrive(deps, batch.subject.broadcastId, now);
  await leadTo(deps, batch, place);
  const { subject, template, variant, topic } = batch;
  const planned = newBatch(deps.ids, {
    subject,
    template,
    variant,
    ...(topic !== undefined && { topic }),
    createdAt: place.at,
    shelfUntil: now + broadcastShelfMs,
    state: 'ready',
    claimUntil: now,
    dueAt: now,
    slots: recipients.map(({ slot }) => slot),
  });
  await deps.batches.plan({ ...planned, id: place.id, bucketId: place.bucketId }, recipients);
  const returned = (await deps.batches.get(place.id))?.slots ?? [];
  await giveBack(deps, batch.id, returned);
  await trySend(deps.queues, 'send', [{ batchId: place.id }]);
  const taken = new Set(returned);
  return countRedriven(
    await foreseen(
      deps,
      batch,
      recipients.filter(({ slot }) => taken.has(slot)),
    ),
  );
}

/** The new batch holds all of them; who is spared is decided when it leaves, and mostly known now: at most fifty reads. */
async function foreseen(
  { subscribers }: RedriveDeps,
  batch: Batch,
  recipients: readonly Recipient[],
): Promise<('again' | PassedFor)[]> {
  const known = await subscribers.getMany(recipients.flatMap(({ subscriberId: id }) => (id === '' ? [] : [id])));
  return recipients.map(({ subscriberId }) => {
    const subscriber = known.get(subscriberId);
    if (!subscriber || subscriber.status === 'erased') return 'erased';
    const isSpared = marketingRefusal(subscriber, topicOfBatch(batch)) || subscriber.pausedSince !== undefined;
    return isSpared ? 'spared' : 'again';
  });
}

interface Place {
  readonly id: string;
  readonly bucketId: string;
  /** Of its day are the e-mails counted. */
  readonly at: EpochMs;
}

/**
 * Named by what was redriven before, so that a second try after a crash adopts what the first one planned; on another day
 * too, because the batch remembers when that was. The bucket is the day's, not the issue's: the guard of the reputation
 * judges by days, and what leaves weeks later would be out of its sight.
 */
function placeOf(ids: Ids, batch: Batch, now: EpochMs): Place {
  const placeAt = (at: EpochMs): Place => {
    const day = utcDay(at);
    const bucketId = day === batch.day ? batch.bucketId : ids.bucket(['again', batch.bucketId, day]);
    return { id: ids.batchNamed(bucketId, `again ${batch.id} ${batch.returned.size}`), bucketId, at };
  };
  const before = placeAt(batch.redrivenAt ?? batch.createdAt);
  return before.id === batch.redrivenTo ? before : placeAt(now);
}

/**
 * Somebody who does the same at the same time writes the same. On the due index from here on: should we die before its slots are
 * given back, whoever works it there gives them back.
 */
async function leadTo({ batches, ids, clock }: RedriveDeps, { id, token }: Batch, to: Place): Promise<void> {
  const change = { redrivenTo: to.id, redrivenAt: to.at, dueAt: clock.now() + giveBackMs, token: ids.random() };
  if (await batches.change(id, { state: 'done', token }, change)) return;
  if ((await batches.get(id))?.redrivenTo !== to.id)
    throw new Error(`Batch ${id} was changed by somebody else meanwhile; what it gave up is as it was.`);
}

async function noteRedrive({ broadcasts }: RedriveDeps, broadcastId: string, now: EpochMs): Promise<void> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const known = await broadcasts.get(broadcastId);
    if (!known || (await broadcasts.save({ ...known, redrivenAt: now }))) return;
  }
  throw new Error(`A newsletter was changed by others ${maxAttempts} times in a row; what it gave up is as it was.`);
}
