// What staff must know of sending: batches in doubt, and mail that was given up through our fault or SES's.
import { type Batch, doubtfulSlots, type SlotFate, type Subject, slotFates } from '../domain/batch.ts';
import { isGivenUp, isInDoubt, longestWaitMs } from '../domain/confirmation.ts';
import { type SendingControl, transactionalPaused } from '../domain/control.ts';
import type { BucketNumbers } from '../domain/report.ts';
import { utcDay } from '../domain/reputation.ts';
import { heldFrom, heldUntil } from '../domain/restore.ts';
import { isGiveUp, mayRedrive } from '../domain/ses-refusals.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import { dayMs, type EpochMs, hourMs } from '../domain/time.ts';
import type { BatchStore, DueIndex, SubscriberStore } from '../ports/stores.ts';
import { type RecentNumbersDeps, recentNumbers } from './guard-reputation.ts';

/** Confirmations have no batch: all of them are one entry, under this name. */
export const confirmationsId = 'confirmations';

/** Whether what was given up under this name waits for somebody to resume, once it is to be sent again. */
export function mayNotLeave(control: SendingControl, batchId: string): boolean {
  return batchId === confirmationsId ? transactionalPaused(control) : control.paused;
}

export type TroubledSubject = Subject | { readonly kind: 'confirmation' };

export interface Doubt {
  readonly batchId: string;
  readonly subject: TroubledSubject;
  /** E-mails of which nobody knows whether they left. */
  readonly count: number;
  readonly since: EpochMs;
}

export interface GiveUp {
  readonly batchId: string;
  readonly subject: TroubledSubject;
  readonly reason: string;
  readonly count: number;
  /** UTC day of the batch, `YYYY-MM-DD`. */
  readonly day: string;
  /** Whether an operator may have it sent again. */
  readonly mayRedrive: boolean;
}

/** What staff see, and have sent again, as one: give-ups of one mail and day; of confirmations, all there are. */
export function groupGiveUps(giveUps: readonly GiveUp[]): GiveUp[][] {
  const nameOf = ({ subject, day, mayRedrive: may }: GiveUp): string =>
    subject.kind === 'confirmation' ? confirmationsId : JSON.stringify([subject, day, may]);
  return [...Map.groupBy(giveUps, nameOf).values()];
}

/** What staff see as one with this batch's, if it may be sent again. */
export function giveUpsLike(giveUps: readonly GiveUp[], batchId: string): readonly GiveUp[] {
  const isIt = (one: GiveUp): boolean => one.batchId === batchId && one.mayRedrive;
  return groupGiveUps(giveUps).find((group) => group.some(isIt)) ?? [];
}

/** What staff see as one: the doubts of one mail, since the oldest of them. */
export function sumDoubts(doubts: readonly Doubt[]): Pick<Doubt, 'subject' | 'count' | 'since'>[] {
  const alike = Map.groupBy(doubts, ({ subject }) => JSON.stringify(subject));
  return [...alike.values()].flatMap((same) =>
    same.slice(0, 1).map(({ subject }) => ({
      subject,
      count: same.reduce((sum, { count }) => sum + count, 0),
      since: Math.min(...same.map(({ since }) => since)),
    })),
  );
}

export interface Troubles {
  readonly doubts: readonly Doubt[];
  readonly giveUps: readonly GiveUp[];
  /** There may be more than what was looked at. */
  readonly isPartial: boolean;
}

export interface TroublesDeps extends RecentNumbersDeps {
  readonly due: DueIndex;
  readonly batches: BatchStore;
  readonly subscribers: SubscriberStore;
}

const perShard = 500;
const givenUpDays = 30;
const maxBuckets = 40;

export async function listTroubles(deps: TroublesDeps, now: EpochMs): Promise<Troubles> {
  const [doubts, giveUps, confirmations] = await Promise.all([
    findDoubts(deps, now),
    findGiveUps(deps, now),
    findConfirmations(deps, now),
  ]);
  return {
    doubts: [...doubts.found, ...confirmationsInDoubt(confirmations.found, now)].sort((a, b) => a.since - b.since),
    giveUps: [...giveUps.found, ...confirmationsGivenUp(confirmations.found)].sort((a, b) => (a.day < b.day ? 1 : -1)),
    isPartial: doubts.isPartial || giveUps.isPartial || confirmations.isPartial,
  };
}

/**
 * Who waits for a confirmation, or was to get one and did not: the latter are on the due index for a month, the former for
 * hours, and neither hides the other.
 */
