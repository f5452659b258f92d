// Measures each function as the cloud would load it: the bytes of its bundle and how long a bare Node takes to import it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import { build } from '../../infra/build/build.ts';
import { bundleHandlers } from '../../infra/local/bundled/bundle-handlers.ts';
import { median, type Report } from './measure.ts';

/** Each in a process of its own; an odd number, so that the median is a run that happened. */
const importsPerFunction = 7;

export const name = 'functions';

export async function run(report: Report): Promise<void> {
  await build();
  const outdir = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    const measured: Record<string, { importMillis: number; bundleBytes: number }> = {};
    for (const { name: functionName, file, bytes } of await bundleHandlers(
      Object.keys(functions) as FunctionName[],
      outdir,
    )) {
      measured[functionName] = { importMillis: await importMillis(file), bundleBytes: bytes };
      report.note(`${functionName} ${measured[functionName].importMillis} ms, ${bytes} bytes`);
    }
    report.put('functions', measured);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function importMillis(file: string): Promise<number> {
  const script = `const from = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - from);`;
  const took: number[] = [];
  for (let index = 0; index < importsPerFunction; index += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    took.push(Number(stdout));
  }
  return Math.round(median(took) * 10) / 10;
}
