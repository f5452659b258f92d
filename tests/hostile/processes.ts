// Starts the engines and the fake SES as processes of their own, and speaks to them.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Misbehaviour } from './misbehaviour.ts';
import type { SesReport, SesRequest } from './ses-process.ts';

const enginesScript = fileURLToPath(new URL('./engines-process.ts', import.meta.url));
const sesScript = fileURLToPath(new URL('./ses-process.ts', import.meta.url));

class Child {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, (error?: string) => void>();
  #requests = 0;
  endpoint = '';

  constructor(script: string, args: readonly string[], onReport: (report: SesReport) => void = () => {}) {
    this.#process = fork(script, args, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = once(this.#process, 'exit');
    this.#process.on('message', (report: SesReport) => {
      if ('done' in report) this.#waiting.get(report.done)?.(report.error);
      else onReport(report);
    });
  }

  async ready(): Promise<this> {
    const died = this.#exited.then((): never => {
      throw new Error('A process ended before it was ready.');
    });
    const [report] = (await Promise.race([once(this.#process, 'message'), died])) as [{ ready: string }];
    this.endpoint = report.ready;
    return this;
  }

  ask(request?: SesRequest): Promise<void> {
    const id = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (error) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve();
        else reject(new Error(error));
      });
      this.#process.send({ id, request });
    });
  }

  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await this.#exited;
  }
}

export interface Engines {
  readonly dynamodb: string;
  readonly sqs: string;
  /** Lets messages that a killed application had received come again. */
  release(): Promise<void>;
  end(): Promise<void>;
}

export async function startEngines(folder: string): Promise<Engines> {
  const [table, queues] = await Promise.all([
    new Child(enginesScript, ['dynamodb', join(folder, 'dynamodb')]).ready(),
    new Child(enginesScript, ['sqs', '']).ready(),
  ]);
  return {
    dynamodb: table.endpoint,
    sqs: queues.endpoint,
    release: () => queues.ask(),
    end: async () => {
      await Promise.all([table.end(), queues.end()]);
    },
  };
}

export interface SesProcess {
  readonly endpoint: string;
  /** Where the truth is kept. */
  readonly ledger: string;
  behave(plan: Misbehaviour): Promise<void>;
  follow(origin: string): Promise<void>;
  catchUp(): Promise<void>;
  /** Resolves once so many more calls took e-mails. */
  calls(count: number): Promise<void>;
  end(): Promise<void>;
}

export async function startSes(parts: { folder: string; sqs: string; seed: number }): Promise<SesProcess> {
  const ledger = join(parts.folder, 'ses.db');
  const waiting: { left: number; wake: () => void }[] = [];
  const onReport = (report: SesReport): void => {
    if (!('taken' in report)) return;
    for (const one of waiting) if (--one.left === 0) one.wake();
  };
  const child = await new Child(sesScript, [ledger, parts.sqs, String(parts.seed)], onReport).ready();
  return {
    endpoint: child.endpoint,
    ledger,
    behave: (plan) => child.ask({ ask: 'behave', plan }),
    follow: (origin) => child.ask({ ask: 'follow', origin }),
    catchUp: () => child.ask({ ask: 'catch-up' }),
    calls: (count) => new Promise((wake) => waiting.push({ left: count, wake })),
    end: () => child.end(),
  };
}
