// Audiences that take turns in sending newsletters, each time in a process of its own: what one e-mail costs to each of them.
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { processEnvironment } from '../../functions/manifest.ts';
import type { BroadcastFigures } from './audience.ts';
import type { Answer, Order } from './audience-child.ts';
import type { Report } from './measure.ts';
import type { Cost } from './stage.ts';

/** Processes for each size; an odd number, so that the median is a run that happened and the last turn is in the order of the sizes. */
const turns = 3;

export interface Measured {
  readonly figures: ReadonlyMap<number, BroadcastFigures>;
  /** Sender CPU of each turn's runs in microseconds: one figure a size, all taken within some minutes. */
  readonly turns: readonly (readonly number[])[];
}

/**
 * Figures by size, in the order of `sizes`. Each run has a process of its own, which runs bundled code as a Lambda does: one size
 * would warm the other's code or crowd it out, and tools that run TypeScript take memory. One process for all runs of a size would
 * not do: two that did the same work stayed 8 % apart for as long as they lived. The sizes take turns, forth and back, for a
 * machine is not equally quiet all the time. All send as much a run, since code gets faster for a long while.
 */
export async function measureAudiences(
  report: Report,
  sizes: readonly number[],
  emailsPerRun: number,
): Promise<Measured> {
  const script = await bundledChild();
  const figures = new Map<number, BroadcastFigures>();
  const costs = new Map(sizes.map((size): [number, Cost[]] => [size, []]));
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const size of turn % 2 === 1 ? sizes : sizes.toReversed()) {
      const child = forked(script);
      const ofSize = costs.get(size) ?? [];
      await tell(report, child, { invite: size, emailsPerRun });
      await tell(report, child, { run: 'warm-up' });
      ofSize.push((await tell(report, child, { run: `round ${turn}` })) as Cost);
      if (turn === turns) figures.set(size, (await tell(report, child, { figures: ofSize })) as BroadcastFigures);
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
  }
  const ofTurn = (turn: number) => [...costs.values()].flatMap((runs) => runs[turn]?.cpuMicros ?? []);
  return { figures, turns: Array.from({ length: turns }, (_, turn) => ofTurn(turn)) };
}

function forked(script: string): ChildProcess {
  const execArgv = process.execArgv.filter((flag) => /^--max-(old|semi)-space-size=/.test(flag));
  return fork(script, { execArgv, env: { ...process.env, ...processEnvironment } });
}

async function bundledChild(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../.build/bench/audience-child.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('./audience-child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // Bundled, it finds the engines where its source does.
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    logLevel: 'error',
  });
  return outfile;
}

/** Gives an order and waits until it is carried out; answers what it was to find out. */
async function tell(report: Report, child: ChildProcess, order: Order): Promise<unknown> {
  const answers = on(child, 'message', { close: ['exit'] });
  child.send(order);
  for await (const [answer] of answers as AsyncIterable<[Answer]>) {
    if ('done' in answer) return answer.done;
    report.note(answer.note);
  }
  throw new Error(`An audience ended with ${child.exitCode} before it was done; what went wrong stands above.`);
}
