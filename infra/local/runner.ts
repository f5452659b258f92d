// Starts a whole Afterglow in this process: engines, clock, functions, pages. Several may run side by side.
import clinicConfig from '../../clinic.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Context, makeContext } from '../../functions/composition/context.ts';
import { makeLinkTables } from '../../functions/composition/link-tables.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { tableDefinition } from '../../functions/table.ts';
import { build } from '../build/build.ts';
import type { Source, Timer } from './clock/conductor.ts';
import { InFlight } from './clock/in-flight.ts';
import { startTime } from './clock/passing-time.ts';
import { settleSoon } from './clock/settle-soon.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import { localKeys, openDataDirectory } from './data-directory.ts';
import { wallBudget } from './engines/delivery.ts';
import { Started } from './engines/engine.ts';
import { type Engines, startEngines } from './engines/start-engines.ts';
import { makeFunctionsHost } from './functions-host.ts';
import type { WatchedTemplates } from './gallery/watched-templates.ts';
import type { Handlers } from './handlers.ts';
import { makeLocalApi } from './http/local-api.ts';
import { type MessageView, viewMessage } from './http/message-view.ts';
import { startServer } from './http/server.ts';
import { type Log, terminalLog } from './log.ts';
import { makeMailbox } from './mailbox/app.tsx';
import type { Endpoints } from './options.ts';
import { type Once, openRunDatabase } from './run-database.ts';
import type { StoredMail, Substitution } from './ses/mail.ts';
import type { MailStore } from './ses/mail-store.ts';
import { type PostedMail, receivedEvent } from './ses/received-json.ts';
import { makeSignInProvider, signInPath, staffClientId } from './sign-in/provider.ts';

export interface LocalOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly data: string;
  readonly fresh?: boolean;
  /** Virtual time per wall time; 0 lets time pass only when it is advanced. */
  readonly rate?: number;
  /** Where a new directory's clock starts; the wall clock's time by default. */
  readonly startAt?: EpochMs;
  readonly external?: Endpoints;
  readonly log?: Log;
  /** Whether the local SES escapes what it substitutes; plain by default. */
  readonly substitution?: Substitution;
  /** Builds templates again when they change, and shows and sends them as they are then. */
  readonly watch?: boolean;
  /** Other functions than the manifest's own, for tests of the runner. */
  readonly handlers?: Handlers;
}

export interface LocalRunner {
  readonly origin: string;
  readonly context: Context;
  readonly mail: MailStore | undefined;
  readonly endpoints: Readonly<Record<string, string>>;
  /** Index entries mended at start. */
  readonly repaired: number;
  now(): EpochMs;
  /** Does everything due up to `to`; answers the time reached. */
  advanceTo(to: EpochMs): Promise<EpochMs>;
  advanceBy(durationMs: number): Promise<EpochMs>;
  /** Does everything that can be done without time moving. */
  settle(): Promise<void>;
  /** Lets somebody else do things as time passes. */
  join(guest: Source & Timer): void;
  /** An e-mail as `/_local/messages` shows it. */
  view(mail: StoredMail): Promise<MessageView>;
  /** Things done once in this directory. */
  readonly once: Once;
  /** Rounds of the clock so far. */
  rounds(): number;
  /** Answers a request as if it had come from `ip`, without a socket. */
  dispatch(request: Request, ip?: string): Promise<Response>;
  close(): Promise<void>;
}

const configurationSet = 'afterglow-local';
const templateChangesPath = '/_local/templates';

/** Throws StartProblem for what the person starting it can mend; leaves nothing behind when it fails. */
export async function startLocal(options: LocalOptions): Promise<LocalRunner> {
  const started = new Started();
  try {
    return await start(options, started);
  } catch (error) {
    await started.end();
    throw error;
  }
}

