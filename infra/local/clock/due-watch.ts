// Knows when the earliest item is due without asking every shard every round: remembers the due times of all items and
// reads again, consistently, those that were written. Now and then the index is asked, in case a write went unseen.
import type { TableAccess } from '../../../functions/adapters/dynamodb/table-access.ts';
import { type EpochMs, secondMs } from '../../../functions/domain/time.ts';
import { allDueShards, type Key, tableDefinition } from '../../../functions/table.ts';
import { earliestDue } from './earliest-due.ts';

const askIndexEveryMs = 5 * secondMs;
/** Partitions and sort keys of items that never carry a `dueAt`. */
const neverDue = { pk: /^(L#|J#|B#|PROOF$)/, sk: /^[RV]#/ };

export interface DueWatch {
  /** To be called with the key of every write. */
  noteWrite(key: Key): void;
  earliest(): Promise<EpochMs | undefined>;
}

export function watchDue(table: TableAccess): DueWatch {
  const dueAts = new Map<string, EpochMs>();
  const written = new Map<string, Key>();
  let loaded = false;
  let askedIndexAt = 0;
  const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
  const remember = (key: Key, dueAt: unknown): void => {
    if (typeof dueAt === 'number') dueAts.set(nameOf(key), dueAt);
    else dueAts.delete(nameOf(key));
  };
  const readWritten = async (): Promise<void> => {
    const keys = [...written.values()];
    written.clear();
    if (keys.length === 0) return;
    const items = new Map((await table.getMany(keys)).map((item) => [nameOf(item as unknown as Key), item]));
    for (const key of keys) remember(key, items.get(nameOf(key))?.dueAt);
  };
  return {
    noteWrite(key) {
      if (!neverDue.pk.test(key.pk) && !neverDue.sk.test(key.sk)) written.set(nameOf(key), key);
    },
    async earliest() {
      if (!loaded) for (const { key, dueAt } of await allDue(table)) remember(key, dueAt);
      loaded = true;
      await readWritten();
      if (performance.now() - askedIndexAt > askIndexEveryMs) {
        askedIndexAt = performance.now();
        return earliestDue(table);
      }
      let earliest: EpochMs | undefined;
      for (const dueAt of dueAts.values()) if (earliest === undefined || dueAt < earliest) earliest = dueAt;
      return earliest;
    },
  };
}

async function allDue(table: TableAccess): Promise<{ key: Key; dueAt: EpochMs }[]> {
  const found: { key: Key; dueAt: EpochMs }[] = [];
  for (const { shard } of allDueShards) {
    let startAfter: Record<string, unknown> | undefined;
    do {
      const page = await table.query({
        index: tableDefinition.indexes.due.name,
        condition: 'dueShard = :shard',
        values: { ':shard': shard },
        ...(startAfter && { startAfter }),
      });
      for (const item of page.items) found.push({ key: item as unknown as Key, dueAt: Number(item.dueAt) });
      startAfter = page.last;
    } while (startAfter);
  }
  return found;
}
