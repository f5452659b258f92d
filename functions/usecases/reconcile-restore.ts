// After a table restore: holds, lapses or releases every send the restored table believes due, because the lost table may
// have sent it. Sending stays paused meanwhile; repeating it, also after a crash, is harmless.
import { type Batch, doubtGraceMs, leansOnBucket, openSlots, slotReason } from '../domain/batch.ts';
import { givenUp } from '../domain/confirmation.ts';
import type { Enrolment, EnrolmentKey } from '../domain/enrolment.ts';
import type { Bucket } from '../domain/metrics.ts';
import {
  concerns,
  freedWalk,
  type Gap,
  type GapChoice,
  heldUntil,
  heldWalk,
  isHeld,
  isNew,
  lapsedWalk,
  releasedWalk,
} from '../domain/restore.ts';
import { hourMs, minuteMs } from '../domain/time.ts';
import type { Ids } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { BroadcastStore, DueIndex, SubscriberStore } from '../ports/stores.ts';
import { changeControl } from './change-control.ts';
import { changeEnrolment } from './change-enrolment.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { type FactsDeps, gatherFacts } from './gather-facts.ts';
import { type SealDeps, sealBatch } from './seal-batch.ts';
import { givenBack, type SettleDeps, settleBatch, settleEnrolments } from './settle-batch.ts';

export interface ReconcileDeps extends FactsDeps, SealDeps, SettleDeps {
  readonly broadcasts: BroadcastStore;
  readonly control: Control;
  readonly due: DueIndex;
  readonly ids: Ids;
  readonly subscribers: SubscriberStore;
  readonly audienceShards: number;
}

export interface GapFinding {
  readonly what: 'journey step' | 'batch' | 'newsletter' | 'confirmation';
  /** Step, newsletter or template. */
  readonly name: string;
  readonly count: number;
}

/** One operator's command may look at so much per shard; what is beyond is told by running it again. */
const perShard = 100_000;
const batchMoves = 4;
/** People whose walks are read at a time. */
const perPage = 50;
/** Backups promise no order among writes of one minute; a live table is at rest after less. */
const skewMs = 10 * minuteMs;

export class NotPausedError extends Error {
  override readonly name = 'NotPausedError';
}

/** Throws NotPausedError while sending goes on: a decision about the gap would race with it. */
export async function reconcileRestore(
  deps: ReconcileDeps,
  { from, to }: Omit<Gap, 'restoredAt'>,
  choice: GapChoice,
  /** Hears now and then how many people were looked at. */
  progress: (people: number) => void = () => {},
): Promise<GapFinding[]> {
  const control = await deps.control.get();
  if (!control.paused) throw new NotPausedError('Sending is not paused.');
  // The first mark after the backup: an older one came with the backup, a later one was made on a table at work already.
  const restoredAt = control.restoredAt?.find((at) => at >= from);
  const gap = { from, to, ...(restoredAt !== undefined && { restoredAt }) };
  const found = new Map<string, GapFinding>();
  const note = (what: GapFinding['what'], name: string) => {
    const known = found.get(`${what} ${name}`);
    found.set(`${what} ${name}`, { what, name, count: (known?.count ?? 0) + 1 });
  };
  // What was held before is due in a year; a second decision reaches it there.
  const horizon = heldUntil(gap.to) + hourMs;
  // Batches first: a batch that lapses lets its people walk on, and they are decided with it.
  for (const { shard } of deps.due
    .shards()
    .toSorted((a, b) => Number(b.kind === 'batch') - Number(a.kind === 'batch'))) {
    for (const ref of await deps.due.due(shard, horizon, perShard)) {
      if (ref.kind === 'enrolment') await decideWalk(deps, ref.key, gap, choice, note);
      else if (ref.kind === 'batch') await decideBatch(deps, ref.batchId, gap, choice, note);
      else if (ref.kind === 'bucket') await decideLeaning(deps, ref.bucket, gap, choice, note);
      else if (ref.kind === 'broadcast') await decideBroadcast(deps, ref.broadcastId, gap, choice, note);
      else if (ref.kind === 'confirmation') await decideConfirmation(deps, ref.subscriberId, gap, choice, note);
    }
  }
  await decideClaims(deps, gap, choice, note, progress);
  await changeControl(deps.control, (known) => {
    const { awaitsReconcile, ...rest } = known;
    return awaitsReconcile ? rest : undefined;
  });
  return [...found.values()];
}

