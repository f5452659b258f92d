// Turns decided sends into batches of at most 50: the outbox item first, then each claim, then the seal, then a hint.
import { type Batch, batchLimit, callLeaseMs, claimLeaseMs, leaseMarginMs, type Recipient } from '../domain/batch.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { SendNode } from '../domain/journey.ts';
import { hasConsent, type Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Budget, Clock, Ids } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { BatchStore, EnrolmentStore } from '../ports/stores.ts';
import { newBatch } from './new-batch.ts';

export interface PlanDeps {
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly queues: Queues;
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface SendCandidate {
  /** As the interpreter left it, not saved yet. */
  readonly enrolment: Enrolment;
  readonly node: SendNode;
  /** The journey's own topic, where it names one. */
  readonly topic?: string;
  readonly shelfUntil: EpochMs;
  readonly subscriber: Subscriber;
}

/** Plans, claims and seals; answers how many claims were won. */
export async function planSends(deps: PlanDeps, candidates: readonly SendCandidate[], budget: Budget): Promise<number> {
  let claimed = 0;
  for (const group of groups(candidates)) {
    if (budget.remainingMs() < claimLeaseMs / 2) break;
    claimed += await planBatch(deps, group, budget);
  }
  return claimed;
}

/** What shares a rendered e-mail shares a batch. */
function groups(candidates: readonly SendCandidate[]): SendCandidate[][] {
  const alike = Map.groupBy(candidates, ({ enrolment, node, subscriber }) =>
    JSON.stringify([
      enrolment.journeyId,
      node.id,
      node.template,
      subscriber.locale,
      hasConsent(subscriber, 'tracking'),
    ]),
  );
  return [...alike.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / batchLimit) }, (_, index) =>
      group.slice(index * batchLimit, (index + 1) * batchLimit),
    ),
  );
}

async function planBatch(deps: PlanDeps, group: readonly SendCandidate[], budget: Budget): Promise<number> {
  const batch = batchFor(deps, group, budget);
  await deps.batches.plan(batch, group.map(toRecipient));
  const claims = await Promise.all(group.map((candidate, slot) => claim(deps, candidate, batch, slot)));
  const slots = claims.flatMap((won, slot) => (won ? [slot] : []));
  const sealed = await deps.batches.change(
    batch.id,
    { state: 'open', token: batch.token },
    slots.length > 0
      ? { state: 'ready', token: deps.ids.random(), slots }
      : { state: 'done', token: deps.ids.random(), dueAt: null },
  );
  // Refused: our lease had run out and somebody sealed it from consistent reads. What they sealed is settled by the
  // batch; a claim of ours they did not see was fenced by them and is none.
  if (sealed && slots.length > 0) await deps.queues.send('send', [{ batchId: batch.id }]);
  return slots.length;
}

function batchFor(deps: PlanDeps, group: readonly SendCandidate[], budget: Budget): Batch {
  const now = deps.clock.now();
  const { enrolment, node, subscriber, topic } = group[0] as SendCandidate;
  const claimUntil = now + Math.min(claimLeaseMs, budget.remainingMs());
  return newBatch(deps.ids, {
    subject: { kind: 'journey', journeyId: enrolment.journeyId, step: node.id },
    template: node.template,
    variant: {
      locale: subscriber.locale,
      tracked: hasConsent(subscriber, 'tracking'),
      ...(node.alternateSubject && { alternateSubject: true }),
    },
    ...(topic !== undefined && { topic }),
    createdAt: now,
    shelfUntil: Math.min(...group.map((candidate) => candidate.shelfUntil)),
    state: 'open',
    claimUntil,
    // One due time for the whole smooth course: moving it would cost more than the rest of each write.
    dueAt: claimUntil + callLeaseMs + 2 * leaseMarginMs,
  });
}

function toRecipient({ enrolment, subscriber }: SendCandidate, slot: number): Recipient {
  return { slot, subscriberId: subscriber.id, rev: enrolment.rev };
}

/** One conditional write: from here on the enrolment waits for this slot. */
async function claim(deps: PlanDeps, { enrolment, node }: SendCandidate, batch: Batch, slot: number): Promise<boolean> {
  if (deps.clock.now() >= batch.claimUntil) return false;
  const { dueAt: _dueAt, reason: _reason, ...walk } = enrolment;
  const claimed: Enrolment = { ...walk, state: 'sending', claim: { batchId: batch.id, slot, step: node.id } };
  if (await deps.enrolments.save(claimed)) return true;
  const [stored] = await deps.enrolments.getMany([enrolment]);
  return stored?.claim?.batchId === batch.id && stored.claim.slot === slot;
}
