// `leavings --of OLD`: after a restore, takes from the new table what people took back on the old one since the backup.
import { makeBatchStore } from '../../../functions/composition/batch-store.ts';
import type { Context } from '../../../functions/composition/context.ts';
import { makeControl } from '../../../functions/composition/control.ts';
import { makeMetricsStore } from '../../../functions/composition/metrics-store.ts';
import { makeSubscriberStore } from '../../../functions/composition/subscriber-store.ts';
import { type Taking, takings } from '../../../functions/domain/leavings.ts';
import { audienceShards } from '../../../functions/table.ts';
import {
  carryLeavings,
  type LeavingsCursor,
  type LeavingsDeps,
  type LeavingsMode,
  type LeavingsSlice,
  NotRestoredError,
} from '../../../functions/usecases/carry-leavings.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command, Terminal } from './command.ts';
import { besideTable } from './target.ts';

export const leavingsCommands: Readonly<Record<string, Command>> = {
  leavings: {
    usage: 'leavings --of OLD [--yes]',
    does: 'after a restore, before it is put to work: takes over who left, bounced or withdrew on the old table',
    options: { of: { type: 'string' }, yes: { type: 'boolean', short: 'y' } },
    run: carryAsked,
  },
};

const progressEvery = 10_000;

type Sum = Omit<LeavingsSlice, 'next'>;

async function carryAsked({ target, options, terminal }: Asked): Promise<void> {
  const of = typeof options.of === 'string' ? options.of : '';
  if (of === '') throw new StartProblem('--of must name the old table, such as "leavings --of OLD --table NEW".');
  if (!/^(arn:\S+|[\w.-]{3,255})$/.test(of))
    throw new StartProblem(
      `--of must name a table, and ${of} is no table's name. A runner on this machine has one table alone: nothing to take over.`,
    );
  const context = await target();
  const name = context.settings.tableName;
  if (plainName(of) === plainName(name))
    throw new StartProblem(`--of and --table name the same table, ${name}; --of is the old one, --table the restored.`);
  const old = besideTable(context, of);
  await refuseMissing(old);
  const deps: LeavingsDeps = {
    old: makeSubscriberStore(old),
    subscribers: makeSubscriberStore(context),
    batches: makeBatchStore(context),
    metrics: makeMetricsStore(context),
    control: makeControl(context),
    clock: context.clock,
    audienceShards,
  };
  const found = await overEverybody(deps, 'look', terminal, name);
  if (found.read === 0) throw new StartProblem(`Nobody is on ${of}; --of must name the table that was in use.`);
  if (found.known === 0)
    throw new StartProblem(`${name} knows nobody of ${of}; --of and --table must be tables of the same clinic.`);
  const wanted = found.people + found.strangers.barred;
  if (wanted === 0) {
    terminal.print(`${name} lacks nothing that ${of} knows: nobody of ${found.read} left without its knowing.`);
  } else if (options.yes === true || (await asksFirst(terminal, found, wanted, name))) {
    const done = await overEverybody(deps, 'take', terminal, name);
    terminal.table(rowsOf(done));
    terminal.print(`Done for ${done.people + done.strangers.barred} people; repeating it does no harm.`);
  } else {
    terminal.print('Nothing was changed.');
  }
  tellOfStrangers(terminal, found, of);
}

async function asksFirst(terminal: Terminal, found: Sum, wanted: number, name: string): Promise<boolean> {
  terminal.table(rowsOf(found));
  return terminal.confirm(`Write this to ${name}, for ${wanted} people? Nobody is given anything.`);
}

async function overEverybody(deps: LeavingsDeps, mode: LeavingsMode, terminal: Terminal, name: string): Promise<Sum> {
  let sum: Sum = { read: 0, known: 0, people: 0, takings: {}, strangers: { barred: 0, signedUp: 0, left: 0 } };
  let cursor: LeavingsCursor | undefined = { shard: 0 };
  while (cursor) {
    const slice: LeavingsSlice = await sliceOf(deps, mode, cursor, name);
    const before = sum.read;
    sum = added(sum, slice);
    cursor = slice.next;
    if (Math.floor(sum.read / progressEvery) > Math.floor(before / progressEvery))
      terminal.print(`${mode === 'look' ? 'Compared' : 'Carried over'}: ${sum.read} people so far.`);
  }
  return sum;
}

async function sliceOf(deps: LeavingsDeps, mode: LeavingsMode, cursor: LeavingsCursor, name: string) {
  try {
    return await carryLeavings(deps, mode, cursor);
  } catch (error) {
    if (!(error instanceof NotRestoredError)) throw error;
    throw new StartProblem(
      `--table ${name} is not marked as restored, or was decided about with "reconcile": it may be sending. Mark it first with "restored --table ${name}".`,
    );
  }
}

function added(sum: Sum, slice: LeavingsSlice): Sum {
  const total = (taking: Taking) => (sum.takings[taking] ?? 0) + (slice.takings[taking] ?? 0);
  return {
    read: sum.read + slice.read,
    known: sum.known + slice.known,
    people: sum.people + slice.people,
    takings: Object.fromEntries(takings.map((taking) => [taking, total(taking)])),
    strangers: {
      barred: sum.strangers.barred + slice.strangers.barred,
      signedUp: sum.strangers.signedUp + slice.strangers.signedUp,
      left: sum.strangers.left + slice.strangers.left,
    },
  };
}

function rowsOf({ takings: counts, strangers }: Sum) {
  const rows = takings.map((taking) => ({ what: taking as string, people: counts[taking] ?? 0 }));
  rows.push({ what: 'not known here: kept as suppressed', people: strangers.barred });
  return rows.filter(({ people }) => people > 0);
}

function tellOfStrangers(terminal: Terminal, { strangers: { signedUp, left } }: Sum, of: string): void {
  if (signedUp > 0)
    terminal.print(
      `${signedUp} on ${of} signed up after the backup and are not known here; they are left out and must sign up anew.`,
    );
  if (left > 0) terminal.print(`${left} signed up after the backup and left again; nothing of them is kept.`);
}

/** A table may be named by its ARN too. */
const plainName = (name: string): string => name.split('/').at(-1) ?? name;

async function refuseMissing(old: Context): Promise<void> {
  try {
    await makeControl(old).get();
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new StartProblem(
      `There is no table ${old.settings.tableName}; --of must name the old table, or one restored from its last backup.`,
    );
  }
}
