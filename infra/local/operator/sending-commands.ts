// How sending is stopped, resumed and mended from the terminal: each command asks before it sends, and says what it did.
import { Temporal } from 'temporal-polyfill';
import { makeControl } from '../../../functions/composition/control.ts';
import type { SendingControl } from '../../../functions/domain/control.ts';
import { redrivenInWords, sparingInWords } from '../../../functions/domain/redriven.ts';
import type { GapChoice } from '../../../functions/domain/restore.ts';
import { holdInWords } from '../../../functions/domain/ses-refusals.ts';
import type { EpochMs } from '../../../functions/domain/time.ts';
import { audienceShards } from '../../../functions/table.ts';
import { findHeld, type Held } from '../../../functions/usecases/find-held.ts';
import {
  type GiveUp,
  groupGiveUps,
  listTroubles,
  mayNotLeave,
  type TroubledSubject,
} from '../../../functions/usecases/list-troubles.ts';
import { NotPausedError, reconcileRestore } from '../../../functions/usecases/reconcile-restore.ts';
import { redriveGiveUps } from '../../../functions/usecases/redrive-alike.ts';
import { resumeSending } from '../../../functions/usecases/resume-sending.ts';
import { type Stopped, stopSending } from '../../../functions/usecases/stop-sending.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command, Terminal } from './command.ts';
import { operatorPorts } from './ports.ts';

const by = 'operator';
const progressEvery = 10_000;

export const sendingCommands: Readonly<Record<string, Command>> = {
  status: {
    usage: 'status',
    does: 'says whether sending goes on, and what a restore left held',
    async run({ target, terminal }) {
      const context = await target();
      terminal.print(inWords(await makeControl(context).get()));
      const ports = await operatorPorts(context);
      const { heldUntil, heldFor, heldSaid } = await ports.pace.view(context.clock.now());
      if (heldFor && heldUntil !== undefined)
        terminal.print(`Nothing leaves until ${minuteOf(heldUntil)}: ${holdInWords(heldFor, heldSaid)}.`);
      tellHeld(terminal, await findHeld(ports, context.clock.now()));
    },
  },
  stop: {
    usage: 'stop [--everything] [--because "WHY"]',
    does: 'stops marketing mail at once; with --everything also confirmations',
    options: { everything: { type: 'boolean' }, because: { type: 'string' } },
    async run({ target, options, terminal }) {
      const context = await target();
      const everything = options.everything === true;
      const deps = { control: makeControl(context), clock: context.clock };
      const because = typeof options.because === 'string' ? options.because : undefined;
      tell(terminal, await stopSending(deps, { by, reason: 'emergency-stop', everything, because }));
    },
  },
  resume: {
    usage: 'resume [--yes]',
    does: 'lets sending go on, slowly at first, after showing who stopped it and why',
    options: { yes: { type: 'boolean', short: 'y' } },
    run: resumeAsked,
  },
  restored: {
    usage: 'restored',
    does: 'marks a table restored from a backup, before it is put to work: nothing moves until "reconcile"',
    async run({ target, terminal }) {
      const context = await target();
      const deps = { control: makeControl(context), clock: context.clock };
      tell(terminal, await stopSending(deps, { by, reason: 'restore', everything: true }));
    },
  },
  doubts: {
    usage: 'doubts',
    does: 'lists e-mails in doubt, and those given up',
    async run({ target, terminal }) {
      const context = await target();
      const ports = await operatorPorts(context);
      const now = context.clock.now();
      const { doubts, giveUps, isPartial } = await listTroubles(ports, now);
      const titles = await titlesOf(ports, [...doubts, ...giveUps]);
      terminal.print(doubts.length === 0 ? 'Nothing is in doubt.' : 'In doubt:');
      if (doubts.length > 0) {
        terminal.table(
          doubts.map(({ batchId, subject, count, since }) => ({
            batch: batchId,
            of: nameOf(subject, titles),
            'e-mails': count,
            minutes: Math.floor((now - since) / 60_000),
          })),
        );
      }
      terminal.print(giveUps.length === 0 ? 'Nothing was given up.' : 'Given up:');
      if (giveUps.length > 0) terminal.table(giveUps.map((one) => rowOf(one, titles)));
      tellHeld(terminal, await findHeld(ports, now));
      if (isPartial) terminal.print('There may be more than is listed here.');
    },
  },
  redrive: {
    usage: 'redrive [BATCH ...] [--yes]',
    does: 'sends given-up e-mails again, after asking',
    options: { yes: { type: 'boolean', short: 'y' } },
    takesNames: true,
    run: redriveAsked,
  },
  reconcile: {
    usage: 'reconcile --from TIME [--hold | --lapse | --release]',
    does: 'after a restore: decides about what was due between the backup and now',
    options: {
      from: { type: 'string' },
      hold: { type: 'boolean' },
      lapse: { type: 'boolean' },
      release: { type: 'boolean' },
    },
    run: reconcileAsked,
  },
};

