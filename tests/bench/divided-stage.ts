// A stage on which every function has a process of its own, as in the cloud: none warms another's code, or crowds it out.
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { processEnvironment } from '../../functions/manifest.ts';
import type { Consumer } from './benched-handlers.ts';
import { type Engines, startEngines } from './engines.ts';
import type { Work } from './function-child.ts';
import type { Cost } from './invoker.ts';
import { Stage } from './stage.ts';

export class DividedStage extends Stage {
  readonly #processes = new Map<Consumer, ChildProcess>();

  private constructor(
    engines: Engines,
    readonly script: string,
  ) {
    super(engines);
  }

  static override async start(): Promise<DividedStage> {
    return new DividedStage(await startEngines(), await bundledFunction());
  }

  override async deliver(consumer: Consumer, bodies: readonly string[], batchSize: number): Promise<void> {
    const work = { consumer, addresses: this.engines.addresses, now: this.now, bodies, batchSize };
    this.charge(await handOver(this.#processOf(consumer), work));
  }

  override async end(): Promise<void> {
    for (const child of this.#processes.values()) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
    await super.end();
  }

  #processOf(consumer: Consumer): ChildProcess {
    const child = this.#processes.get(consumer) ?? forked(this.script);
    this.#processes.set(consumer, child);
    return child;
  }
}

async function handOver(child: ChildProcess, work: Work): Promise<Cost> {
  const answers = on(child, 'message', { close: ['exit'] }) as AsyncIterable<[Cost]>;
  child.send(work);
  for await (const [cost] of answers) return cost;
  throw new Error(`${work.consumer} ended with ${child.exitCode} amid its work; what went wrong stands above.`);
}

/** With the function's environment and its share of memory, as the bench gives them to the measure. */
function forked(script: string): ChildProcess {
  const execArgv = process.execArgv.filter((flag) => /^--max-(old|semi)-space-size=/.test(flag));
  return fork(script, { execArgv, env: { ...process.env, ...processEnvironment } });
}

/** Bundled code, as Lambda runs it: tools that run TypeScript take memory and time. */
async function bundledFunction(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../.build/bench/function-child.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('./function-child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