async function start(options: LocalOptions, started: Started): Promise<LocalRunner> {
  const { log = terminalLog, external = {}, rate = 1 } = options;

  // 1. Whatever the functions bring in from the build.
  const building = options.handlers ? undefined : build();
  // It is awaited below; failing before that must not count as unhandled.
  building?.catch(() => {});

  // 2. The port, because every link names it; until all is up it answers "starting".
  const inFlight = new InFlight();
  const server = started.add(await startServer({ port: options.port, inFlight, log }));
  const origin = `http://localhost:${server.port}`;

  // 3. The directory, ours alone from here on: not touched, let alone emptied, by a start that found its port taken.
  const directory = started.add(openDataDirectory(options.data, options.fresh ?? false));
  const run = started.add(openRunDatabase(directory.file('runner.db')));
  directory.noteOwner(origin);

  // 4. The clock, standing where the last run left it, and the engines.
  const { database, wasClean, once } = run;
  const clock = new VirtualClock(database, options.startAt ?? Date.now());
  const engines = await startEngines({
    started,
    directory,
    database,
    wasClean,
    external,
    clock,
    substitution: options.substitution,
  });
  const { mail, endpoints, repaired } = engines;
  if (repaired > 0) log.info(`Mended the index entries of ${repaired} items after an unclean end.`);

  // 5. The functions, with this run's context in place of Lambda's.
  const context = localContext(origin, clock, engines, directory.file('keys.json'));
  await building;
  const watched = options.watch ? started.add(await watchInto(context, log)) : undefined;
  const host = makeFunctionsHost(options.handlers ?? (await import('./handlers.ts')).handlers, context);

  // 6. Time passes.
  const time = started.add(startTime({ context, clock, inFlight, engines, host, rate, log }));
  const { conductor, advanceTo, advanceToNextMail } = time;

  // 7. The pages.
  const linkTables = makeLinkTables(context);
  const { timeZone } = context.clinic;
  const about = () => ({ origin, data: directory.path, endpoints, rounds: conductor.rounds });
  const receive = (posted: PostedMail) => host.handle('inbound')(receivedEvent(posted), wallBudget('inbound'));
  const local = { origin, clock, conductor, advanceTo, advanceToNextMail, timeZone, mail, linkTables, about, receive };
  server.open({
    web: host.web,
    node: [{ prefix: signInPath, listener: makeSignInProvider(origin, directory.file('sign-in.json'), database) }],
    local: [
      ...(watched
        ? [
            { prefix: templateChangesPath, fetch: watched.stream },
            { prefix: '/images', fetch: watched.images },
          ]
        : []),
      { prefix: '/_local', fetch: makeLocalApi(local).fetch },
      { prefix: '/mailbox', fetch: makeMailbox(local).fetch },
    ],
    afterRequest: settleSoon(conductor, log),
  });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Requests and time first, so that nothing is half-way when the engines go; then the rest, in reverse.
    // Pages that listen would hold the server open.
    await watched?.end();
    await Promise.all([server.end(), time.end()]);
    run.noteCleanEnd();
    await started.end();
  };
  return {
    origin,
    context,
    mail,
    endpoints,
    repaired,
    once,
    now: () => clock.now(),
    advanceTo,
    advanceBy: (durationMs) => advanceTo(clock.now() + durationMs),
    settle: () => conductor.settle(),
    join: (guest) => conductor.join(guest),
    view: (stored) => viewMessage(stored, linkTables, origin),
    rounds: () => conductor.rounds,
    dispatch: (request, ip = '127.0.0.1') => server.dispatch(request, ip),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Whoever asks the context for these gets the watched ones, because they are made first. */
async function watchInto(context: Context, log: Log): Promise<WatchedTemplates> {
  const { watchTemplates } = await import('./gallery/watched-templates.ts');
  const watched = await watchTemplates({ clinic: context.clinic, changes: templateChangesPath, log });
  context.once('renderer', () => watched.renderer);
  context.once('content-compiler', () => watched.compiler);
  context.once('gallery', () => watched.gallery);
  return watched;
}

function localContext(origin: string, clock: VirtualClock, engines: Engines, keysPath: string): Context {
  return makeContext({
    settings: {
      tableName: tableDefinition.name,
      queueUrls: engines.queues.urls,
      configurationSet,
      oidc: { issuer: `${origin}${signInPath}`, clientId: staffClientId },
      endpoints: engines.endpoints,
    },
    clinic: { ...clinicConfig, linkOrigin: origin },
    clock,
    ids: randomIds,
    keys: localKeys(keysPath),
  });
}