type Note = (what: GapFinding['what'], name: string) => void;

async function decideWalk(deps: ReconcileDeps, key: EnrolmentKey, gap: Gap, choice: GapChoice, note: Note) {
  let decided: string | undefined;
  await changeEnrolment(deps.enrolments, key, async (known) => {
    decided = undefined;
    if (known.state !== 'walking' || isNew(known.enrolledAt, gap) || !concerns(choice, known.dueAt, gap))
      return undefined;
    decided = known.at;
    if (choice === 'hold') return heldWalk(known, gap.to);
    if (choice === 'release') return releasedWalk(known, gap.to);
    const journey = await deps.journeys.version(known.journeyId, known.version);
    if (!journey) throw new Error(`Version ${known.version} of journey ${known.journeyId} is gone; restore it.`);
    const subscriber = await deps.subscribers.get(known.subscriberId);
    const [facts] = await gatherFacts(deps, [{ enrolment: known, journey, subscriber }], gap.to);
    return facts ? lapsedWalk(journey, known, facts, gap) : undefined;
  });
  if (decided !== undefined) note('journey step', decided);
}

async function decideBatch(deps: ReconcileDeps, batchId: string, gap: Gap, choice: GapChoice, note: Note) {
  for (let moves = 0; moves < batchMoves; moves++) {
    const batch = await deps.batches.get(batchId);
    if (!batch || isNew(batch.createdAt, gap)) return;
    if (batch.state === 'done') {
      // Its people had not moved on at the backup; on the lost table they did.
      if (batch.dueAt !== undefined && choice !== 'release') await decidePeople(deps, batch.id, gap, choice, note);
      return;
    }
    // What was being called or in doubt is of the gap, whenever it is looked at next; what leans on its bucket wants attention
    // now, and has not been decided about before.
    const isUnsure = (batch.state === 'calling' || batch.state === 'doubt') && !isHeld(batch.dueAt, gap.to);
    if (!concerns(choice, isUnsure ? gap.to : (batch.dueAt ?? gap.to), gap)) return;
    if (batch.state === 'open') {
      await sealBatch(deps, batch, await deps.batches.recipients(batch.id));
      continue;
    }
    if (!(await decideSealed(deps, batch, gap, choice))) continue;
    note('batch', batch.subject.kind === 'journey' ? batch.subject.step : 'newsletter');
    if (choice !== 'release') await decidePeople(deps, batch.id, gap, choice, note);
    return;
  }
}

/** Batches on no index of their own; once decided about, they are on it. */
async function decideLeaning(deps: ReconcileDeps, bucket: Bucket, gap: Gap, choice: GapChoice, note: Note) {
  const { batches } = await deps.metrics.read(bucket);
  for (const { id } of batches.filter(leansOnBucket)) await decideBatch(deps, id, gap, choice, note);
}

/** Freed by what became of their slots, at the backup or by a batch that lapsed, they may stand before further steps of the gap. */
async function decidePeople(deps: ReconcileDeps, batchId: string, gap: Gap, choice: GapChoice, note: Note) {
  const batch = await deps.batches.get(batchId);
  if (!batch) return;
  const people = await deps.batches.recipients(batchId);
  // As the lost table did it: at the backup, so that what comes after it is seen to be due in the gap.
  if (choice !== 'release')
    await settleEnrolments({ ...deps, clock: { now: () => gap.from } }, batch, people, givenBack(batch));
  await settleBatch(deps, batch, people, givenBack(batch));
  const { subject } = batch;
  if (subject.kind !== 'journey') return;
  for (const { subscriberId } of people)
    if (subscriberId !== '') await decideWalk(deps, { subscriberId, journeyId: subject.journeyId }, gap, choice, note);
}

/**
 * A backup may hold a claim without its batch, or a batch that is done and on no index with the claim still standing: nothing
 * ever finds such people but their own items.
 */
