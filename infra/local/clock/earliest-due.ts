// When the table's earliest due item wants attention. The index is a hint: the base item, read consistently, decides.
import type { TableAccess } from '../../../functions/adapters/dynamodb/table-access.ts';
import type { EpochMs } from '../../../functions/domain/time.ts';
import { allDueShards, tableDefinition } from '../../../functions/table.ts';

const hintsPerPage = 10;
/** Pages of nothing but stale hints after which the index must be broken. */
const maxPages = 200;

interface Hint {
  readonly pk: string;
  readonly sk: string;
  readonly dueAt: EpochMs;
}

/** The earliest `dueAt` that its base item confirms, or undefined when nothing in these shards is due, ever. */
export async function earliestDue(table: TableAccess, shards = allDueShards): Promise<EpochMs | undefined> {
  const heads = await Promise.all(shards.map(async ({ shard }) => ({ shard, hints: hintsOf(table, shard) })));
  const firsts = await Promise.all(heads.map(async ({ hints }) => ({ hints, head: (await hints.next()).value })));
  const open = firsts.filter((shard): shard is { hints: Hints; head: Hint } => shard.head !== undefined);
  while (open.length > 0) {
    open.sort((one, other) => one.head.dueAt - other.head.dueAt);
    const first = open[0] as { hints: Hints; head: Hint };
    if (await confirmed(table, first.head)) return first.head.dueAt;
    const next = (await first.hints.next()).value;
    if (next) first.head = next;
    else open.shift();
  }
  return undefined;
}

type Hints = AsyncGenerator<Hint, undefined>;

async function* hintsOf(table: TableAccess, shard: string): Hints {
  let startAfter: Record<string, unknown> | undefined;
  for (let page = 0; page < maxPages; page++) {
    const answer = await table.query({
      index: tableDefinition.indexes.due.name,
      condition: 'dueShard = :shard',
      values: { ':shard': shard },
      // Nearly always the first hint is right.
      limit: page === 0 ? 1 : hintsPerPage,
      ...(startAfter && { startAfter }),
    });
    yield* answer.items as unknown as Hint[];
    startAfter = answer.last;
    if (!startAfter) return undefined;
  }
  throw new Error(`The due index of ${shard} holds stale entries only; start the runner again to repair it.`);
}

async function confirmed(table: TableAccess, { pk, sk, dueAt }: Hint): Promise<boolean> {
  return (await table.get({ pk, sk }))?.dueAt === dueAt;
}
