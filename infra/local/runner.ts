// Starts a whole Afterglow in this process: engines, clock, functions, pages. Several may run side by side.
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import clinicConfig from '../../clinic.config.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Context, makeContext } from '../../functions/composition/context.ts';
import { makeLinkTables } from '../../functions/composition/link-tables.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import { dayMs, type EpochMs } from '../../functions/domain/time.ts';
import { tableDefinition } from '../../functions/table.ts';
import { build } from '../build/build.ts';
import { patientPump } from './clock/await-events.ts';
import { Conductor, type Source, type Timer } from './clock/conductor.ts';
import { watchDue } from './clock/due-watch.ts';
import { earliestDue } from './clock/earliest-due.ts';
import { InFlight } from './clock/in-flight.ts';
import { startPace } from './clock/pace.ts';
import { settleSoon } from './clock/settle-soon.ts';
import { makeTick } from './clock/tick.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import { localKeys, openDataDirectory } from './data-directory.ts';
import { startDynamoDb } from './engines/dynamodb.ts';
import { Started } from './engines/engine.ts';
import { startFauxqsEngine } from './engines/fauxqs.ts';
import { makePump } from './engines/pump.ts';
import { startQueues } from './engines/queues.ts';
import { startSesEmulator } from './engines/ses-emulator.ts';
import { makeFunctionsHost } from './functions-host.ts';
import type { Handlers } from './handlers.ts';
import { makeLocalApi } from './http/local-api.ts';
import { type MessageView, viewMessage } from './http/message-view.ts';
import { startServer } from './http/server.ts';
import { type Log, terminalLog } from './log.ts';
import { makeMailbox } from './mailbox/app.tsx';
import type { Endpoints } from './options.ts';
import { repairIndexes } from './repair.ts';
import { makeEventSource, publishBySns, publishBySqs } from './ses/events-source.ts';
import { startSesFront } from './ses/front.ts';
import type { StoredMail } from './ses/mail.ts';
import { MailStore } from './ses/mail-store.ts';
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
  /** Whether something was done once in this directory, and the word that it is done now. */
  readonly once: { isDone(name: string): boolean; done(name: string): void };
  /** Rounds of the clock so far. */
  rounds(): number;
  /** Answers a request as if it had come from `ip`, without a socket. */
  dispatch(request: Request, ip?: string): Promise<Response>;
  close(): Promise<void>;
}