async function resumeAsked({ target, options, terminal }: Asked): Promise<void> {
  const ports = await operatorPorts(await target());
  const read = await ports.control.get();
  if (read.paused) terminal.print(inWords(read));
  if (read.paused && !read.awaitsReconcile && !options.yes && !(await terminal.confirm('End this, and send again?'))) {
    terminal.print('Nothing changes.');
    return;
  }
  const { outcome, control } = await resumeSending(ports, { by, rev: read.rev });
  if (outcome === 'awaits')
    throw new StartProblem('The table was restored: decide first with "reconcile --from TIME".');
  if (outcome === 'changed')
    throw new StartProblem(
      `Not resumed: the stop changed while you read. Now it is:\n${inWords(control)}\nResume again, if you mean this too.`,
    );
  terminal.print(inWords(control));
}

async function redriveAsked({ target, options, names, terminal }: Asked): Promise<void> {
  const context = await target();
  const ports = await operatorPorts(context);
  const { giveUps } = await listTroubles(ports, context.clock.now());
  const named = giveUps.filter(({ batchId }) => names.length === 0 || names.includes(batchId));
  const unknown = names.filter((name) => !named.some(({ batchId }) => batchId === name));
  if (unknown.length > 0)
    throw new StartProblem(`No e-mails of ${unknown.join(', ')} wait to be sent again; "doubts" lists what does.`);
  const titles = await titlesOf(ports, named);
  const wanted = named.filter(({ mayRedrive }) => mayRedrive);
  for (const one of named.filter(({ mayRedrive }) => !mayRedrive))
    terminal.print(`Left as they are: ${one.count} of ${nameOf(one.subject, titles)} (${one.reason}). ${neverAgain}`);
  if (named.length === 0) terminal.print('Nothing waits to be sent again.');
  for (const alike of groupGiveUps(wanted)) {
    const [{ subject } = {}] = alike;
    if (!subject) continue;
    const count = alike.reduce((sum, one) => sum + one.count, 0);
    const reasons = [...new Set(alike.map(({ reason }) => reason))].join(', ');
    const what = `${count} of ${nameOf(subject, titles)} (${reasons})`;
    if (!options.yes && !(await terminal.confirm(`Send ${what} again? ${sparingInWords(subject.kind)}`))) {
      terminal.print(`Left as they are: ${what}.`);
      continue;
    }
    const redriven = await redriveGiveUps(ports, alike, unhurried);
    const waits = mayNotLeave(await ports.control.get(), alike[0]?.batchId ?? '');
    terminal.print(`${what}: ${redrivenInWords(redriven, waits)}`);
  }
}

/** Nobody waits for an answer as a browser does. */
const unhurried = { remainingMs: () => Number.POSITIVE_INFINITY };

/** Of a newsletter that SES threw away. */
const neverAgain = 'SES would throw the same e-mail away again; mend it and send it as a new newsletter.';

const shelfLifeGoesOn = {
  hold: 'Decide about it within days: shelf life goes on, and mail released after its own lapses ("status" counts what is held).',
  release:
    'What is past its shelf life by now lapses instead of leaving: newsletters after three days, steps after their own.',
};

