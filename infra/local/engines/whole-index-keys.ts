// Tells index entries apart: of the key of the item behind an entry, dynalite keeps six hexadecimal digits of a hash. Of a few
// thousand walks that are due at the same moment two share them soon, and the second one took the first one's entry: she stood
// on no index any more, and her series ended without a word.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

type Item = Readonly<Record<string, Readonly<Record<string, string>>>>;
type Done = (error?: unknown) => void;

interface Table {
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

interface IndexDb {
  put(key: string, entry: unknown, done: Done): void;
  del(key: string, done: Done): void;
}

interface Store {
  getIndexDb(...place: readonly string[]): IndexDb;
}

/** What of dynalite's own `db` is called by its actions, and by nothing inside it. */
interface Db {
  createIndexKey(item: Item, table: Table, keySchema: unknown): string;
  updateIndexes(store: Store, table: Table, before: Item | undefined, after: Item | undefined, done: Done): void;
}

/** To be called once, before dynalite serves anybody. */
export function keepWholeIndexKeys(): void {
  const db = createRequire(import.meta.url)('dynalite/db') as Db;
  const { createIndexKey, updateIndexes } = db;
  db.createIndexKey = (item, table, keySchema) => createIndexKey(item, table, keySchema) + wholeHash(table, item);
  db.updateIndexes = (store, table, before, after, done) => {
    const item = after ?? before;
    if (!item) return done();
    updateIndexes(withWholeKeys(store, wholeHash(table, item)), table, before, after, done);
  };
}

function withWholeKeys(store: Store, whole: string): Store {
  return {
    getIndexDb(...place) {
      const index = store.getIndexDb(...place);
      return {
        put: (key, entry, done) => index.put(key + whole, entry, done),
        // As it was written before there were whole keys, too: data directories outlive releases.
        del: (key, done) => index.del(key + whole, (error) => (error ? done(error) : index.del(key, done))),
      };
    },
  };
}

/** The same before and after a write, which changes no item's own key. */
function wholeHash({ KeySchema }: Table, item: Item): string {
  const parts = KeySchema.map(({ AttributeName }) => item[AttributeName]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
