// Ends a long silence: staff say that somebody is to be written to again, or her click on an older e-mail does.
import type { Batch } from '../domain/batch.ts';
import type { SlotEvidence } from '../domain/evidence.ts';
import { lastSign, signOf, stirred } from '../domain/score.ts';
import { dayMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { BatchStore, SubscriberStore } from '../ports/stores.ts';
import { changeSubscriber } from './change-subscriber.ts';

export interface StirDeps {
  readonly subscribers: SubscriberStore;
  readonly clock: Clock;
}

/** Sooner clicks are left to the next review: nobody is told silent on the day of an e-mail. */
const olderThanMs = dayMs;
/** Older clicks were looked at by an earlier rollup; one that came very late is left to the next review. */
const lookBackMs = dayMs;

/** Her walks speak again from their next e-mail on. Repeating it changes nothing; false when nobody has this id. */
export async function stirReader(deps: StirDeps, subscriberId: string): Promise<boolean> {
  const { subscriber } = await changeSubscriber(deps.subscribers, subscriberId, (known) => {
    const next = known && stirred(known, deps.clock.now());
    return next === known ? undefined : next;
  });
  return subscriber !== undefined;
}

/** Of those who followed a link of an older e-mail, as far as graded human: whoever was taken for silent before it. */
export async function stirClickers(
  deps: StirDeps & { readonly batches: Pick<BatchStore, 'recipients'> },
  batches: readonly Batch[],
  evidence: readonly SlotEvidence[],
): Promise<void> {
  const now = deps.clock.now();
  const byBatch = Map.groupBy(evidence, ({ batchId }) => batchId);
  for (const batch of batches) {
    const signs = (byBatch.get(batch.id) ?? []).flatMap((one) => {
      const isOld = one.events.some(
        ({ kind, at }) => kind === 'click' && at > Math.max(batch.createdAt + olderThanMs, now - lookBackMs),
      );
      const mail = isOld ? signOf(batch, one.slot, one, now) : undefined;
      return mail?.sign === 'clicked' ? [{ slot: one.slot, at: lastSign([mail]) ?? 0 }] : [];
    });
    if (signs.length > 0) await stirThese(deps, batch.id, new Map(signs.map(({ slot, at }) => [slot, at])));
  }
}

async function stirThese(
  deps: StirDeps & { readonly batches: Pick<BatchStore, 'recipients'> },
  batchId: string,
  signs: ReadonlyMap<number, number>,
): Promise<void> {
  const recipients = (await deps.batches.recipients(batchId)).filter(({ slot }) => signs.has(slot));
  const people = await deps.subscribers.getMany(recipients.map(({ subscriberId }) => subscriberId).filter(Boolean));
  for (const { slot, subscriberId } of recipients) {
    const since = people.get(subscriberId)?.sunsetSince;
    if (since !== undefined && (signs.get(slot) ?? 0) > since) await stirReader(deps, subscriberId);
  }
}