async function decideClaims(
  deps: ReconcileDeps,
  gap: Gap,
  choice: GapChoice,
  note: Note,
  progress: (people: number) => void,
) {
  let people = 0;
  for (let shard = 0; shard < deps.audienceShards; shard++) {
    let after: string | undefined;
    do {
      const page = await deps.subscribers.members(shard, perPage, after);
      const walks = await Promise.all(page.items.map(({ id }) => deps.enrolments.ofSubscriber(id)));
      for (const walk of walks.flat()) if (walk.state === 'sending') await decideClaim(deps, walk, gap, choice, note);
      people += page.items.length;
      progress(people);
      after = page.next;
    } while (after !== undefined);
  }
}

async function decideClaim(deps: ReconcileDeps, walk: Enrolment, gap: Gap, choice: GapChoice, note: Note) {
  const { claim } = walk;
  if (!claim || isNew(walk.enrolledAt, gap)) return;
  const batch = await deps.batches.get(claim.batchId);
  if (batch && (isNew(batch.createdAt, gap) || batch.createdAt > gap.to - skewMs)) return;
  if (batch && batch.state !== 'done') return decideBatch(deps, batch.id, gap, choice, note);
  if (batch) await decidePeople(deps, batch.id, gap, choice, note);
  // No batch, or one that knows nothing of her.
  let isFreed = false;
  await changeEnrolment(deps.enrolments, walk, (known) => {
    isFreed = known.state === 'sending' && known.claim?.batchId === claim.batchId;
    return isFreed ? freedWalk(known, gap) : undefined;
  });
  if (isFreed) await decideWalk(deps, walk, gap, choice, note);
}

/** One conditional write; answers whether it won. */
async function decideSealed(deps: ReconcileDeps, batch: Batch, gap: Gap, choice: GapChoice): Promise<boolean> {
  const expected = { state: batch.state, token: batch.token };
  const token = deps.ids.random();
  if (choice === 'lapse') {
    const refused = openSlots(batch).map((slot) => slotReason(slot, 'restored'));
    return deps.batches.change(batch.id, expected, {
      state: 'done',
      token,
      calling: [],
      dueAt: gap.to,
      add: { refused },
    });
  }
  // A call that was under way when the backup was made: nobody knows what became of it.
  const doubt = batch.state === 'calling' ? ({ state: 'doubt', doubtSince: gap.to - doubtGraceMs } as const) : {};
  const rest = choice === 'hold' ? { waitsFor: 'restore', dueAt: heldUntil(gap.to) } : { dueAt: gap.to };
  return deps.batches.change(batch.id, expected, { ...doubt, ...rest, token });
}

async function decideBroadcast(deps: ReconcileDeps, id: string, gap: Gap, choice: GapChoice, note: Note) {
  const broadcast = await deps.broadcasts.get(id);
  if (broadcast?.state !== 'planning' || isNew(broadcast.cutoffAt, gap) || !concerns(choice, broadcast.dueAt, gap))
    return;
  const { dueAt: _due, ...rest } = broadcast;
  const next = {
    hold: { ...rest, dueAt: heldUntil(gap.to) },
    release: { ...rest, dueAt: gap.to },
    lapse: { ...rest, state: 'stopped' as const },
  }[choice];
  if (await deps.broadcasts.save(next)) note('newsletter', broadcast.subject);
}

async function decideConfirmation(deps: ReconcileDeps, id: string, gap: Gap, choice: GapChoice, note: Note) {
  const { changed } = await changeSubscriber(deps.subscribers, id, (known) => {
    if (!known?.confirmation?.wanted || isNew(known.confirmation.requestedAt, gap)) return undefined;
    if (!concerns(choice, known.dueAt, gap)) return undefined;
    const { dueAt: _due, ...rest } = known;
    if (choice === 'lapse') return { ...rest, ...givenUp(known.confirmation, 'restored', gap.to) };
    return { ...rest, dueAt: choice === 'hold' ? heldUntil(gap.to) : gap.to };
  });
  if (changed) note('confirmation', 'confirm');
}
