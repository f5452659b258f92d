// Sends given-up mail again because an operator said so: steps go back to their journeys, newsletters into a new batch.
// Repeating it, or crashing in the middle and doing it again, sends nobody anything twice.
import { broadcastShelfMs } from '../domain/audience.ts';
import { type Batch, type Recipient, slotFates } from '../domain/batch.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import { isGiveUp, mayRedrive } from '../domain/ses-refusals.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { BatchStore, EnrolmentStore, JourneyStore, MetricsStore } from '../ports/stores.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { markBuckets } from './mark-buckets.ts';
import { newBatch } from './new-batch.ts';
import { trySend } from './try-send.ts';

export interface RedriveDeps {
  readonly batches: BatchStore;
  readonly enrolments: EnrolmentStore;
  readonly journeys: JourneyStore;
  readonly metrics: MetricsStore;
  readonly queues: Queues;
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface Redriven {
  /** E-mails that will be tried again, under all the usual rules. */
  readonly again: number;
  /** Left as they are: the person has had a later e-mail since, or was erased. */
  readonly passed: number;
}

export async function redrive(deps: RedriveDeps, batchId: string): Promise<Redriven> {
  const batch = await deps.batches.get(batchId);
  if (batch?.state !== 'done') return { again: 0, passed: 0 };
  const isStep = batch.subject.kind === 'journey';
  const slots = new Set(
    [...slotFates(batch)].flatMap(([slot, fate]) =>
      fate.fate === 'refused' && (isStep ? isGiveUp : mayRedrive)(fate.reason) ? [slot] : [],
    ),
  );
  if (slots.size === 0) return { again: 0, passed: 0 };
  const recipients = (await deps.batches.recipients(batchId)).filter(({ slot }) => slots.has(slot));
  return isStep ? returnSteps(deps, batch, recipients) : sendAnew(deps, batch, recipients);
}

async function returnSteps(deps: RedriveDeps, batch: Batch, recipients: readonly Recipient[]): Promise<Redriven> {
  if (batch.subject.kind !== 'journey') throw new Error('Only steps go back to a journey.');
  const { journeyId, step } = batch.subject;
  const now = deps.clock.now();
  const returned: number[] = [];
  for (const { slot, subscriberId } of recipients) {
    if (subscriberId === '') continue;
    let went = false;
    await changeEnrolment(deps.enrolments, { subscriberId, journeyId }, async (known) => {
      const next = await backAt(deps, known, step, now);
      went = next !== undefined;
      return next;
    });
    if (went) returned.push(slot);
  }
  if (returned.length > 0) await deps.batches.add(batch.id, { returned });
  await markBuckets(deps, [batch]);
  return { again: returned.length, passed: recipients.length - returned.length };
}

/** She stands at the step again, if nothing was sent to her since. */
async function backAt(deps: RedriveDeps, known: Enrolment, step: string, now: EpochMs): Promise<Enrolment | undefined> {
  const last = known.sends.at(-1);
  if (known.state === 'sending' || last?.step !== step || !isGiveUp(last.refused ?? '')) return undefined;
  const journey = await deps.journeys.version(known.journeyId, known.version);
  if (journey?.nodes[step]?.kind !== 'send') return undefined;
  const { waitUntil: _until, reason: _reason, endedAt: _endedAt, endedReason: _ended, ...walk } = known;
  return { ...walk, state: 'walking', at: step, since: now, dueAt: now, sends: known.sends.slice(0, -1) };
}

async function sendAnew(deps: RedriveDeps, batch: Batch, recipients: readonly Recipient[]): Promise<Redriven> {
  const now = deps.clock.now();
  // Named by what was redriven before, so that a second try after a crash adopts what the first one planned.
  const id = deps.ids.batchNamed(batch.bucketId, `again ${batch.id} ${batch.returned.size}`);
  const shelfUntil = now + broadcastShelfMs;
  const { subject, template, variant, createdAt } = batch;
  const planned = newBatch(deps.ids, {
    subject,
    template,
    variant,
    createdAt,
    shelfUntil,
    state: 'ready',
    claimUntil: now,
    dueAt: now,
    slots: recipients.map(({ slot }) => slot),
  });
  await deps.batches.plan({ ...planned, id, bucketId: batch.bucketId }, recipients);
  const stored = await deps.batches.get(id);
  const returned = stored?.slots ?? [];
  await deps.batches.change(
    batch.id,
    { state: 'done', token: batch.token },
    { redrivenTo: id, token: deps.ids.random(), add: { returned } },
  );
  await markBuckets(deps, [batch]);
  await trySend(deps.queues, 'send', [{ batchId: id }]);
  return { again: returned.length, passed: 0 };
}
