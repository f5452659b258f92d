// Repairs indexes after a kill: dynalite writes an index entry and its base item apart, so that one may lack the other.
// Compares them both ways and rewrites what differs; the base item is the truth, and a journal keeps it while we work.
import type { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';
import { localAccount } from './engines/account.ts';

type Item = Record<string, AttributeValue>;
type Index = (typeof tableDefinition.indexes)[keyof typeof tableDefinition.indexes];

/** Items of one start beyond which something other than a kill must have happened. */
const maxItems = 5_000_000;

const { name: TableName, partitionKey, sortKey } = tableDefinition;
const indexes: readonly Index[] = Object.values(tableDefinition.indexes);

/** An item whose index entries are wrong: as it is (undefined: not there), and entries it should not have. */
interface Wrong {
  readonly base: Item | undefined;
  readonly ghosts: readonly Item[];
}

/** Answers how many items had wrong index entries; they are right now. */
export async function repairIndexes(endpoint: string, database: DatabaseSync): Promise<number> {
  const client = new DynamoDBClient({ ...localAccount, endpoint });
  const journal = openJournal(database);
  try {
    // A repair that was killed itself may have left an item under a ghost's values.
    for (const [key, base] of journal.open()) await journal.during(key, base, () => write(client, key, base));
    const wrong = await findWrong(client);
    for (const { base, ghosts } of wrong) {
      const key = keyOf((base ?? ghosts[0]) as Item);
      await journal.during(key, base, () => mend(client, key, base, ghosts));
    }
    return wrong.length;
  } finally {
    client.destroy();
  }
}

async function mend(client: DynamoDBClient, key: Item, base: Item | undefined, ghosts: readonly Item[]): Promise<void> {
  // Only a write that leaves an entry's values removes that entry: take them on, then leave them.
  for (const ghost of ghosts) await write(client, key, { ...(base ?? {}), ...ghost });
  await write(client, key, base);
}

async function write(client: DynamoDBClient, key: Item, item: Item | undefined): Promise<void> {
  if (item) await client.send(new PutItemCommand({ TableName, Item: item }));
  else await client.send(new DeleteItemCommand({ TableName, Key: key }));
}

async function findWrong(client: DynamoDBClient): Promise<Wrong[]> {
  const stored = await Promise.all(indexes.map((index) => entriesOf(client, index)));
  const wrong: Wrong[] = [];
  for await (const base of scan(client)) {
    let differs = false;
    const ghosts: Item[] = [];
    indexes.forEach((index, at) => {
      const entries = stored[at] as Map<string, Item[]>;
      const found = entries.get(nameOf(base)) ?? [];
      entries.delete(nameOf(base));
      const expected = projection(index, base);
      const stale = found.filter((entry) => !expected || !sameKey(index, entry, expected));
      ghosts.push(...stale.map((entry) => keyAttributes(index, entry)));
      const kept = found.find((entry) => !stale.includes(entry));
      differs ||= expected !== undefined && (!kept || canonical(kept) !== canonical(expected));
    });
    if (differs || ghosts.length > 0) wrong.push({ base, ghosts });
  }
  // What is left in an index has no base item at all.
  stored.forEach((entries, at) => {
    for (const found of entries.values()) {
      const ghosts = found.map((entry) => ({ ...keyOf(entry), ...keyAttributes(indexes[at] as Index, entry) }));
      wrong.push({ base: undefined, ghosts });
    }
  });
  return wrong;
}

/** Index entries by the item they point to: one each, were it not for kills. */
async function entriesOf(client: DynamoDBClient, index: Index): Promise<Map<string, Item[]>> {
  const entries = new Map<string, Item[]>();
  for await (const item of scan(client, index.name)) {
    const name = nameOf(item);
    entries.set(name, [...(entries.get(name) ?? []), item]);
  }
  return entries;
}

async function* scan(client: DynamoDBClient, IndexName?: string): AsyncGenerator<Item> {
  let ExclusiveStartKey: Item | undefined;
  let count = 0;
  do {
    const page = await client.send(new ScanCommand({ TableName, IndexName, ExclusiveStartKey }));
    for (const item of page.Items ?? []) yield item;
    count += page.Count ?? 0;
    if (count > maxItems) throw new Error(`More than ${maxItems} items to compare; start with --fresh.`);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

const keyOf = (item: Item): Item => ({
  [partitionKey]: item[partitionKey] as AttributeValue,
  [sortKey]: item[sortKey] as AttributeValue,
});
const nameOf = (item: Item): string => canonical(keyOf(item));

/** What the index should hold of an item; undefined when the item is not in it. */
function projection(index: Index, item: Item): Item | undefined {
  if (!item[index.partitionKey] || !item[index.sortKey]) return undefined;
  return index.projection === 'ALL' ? item : { ...keyOf(item), ...keyAttributes(index, item) };
}

function keyAttributes(index: Index, item: Item): Item {
  return {
    [index.partitionKey]: item[index.partitionKey] as AttributeValue,
    [index.sortKey]: item[index.sortKey] as AttributeValue,
  };
}

function sameKey(index: Index, one: Item, other: Item): boolean {
  return canonical(keyAttributes(index, one)) === canonical(keyAttributes(index, other));
}

function canonical(item: Item): string {
  return JSON.stringify(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function openJournal(database: DatabaseSync) {
  database.exec('CREATE TABLE IF NOT EXISTS repair (name TEXT PRIMARY KEY, entry BLOB)');
  type Entry = readonly [key: Item, base: Item | undefined];
  return {
    open: (): Entry[] =>
      database
        .prepare('SELECT entry FROM repair')
        .all()
        .map(({ entry }) => deserialize(entry as Uint8Array) as Entry),
    async during(key: Item, base: Item | undefined, work: () => Promise<void>): Promise<void> {
      const entry = serialize([key, base] satisfies Entry);
      database.prepare('INSERT OR REPLACE INTO repair (name, entry) VALUES (?, ?)').run(nameOf(key), entry);
      await work();
      database.prepare('DELETE FROM repair WHERE name = ?').run(nameOf(key));
    },
  };
}
