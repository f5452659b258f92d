// Evidence of opens and clicks: a small item per slot that has any, merged by versioned read-modify-write.
import { mergeEvents, type SlotEvidence } from '../../domain/evidence.ts';
import type { EvidenceStore } from '../../ports/stores.ts';
import { keys, slotOfEvidence } from '../../table.ts';
import { type Item, type TableAccess, withoutKeys } from './table-access.ts';

const mergeTries = 12;

export function makeEvidenceStore(table: TableAccess): EvidenceStore {
  return {
    async merge(batchId, slot, events) {
      const key = keys.evidence(batchId, slot);
      for (let round = 0; round < mergeTries; round++) {
        const item = await table.get(key);
        const known: SlotEvidence = item ? toEvidence(item) : { batchId, slot, rev: 0, events: [] };
        const merged = mergeEvents(known.events, events);
        if (merged.length === known.events.length && JSON.stringify(merged) === JSON.stringify(known.events))
          return known;
        // Batch and slot are in the key already; readers open an e-mail so often that a tenth less of each counts.
        if (await table.putVersioned(key, { rev: known.rev, events: merged }))
          return { ...known, events: merged, rev: known.rev + 1 };
      }
      throw new Error(`Evidence of one slot was contended ${mergeTries} times in a row; the message will be retried.`);
    },
    async getMany(slots) {
      const items = await table.getMany(slots.map(({ batchId, slot }) => keys.evidence(batchId, slot)));
      return items.map(toEvidence);
    },
  };
}

export function toEvidence(item: Item): SlotEvidence {
  return { ...(withoutKeys(item) as unknown as SlotEvidence), ...slotOfEvidence({ sk: item.sk as string }) };
}
