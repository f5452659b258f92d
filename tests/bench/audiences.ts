// Audiences in processes of their own, which take turns in sending newsletters: what one e-mail costs to each of them.
import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { processEnvironment } from '../../functions/manifest.ts';
import type { BroadcastFigures } from './audience.ts';
import type { Answer, Order } from './audience-child.ts';
import type { Report } from './measure.ts';

/** Rounds that count, after one that warms the code up; an odd number, so that the median is a run that happened. */
const rounds = 3;

/**
 * Figures by size, in the order of `sizes`. Every size has a process of its own, which runs bundled code as a Lambda does: one
 * would warm the other's code or crowd it out, and tools that run TypeScript take memory. They take turns: a machine is not
 * equally quiet all the time, and one size measured after the other would tell when it was measured. All send as much a run,
 * since code gets faster for a long while.
 */
export async function measureAudiences(
  report: Report,
  sizes: readonly number[],
  emailsPerRun: number,
): Promise<ReadonlyMap<number, BroadcastFigures>> {
  const script = await bundledChild();
  const execArgv = process.execArgv.filter((flag) => /^--max-(old|semi)-space-size=/.test(flag));
  const env = { ...process.env, ...processEnvironment };
  const children = sizes.map((size) => ({ size, child: fork(script, { execArgv, env }) }));
  try {
    for (const { size, child } of children) await tell(report, child, { invite: size, emailsPerRun });
    for (let turn = 0; turn <= rounds; turn += 1) {
      for (const { child } of children) await tell(report, child, { run: turn === 0 ? 'warm-up' : `round ${turn}` });
    }
    const figures = new Map<number, BroadcastFigures>();
    for (const { size, child } of children) {
      figures.set(size, (await tell(report, child, 'figures')) as BroadcastFigures);
    }
    return figures;
  } finally {
    for (const { child } of children) if (child.connected) child.disconnect();
  }
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
