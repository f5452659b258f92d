// Where e-mails went at last: a newsletter that was given up and sent again by an operator stands in another batch by then.
import type { Batch } from '../domain/batch.ts';
import type { BatchStore } from '../ports/stores.ts';

/** Times an operator may have had the same mail sent again. */
export const maxRedrives = 5;

interface Slot {
  readonly batchId: string;
  readonly slot: number;
}

/** The same slots, each in the batch that answers for it, and all batches read on the way. */
export async function followRedriven<One extends Slot>(
  store: Pick<BatchStore, 'getMany'>,
  slots: readonly One[],
): Promise<{ readonly slots: readonly One[]; readonly batches: ReadonlyMap<string, Batch> }> {
  const batches = new Map<string, Batch>();
  let followed = slots;
  let unread = new Set(slots.map(({ batchId }) => batchId));
  for (let rounds = 0; rounds <= maxRedrives && unread.size > 0; rounds++) {
    const found = await store.getMany([...unread]);
    for (const [id, batch] of found) batches.set(id, batch);
    const before = followed;
    followed = before.map((one) => {
      const { returned, redrivenTo } = found.get(one.batchId) ?? {};
      return redrivenTo !== undefined && returned?.has(one.slot) ? { ...one, batchId: redrivenTo } : one;
    });
    unread = new Set(followed.filter((one, index) => one !== before[index]).map(({ batchId }) => batchId));
  }
  return { slots: followed, batches };
}
