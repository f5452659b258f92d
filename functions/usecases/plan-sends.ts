// Turns decided sends into batches of at most 50: the outbox item and its bucket's mark first, then each claim, then a hint.
import { type Batch, batchLimit, claimLeaseMs, type Recipient } from '../domain/batch.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { SendNode } from '../domain/journey.ts';
import { hasConsent, type Subscriber } from '../domain/subscriber.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Budget, Clock, Ids } from '../ports/clock.ts';
import type { Queues } from '../ports/queue.ts';
import type { BatchStore, EnrolmentStore, MetricsStore } from '../ports/stores.ts';
import { markBuckets } from './mark-buckets.ts';
import { newBatch } from './new-batch.ts';

export interface PlanDeps {
  readonly enrolments: EnrolmentStore;
  readonly batches: BatchStore;
  readonly metrics: MetricsStore;
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

/** Plans and claims; answers how many claims were won. */
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
  // From here on its bucket answers for the batch, until it is done or due itself: nobody is claimed before that.
  await markBuckets(deps, [batch]);
  const claims = await Promise.all(group.map((candidate, slot) => claim(deps, candidate, batch, slot)));
  const slots = claims.flatMap((won, slot) => (won ? [slot] : []));
  // Where everybody was claimed, the call itself seals: it reads the claims anyway.
  if (!claims.every((won) => won) && !(await seal(deps, batch, slots))) return slots.length;
  if (slots.length > 0) await deps.queues.send('send', [{ batchId: batch.id }]);
  return slots.length;
}

/**
 * Refused when our lease had run out and somebody sealed it from consistent reads. What they sealed is settled by the
 * batch; a claim of ours they did not see was fenced by them and is none.
 */
function seal(deps: PlanDeps, batch: Batch, slots: readonly number[]): Promise<boolean> {
  const token = deps.ids.random();
  const change = slots.length > 0 ? ({ state: 'ready', token, slots } as const) : ({ state: 'done', token } as const);
  return deps.batches.change(batch.id, { state: 'open', token: batch.token }, change);
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