export async function findConfirmations(
  deps: Pick<TroublesDeps, 'due' | 'subscribers'>,
  now: EpochMs,
): Promise<{ found: readonly Subscriber[]; isPartial: boolean }> {
  const shards = deps.due.shards().filter(({ kind }) => kind === 'confirmation');
  const waitsUntil = now + longestWaitMs;
  const refs = await Promise.all(
    shards.flatMap(({ shard }) => [
      deps.due.due(shard, waitsUntil, perShard),
      deps.due.due(shard, now + givenUpDays * dayMs, perShard, waitsUntil + 1),
    ]),
  );
  const ids = refs.flat().flatMap((ref) => (ref.kind === 'confirmation' ? [ref.subscriberId] : []));
  const found = [...(await deps.subscribers.getMany(ids)).values()];
  return { found, isPartial: refs.some(({ length }) => length >= perShard) };
}

function confirmationsInDoubt(people: readonly Subscriber[], now: EpochMs): Doubt[] {
  const doubted = people.filter((one) => isInDoubt(one, now));
  if (doubted.length === 0) return [];
  const since = Math.min(...doubted.map(({ confirmation }) => confirmation?.requestedAt ?? now));
  return [{ batchId: confirmationsId, subject: { kind: 'confirmation' }, count: doubted.length, since }];
}

function confirmationsGivenUp(people: readonly Subscriber[]): GiveUp[] {
  const failed = people.filter(isGivenUp).map(({ confirmation }) => ({
    reason: confirmation?.failed ?? '',
    day: utcDay(confirmation?.requestedAt ?? 0),
  }));
  return [...Map.groupBy(failed, ({ reason, day }) => `${day} ${reason}`).values()].flatMap((alike) =>
    alike.slice(0, 1).map(({ reason, day }) => ({
      batchId: confirmationsId,
      subject: { kind: 'confirmation' as const },
      reason,
      count: alike.length,
      day,
      mayRedrive: true,
    })),
  );
}

/** A batch in doubt is due soon: it is looked at again until it is settled. One held after a restore is due in a year. */
async function findDoubts(deps: TroublesDeps, now: EpochMs): Promise<{ found: Doubt[]; isPartial: boolean }> {
  const shards = deps.due.shards().filter(({ kind }) => kind === 'batch');
  const refs = await Promise.all(
    shards.flatMap(({ shard }) => [
      deps.due.due(shard, now + hourMs, perShard),
      deps.due.due(shard, heldUntil(now), perShard, heldFrom(now)),
    ]),
  );
  const ids = refs.flat().flatMap((ref) => (ref.kind === 'batch' ? [ref.batchId] : []));
  const batches = await deps.batches.getMany(ids);
  const found = [...batches.values()].flatMap((batch): Doubt[] => {
    const count = doubtfulSlots(batch).length;
    if (count === 0) return [];
    const { id, subject, doubtSince = batch.createdAt } = batch;
    return [{ batchId: id, subject, count, since: doubtSince }];
  });
  return { found, isPartial: refs.some(({ length }) => length >= perShard) };
}

/** The numbers say where to look; the batches themselves say what. */
async function findGiveUps(deps: TroublesDeps, now: EpochMs): Promise<{ found: GiveUp[]; isPartial: boolean }> {
  const buckets = (await recentNumbers(deps, utcDay(now - givenUpDays * dayMs))).filter(hasGiveUps);
  const looked = buckets.sort((a, b) => (a.bucket.day < b.bucket.day ? 1 : -1)).slice(0, maxBuckets);
  const read = await Promise.all(looked.map(({ bucket }) => deps.metrics.read(bucket)));
  return { found: read.flatMap(({ batches }) => batches.flatMap(giveUpsOf)), isPartial: buckets.length > maxBuckets };
}

function hasGiveUps({ totals }: BucketNumbers): boolean {
  return Object.entries(totals.refused).some(([reason, count]) => count > 0 && isGiveUp(reason));
}

function giveUpsOf(batch: Batch): GiveUp[] {
  const { id, subject, day } = batch;
  const reasons = Map.groupBy([...slotFates(batch).values()].flatMap(givenUpFor), (reason) => reason);
  return [...reasons].map(([reason, { length }]) => {
    // A step goes back to its journey, which renders it anew; a newsletter would be the very same e-mail again.
    const again = subject.kind === 'journey' || mayRedrive(reason);
    return { batchId: id, subject, reason, count: length, day, mayRedrive: again };
  });
}

export function givenUpFor(fate: SlotFate): string[] {
  return fate.fate === 'refused' && isGiveUp(fate.reason) ? [fate.reason] : [];
}
