// Where an operator's command works: on the table named, at AWS, or on the data of the runner that runs here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import clinicConfig from '../../../clinic.config.ts';
import { randomIds } from '../../../functions/adapters/ids.ts';
import { noKeys } from '../../../functions/adapters/keys.ts';
import { type Context, makeContext, type Settings } from '../../../functions/composition/context.ts';
import type { Clock } from '../../../functions/ports/clock.ts';
import { tableDefinition } from '../../../functions/table.ts';
import { StartProblem } from '../problem.ts';

export interface TargetOptions {
  /** A table at AWS, found with the credentials and the region of the environment. */
  readonly table?: string | undefined;
  /** Port of a local runner. */
  readonly port?: number | undefined;
  /** Its data directory, which knows its port. */
  readonly data: string;
}

interface AboutRunner {
  readonly now: string;
  readonly endpoints: NonNullable<Settings['endpoints']>;
}

/** Throws StartProblem when there is nothing to work on. */
export async function findTarget(options: TargetOptions): Promise<Context> {
  if (options.table !== undefined) return contextOn(options.table, { now: () => Date.now() });
  const origin = options.port === undefined ? originIn(options.data) : `http://localhost:${options.port}`;
  const about = await askRunner(origin);
  const now = Date.parse(about.now);
  return contextOn(tableDefinition.name, { now: () => now }, about.endpoints);
}

/** Another table where this one is. */
export function besideTable({ settings, clock }: Context, tableName: string): Context {
  return contextOn(tableName, clock, settings.endpoints);
}

function contextOn(tableName: string, clock: Clock, endpoints?: Settings['endpoints']): Context {
  return makeContext({
    settings: {
      tableName,
      queueUrls: {},
      configurationSet: '',
      oidc: { issuer: '', clientId: '' },
      ...(endpoints && { endpoints }),
    },
    clinic: clinicConfig,
    clock,
    ids: randomIds,
    // An operator signs no links and knows nobody's address.
    keys: noKeys,
  });
}

const nothingRuns = (where: string): StartProblem =>
  new StartProblem(
    `No Afterglow runs ${where}. Start one with "npm start", name its --data directory or --port, or name a table at AWS with --table NAME.`,
  );

function originIn(data: string): string {
  let text: string;
  try {
    text = readFileSync(join(data, 'runner.json'), 'utf8');
  } catch {
    // The runner writes the file while it runs and takes it away when it ends.
    throw nothingRuns(`on ${data}`);
  }
  return (JSON.parse(text) as { origin: string }).origin;
}

async function askRunner(origin: string): Promise<AboutRunner> {
  let answer: Response;
  try {
    answer = await fetch(`${origin}/_local`);
  } catch {
    // Whatever the network's reason: nobody answers there.
    throw nothingRuns(`at ${origin}`);
  }
  if (!answer.ok) throw new StartProblem(`${origin} answers, but is no local Afterglow (status ${answer.status}).`);
  return (await answer.json()) as AboutRunner;
}