async function reconcileAsked({ target, options, terminal }: Asked): Promise<void> {
  const { hold, lapse, release } = options;
  const from = String(options.from ?? '');
  const context = await target();
  const at = momentOf(from);
  const to = context.clock.now();
  if (at === undefined) throw new StartProblem('--from must be the time of the backup, such as 2027-01-04T09:00:00Z.');
  if (at >= to) throw new StartProblem(`--from ${from} is not in the past; name the time of the backup.`);
  if ([hold, lapse, release].filter(Boolean).length > 1)
    throw new StartProblem('Choose one of --hold, --lapse and --release.');
  const choice: GapChoice = lapse ? 'lapse' : release ? 'release' : 'hold';
  try {
    const ports = { ...(await operatorPorts(context)), audienceShards };
    const found = await reconcileRestore(ports, { from: at, to }, choice, (people) => {
      if (people > 0 && people % progressEvery === 0)
        terminal.print(`Looked for what nobody answers for: ${people} people so far.`);
    });
    const done = { hold: 'held', lapse: 'lapsed', release: 'released' }[choice];
    if (found.length === 0) terminal.print('Nothing was due in the gap.');
    else terminal.table(found.map(({ what, name, count }) => ({ what, name, count, now: done })));
    if (found.length > 0 && choice !== 'lapse') terminal.print(shelfLifeGoesOn[choice]);
    terminal.print('Sending is still paused; "resume" lets it go on.');
  } catch (error) {
    if (!(error instanceof NotPausedError)) throw error;
    throw new StartProblem('Sending goes on. "restored" stops it for a restored table, "stop" for any other reason.');
  }
}

/** A moment with its zone; what else a date may look like means another time on another machine. */
function momentOf(text: string): EpochMs | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    // Temporal throws a RangeError for what is no moment.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function tellHeld(terminal: Terminal, { emails, newsletters, confirmations, isPartial }: Held): void {
  const counts = Object.entries({ 'e-mails': emails, confirmations, 'newsletters being planned': newsletters });
  const held = counts.flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  if (held.length === 0) return;
  terminal.print(
    `Held since a restore: ${isPartial ? 'at least ' : ''}${held.join(', ')}. Nothing of it leaves by itself: "stop", then "reconcile --from TIME --release" or "--lapse", then "resume".`,
  );
}

function tell(terminal: Terminal, { outcome, control }: Stopped): void {
  if (outcome === 'added') terminal.print('It was stopped already; what you said is added.');
  if (outcome === 'stood') terminal.print('It was stopped already; nothing changes.');
  terminal.print(inWords(control));
}

function inWords(control: SendingControl): string {
  const { paused, reason, by: who, at, marketingOnly, detail, awaitsReconcile, further = [] } = control;
  if (!paused) return 'Sending goes on.';
  const what = marketingOnly ? 'Marketing mail is' : 'All mail is';
  const since = at === undefined ? '' : `, since ${minuteOf(at)}`;
  const next = awaitsReconcile ? ' "reconcile" comes first.' : '';
  return [
    `${what} paused by ${who ?? 'somebody'}: ${whyInWords(reason, detail)}${since}.${next}`,
    ...further.map(
      (one) =>
        `Then by ${one.by}${one.everything ? ', everything' : ''}: ${whyInWords(one.reason, one.detail)}, ${minuteOf(one.at)}.`,
    ),
  ].join('\n');
}

const whyInWords = (reason: string | undefined, detail: string | undefined): string =>
  `${reason ?? 'no reason'}${detail ? ` (${detail})` : ''}`;

const minuteOf = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The subjects of the newsletters among them, by id. */
async function titlesOf(
  { broadcasts }: Pick<Awaited<ReturnType<typeof operatorPorts>>, 'broadcasts'>,
  troubles: readonly { readonly subject: TroubledSubject }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(troubles.flatMap(({ subject }) => (subject.kind === 'broadcast' ? [subject.broadcastId] : [])));
  const found = await Promise.all([...ids].map((id) => broadcasts.get(id)));
  return new Map(found.flatMap((one) => (one ? [[one.id, one.subject] as const] : [])));
}

function nameOf(subject: TroubledSubject | undefined, titles: ReadonlyMap<string, string>): string {
  if (!subject) return 'unknown';
  if (subject.kind === 'confirmation') return 'confirmations';
  if (subject.kind === 'journey') return `step ${subject.step}`;
  return `newsletter "${titles.get(subject.broadcastId) ?? subject.broadcastId}"`;
}

function rowOf({ batchId, subject, count, reason, day, mayRedrive }: GiveUp, titles: ReadonlyMap<string, string>) {
  const redrive = mayRedrive ? 'yes' : 'no: write it anew';
  return { batch: batchId, of: nameOf(subject, titles), 'e-mails': count, reason, day, redrive };
}