/** Longest wait for another e-mail. */
const nextMailLimitMs = 31 * dayMs;
const bucket = 'afterglow-blobs';
const configurationSet = 'afterglow-local';
const imagesDir = fileURLToPath(new URL('../../.build/images', import.meta.url));

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

  // 1. Whatever the functions bring in from the build, then the directory, which is ours alone from here on.
  const building = options.handlers ? undefined : build();
  const directory = started.add(openDataDirectory(options.data, options.fresh ?? false));
  const database = openDatabase(directory.file('runner.db'));
  started.add({ end: () => database.close() });
  const clean = takeCleanMark(database);

  // 2. The port, because every link names it; until all is up it answers "starting".
  const inFlight = new InFlight();
  const server = started.add(await startServer({ port: options.port, inFlight, log, imagesDir }));
  const origin = `http://localhost:${server.port}`;
  directory.noteOwner(origin);

  // 3. The clock, standing where the last run left it.
  const clock = new VirtualClock(database, options.startAt ?? Date.now());

  // 4. The engines.
  const [dynamodb, fauxqs] = await Promise.all([
    startDynamoDb({ path: directory.file('dynamodb'), external: external.dynamodb }).then((one) => started.add(one)),
    startFauxqsEngine(directory.file('fauxqs'), bucket).then((one) => started.add(one)),
  ]);
  const queues = started.add(await startQueues({ embedded: fauxqs, external: external.sqs }));
  const mail = external.sesv2 ? undefined : new MailStore(database);
  const ses = mail ? await startSes(started, mail, clock) : { endpoint: external.sesv2 as string };
  const repaired = clean || !dynamodb.embedded ? 0 : await repairIndexes(dynamodb.endpoint, database);
  if (repaired > 0) log.info(`Mended the index entries of ${repaired} items after an unclean end.`);

  // 5. The functions, with this run's context in place of Lambda's.
  const endpoints = { dynamodb: dynamodb.endpoint, sqs: queues.endpoint, sesv2: ses.endpoint, s3: fauxqs.endpoint };
  const context = makeContext({
    settings: {
      tableName: tableDefinition.name,
      queueUrls: queues.urls,
      blobBucket: bucket,
      configurationSet,
      oidc: { issuer: `${origin}${signInPath}`, clientId: staffClientId },
      endpoints: { ...endpoints, sns: fauxqs.endpoint },
    },
    clinic: { ...clinicConfig, linkOrigin: origin },
    clock,
    ids: randomIds,
    keys: localKeys(directory.file('keys.json')),
  });
  await building;
  const host = makeFunctionsHost(options.handlers ?? (await import('./handlers.ts')).handlers, context);

  // 6. What makes time pass.
  const publish = external.sqs ? publishBySqs(queues) : publishBySns(fauxqs);
  const events = mail && makeEventSource({ store: mail, clock, publish, configurationSet });
  const ending = new AbortController();
  const pumpOver = (handles: typeof host.handle) => makePump({ queues, clock, handles, log, ending: ending.signal });
  const pump = mail ? pumpOver(host.handle) : patientPump(host.handle, pumpOver);
  const table = tableAccess(context);
  const watch = dynamodb.onWrite && watchDue(table);
  if (watch) dynamodb.onWrite?.((key) => watch.noteWrite(key));
  const conductor = new Conductor({
    clock,
    inFlight,
    sources: events ? [events, pump] : [pump],
    timers: events ? [events] : [],
    earliestDue: watch ? () => watch.earliest() : () => earliestDue(table),
    tick: makeTick(host, log),
    ending: ending.signal,
  });
  started.add({
    end: async () => {
      ending.abort();
      await conductor.rest();
    },
  });
  const pace =
    rate > 0 ? started.add(startPace({ clock, conductor, rate, startFrom: caughtUp(clock), log })) : undefined;
  const advanceTo = async (to: EpochMs): Promise<EpochMs> => {
    const reached = await conductor.advanceTo(to);
    pace?.rebase();
    return reached;
  };

  const advanceToNextMail = async (): Promise<EpochMs> => {
    const before = mail?.count();
    const limit = clock.now() + nextMailLimitMs;
    for (;;) {
      const from = clock.now();
      const reached = await conductor.advanceToNext(limit);
      pace?.rebase();
      if (mail?.count() !== before || reached === from) return reached;
    }
  };

  // 7. The pages.
  const linkTables = makeLinkTables(context);
  const soon = settleSoon(conductor, log);
  const about = () => ({ origin, data: directory.path, endpoints, rounds: conductor.rounds });
  const { timeZone } = clinicConfig;
  const localParts = { origin, clock, conductor, advanceTo, advanceToNextMail, timeZone, mail, linkTables, about };
  server.open({
    web: host.web,
    node: [{ prefix: signInPath, listener: makeSignInProvider(origin, directory.file('sign-in.json'), database) }],
    local: [
      { prefix: '/_local', fetch: makeLocalApi(localParts).fetch },
      { prefix: '/mailbox', fetch: makeMailbox(localParts).fetch },
    ],
    afterRequest: soon,
  });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Requests and time first, so that nothing is half-way when the engines go.
    ending.abort();
    await server.end();
    await pace?.end();
    await conductor.rest();
    leaveCleanMark(database);
    await started.end();
  };

  return {
    origin,
    context,
    mail,
    endpoints,
    repaired,
    now: () => clock.now(),
    advanceTo,
    advanceBy: (durationMs) => advanceTo(clock.now() + durationMs),
    settle: () => conductor.settle(),
    join: (guest) => conductor.join(guest),
    view: (mail) => viewMessage(mail, linkTables, origin),
    once: onceIn(database),
    rounds: () => conductor.rounds,
    dispatch: (request, ip = '127.0.0.1') => server.dispatch(request, ip),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function startSes(started: Started, store: MailStore, clock: VirtualClock) {
  const emulator = started.add(await startSesEmulator());
  return started.add(await startSesFront({ emulator, store, clock }));
}

/** Where time should be now: what passed on the wall since the last run passes here too. */
function caughtUp(clock: VirtualClock): EpochMs {
  const { found } = clock;
  return found ? found.now + Math.max(0, Date.now() - found.wallAt) : clock.now();
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  // In WAL mode a commit survives a kill without waiting for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE IF NOT EXISTS ending (clean INTEGER)');
  return database;
}

/** Whether the last run ended cleanly (or there was none); takes the mark away until this one does. */
function takeCleanMark(database: DatabaseSync): boolean {
  const row = database.prepare('SELECT clean FROM ending').get();
  database.exec('DELETE FROM ending; INSERT INTO ending (clean) VALUES (0)');
  return row === undefined || row.clean === 1;
}

function leaveCleanMark(database: DatabaseSync): void {
  database.exec('UPDATE ending SET clean = 1');
}

function onceIn(database: DatabaseSync): LocalRunner['once'] {
  database.exec('CREATE TABLE IF NOT EXISTS once (name TEXT PRIMARY KEY)');
  return {
    isDone: (name) => database.prepare('SELECT 1 FROM once WHERE name = ?').get(name) !== undefined,
    done: (name) => {
      database.prepare('INSERT OR IGNORE INTO once (name) VALUES (?)').run(name);
    },
  };
}
