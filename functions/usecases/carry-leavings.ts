// After a table restore: carries from the lost table what people took back in the gap, slice by slice. Each person is one
// conditional write, so that a crash in the middle leaves some for the next run, and doing it again takes nothing twice.
import { afterLeavings, leavingsOfStranger, type Taking, takenFrom } from '../domain/leavings.ts';
import type { Subscriber } from '../domain/subscriber.ts';
import type { Clock } from '../ports/clock.ts';
import type { Control } from '../ports/control.ts';
import type { BatchStore, MetricsStore, SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';
import { markBuckets } from './mark-buckets.ts';

export interface LeavingsDeps {
  /** Of the lost table. */
  readonly old: Pick<SubscriberStore, 'page'>;
  /** Of the restored table, like everything else here. */
  readonly subscribers: SubscriberStore;
  readonly batches: Pick<BatchStore, 'add'>;
  readonly metrics: MetricsStore;
  readonly control: Control;
  readonly clock: Clock;
  readonly audienceShards: number;
}

export interface LeavingsCursor {
  readonly shard: number;
  readonly after?: string;
}

/** `look` only counts, `take` writes. */
export type LeavingsMode = 'look' | 'take';

export interface LeavingsSlice {
  /** People of the lost table in this slice, and those of them whom the restored one knows. */
  readonly read: number;
  readonly known: number;
  /** From whom something is taken; each may count in several of `takings`. */
  readonly people: number;
  readonly takings: Readonly<Partial<Record<Taking, number>>>;
  /** People not known to the restored table: */
  readonly strangers: {
    /** kept as a tombstone, because no mail may ever go to their address; */
    readonly barred: number;
    /** who signed up in the gap and are not on the list; */
    readonly signedUp: number;
    /** who signed up and left again. */
    readonly left: number;
  };
  readonly next?: LeavingsCursor;
}

/** The table is not marked as restored, or its gap has been decided about: it may be sending. */
export class NotRestoredError extends Error {
  override readonly name = 'NotRestoredError';
}

const perSlice = 200;

/** Throws NotRestoredError unless the restored table still waits for its decision. */
export async function carryLeavings(
  deps: LeavingsDeps,
  mode: LeavingsMode,
  { shard, after }: LeavingsCursor,
): Promise<LeavingsSlice> {
  if (!(await deps.control.get()).awaitsReconcile) throw new NotRestoredError('The table does not await "reconcile".');
  const page = await deps.old.page(shard, perSlice, after);
  const known = await deps.subscribers.getMany(page.items.map(({ id }) => id));
  const wanted = page.items.flatMap((old): Wanted[] => {
    const before = known.get(old.id);
    const next = before ? afterLeavings(before, old) : leavingsOfStranger(old);
    return next && next !== before ? [{ old, before, next }] : [];
  });
  const done = mode === 'look' ? wanted : await take(deps, wanted);
  const taken = done.filter(({ before }) => before !== undefined);
  const strangers = page.items.filter(({ id }) => !known.has(id));
  const unbarred = strangers.filter((old) => !leavingsOfStranger(old));
  const left = unbarred.filter(({ status }) => status !== 'active' && status !== 'pending').length;
  const next = page.next === undefined ? { shard: shard + 1 } : { shard, after: page.next };
  return {
    read: page.items.length,
    known: known.size,
    people: taken.length,
    takings: countsOf(taken.flatMap(({ before, next: after }) => (before ? takenFrom(before, after) : []))),
    strangers: { barred: done.length - taken.length, signedUp: unbarred.length - left, left },
    ...(next.shard < deps.audienceShards && { next }),
  };
}

interface Wanted {
  readonly old: Subscriber;
  /** Undefined for somebody the restored table does not know. */
  readonly before: Subscriber | undefined;
  readonly next: Subscriber;
}

/** Those that were written, as they were and became. */
async function take(deps: LeavingsDeps, wanted: readonly Wanted[]): Promise<readonly Wanted[]> {
  // Counted before she is saved: a crash in between counts again, which changes nothing, and forgets nobody.
  await countLeavings(deps, wanted);
  const done = await Promise.all(
    wanted.map(async ({ old }): Promise<Wanted | undefined> => {
      let last: Wanted | undefined;
      await changeSubscriber(deps.subscribers, old.id, (before) => {
        const next = before ? afterLeavings(before, old) : leavingsOfStranger(old);
        last = next && next !== before ? { old, before, next } : undefined;
        return last?.next;
      });
      return last;
    }),
  );
  return done.filter((one) => one !== undefined);
}

/** Whoever left by an e-mail that the restored table knows counts in its numbers, as when she left. */
async function countLeavings(deps: LeavingsDeps, wanted: readonly Wanted[]): Promise<void> {
  const origins = wanted.flatMap(({ before, next: { leftFrom } }) => (before && leftFrom ? [leftFrom] : []));
  const counted = await Promise.all(
    [...Map.groupBy(origins, ({ batchId }) => batchId)].map(([batchId, ours]) =>
      deps.batches.add(batchId, { unsubscribed: ours.map(({ slot }) => slot) }),
    ),
  );
  await markBuckets(
    deps,
    counted.filter((batch) => batch !== undefined),
  );
}

function countsOf(found: readonly Taking[]): Partial<Record<Taking, number>> {
  return Object.fromEntries([...Map.groupBy(found, (taking) => taking)].map(([taking, all]) => [taking, all.length]));
}
