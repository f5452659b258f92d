// Reads the command line and the environment of `npm start`; every mistake is named with its remedy.
import { parseArgs } from 'node:util';
import { dayMs, hourMs, minuteMs, secondMs } from '../../functions/domain/time.ts';
import { StartProblem } from './problem.ts';

export interface Endpoints {
  readonly dynamodb?: string;
  readonly sqs?: string;
  readonly sesv2?: string;
}

export interface CommandLine {
  readonly port: number;
  readonly data: string;
  readonly fresh: boolean;
  /** Virtual time per wall time. */
  readonly rate: number;
  readonly demo: boolean;
  /** The functions from their bundles, as the cloud gets them. */
  readonly bundled: boolean;
  readonly help: boolean;
  readonly external: Endpoints;
}

export const usage = `Usage: npm start -- [options]
  --port 3000        the port of everything (also: the variable PORT)
  --data DIR         where data lives (default .afterglow)
  --fresh            empty it first
  --speed 1d=10s     let a virtual day pass in ten seconds (default 1s=1s)
  --demo             200 invented people live through 30 days
  --bundled          run the functions from their bundles, as the cloud gets them`;

const endpointNames = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  sesv2: 'AWS_ENDPOINT_URL_SESV2',
} as const satisfies Record<keyof Endpoints, string>;

/** Throws StartProblem, its message followed by the usage. */
export function readCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const values = parse(args);
  return {
    port: readPort(values.port, environment.PORT),
    data: readData(values.data),
    fresh: values.fresh ?? false,
    rate: readSpeed(values.speed ?? '1s=1s'),
    demo: values.demo ?? false,
    bundled: values.bundled ?? false,
    help: values.help ?? false,
    external: readEndpoints(environment),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        speed: { type: 'string' },
        demo: { type: 'boolean' },
        bundled: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n${usage}`);
  }
}

const defaultPort = 3000;

function readPort(option: string | undefined, variable: string | undefined): number {
  const written = option ?? (variable || undefined);
  if (written === undefined) return defaultPort;
  try {
    return portIn(option === undefined ? 'PORT' : '--port', written, { least: 0, usual: defaultPort });
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n${usage}`);
  }
}

/** The port that `name` was given. `least` is 0 where any free one will do. Throws StartProblem. */
export function portIn(name: string, written: string, { least, usual }: { least: 0 | 1; usual: number }): number {
  const port = Number(written);
  if (/^\d+$/.test(written) && port >= least && port <= 65_535) return port;
  throw new StartProblem(
    `${name} must be a number from ${least} to 65535, not "${written}"; write one such as ${usual}.`,
  );
}

function readData(written: string | undefined): string {
  if (written !== '') return written ?? '.afterglow';
  throw new StartProblem(`--data must name a directory, such as .afterglow.\n${usage}`);
}

const unitsMs: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs };
const maxRate = 1_000_000;

/** `1d=10s`: a virtual day in ten seconds of wall time. */
export function readSpeed(written: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd])=(\d+(?:\.\d+)?)([smhd])$/.exec(written);
  const [, amount = '', unit = '', wallAmount = '', wallUnit = ''] = match ?? [];
  const rate = (Number(amount) * (unitsMs[unit] ?? 0)) / (Number(wallAmount) * (unitsMs[wallUnit] ?? 0));
  if (match && rate > 0 && rate <= maxRate) return rate;
  throw new StartProblem(`--speed must look like 1d=10s (a virtual day in ten seconds), not "${written}".\n${usage}`);
}

function readEndpoints(environment: NodeJS.ProcessEnv): Endpoints {
  return Object.fromEntries(
    Object.entries(endpointNames).flatMap(([service, name]) => {
      const url = environment[name];
      if (!url) return [];
      if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
        throw new StartProblem(`${name} must be an address such as http://localhost:4566, not "${url}".`);
      }
      return [[service, url.replace(/\/$/, '')]];
    }),
  );
}
