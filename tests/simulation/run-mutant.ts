// Runs the simulation with one source text changed: bundled apart from the real one, in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Mutant } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface MutantRun {
  /** The first seed that failed, or undefined when all of them passed. */
  readonly failedSeed: number | undefined;
  readonly output: string;
}

/** Throws when the text to change is not there: the safeguard moved, and its mutant must follow. */
export async function runMutant(mutant: Mutant | undefined, seeds: number, from = 1): Promise<MutantRun> {
  const folder = await mkdtemp(join(root, '.build', 'mutant-'));
  try {
    const outfile = join(folder, 'simulate.mjs');
    await bundle(mutant, outfile);
    const args = ['--seeds', String(seeds), '--from', String(from), '--stop', ...(mutant?.options ?? [])];
    const output = await new Promise<string>((answer) => {
      execFile(process.execPath, [outfile, ...args], { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
        answer(stdout || stderr),
      );
    });
    const seed = /^seed (\d+):/m.exec(output)?.[1];
    if (!/seeds, \d+ failed/.test(output)) throw new Error(`The simulation did not finish:\n${output.slice(0, 2_000)}`);
    return { failedSeed: seed === undefined ? undefined : Number(seed), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(mutant: Mutant | undefined, outfile: string): Promise<void> {
  let applied = mutant === undefined;
  await build({
    entryPoints: [join(root, 'tests/simulation/simulate.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
    plugins: [
      {
        name: 'mutant',
        setup(setup) {
          if (!mutant) return;
          const target = resolve(root, mutant.file);
          setup.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== target) return undefined;
            const source = await readFile(path, 'utf8');
            if (!source.includes(mutant.from)) return undefined;
            applied = true;
            return { contents: source.replace(mutant.from, mutant.to), loader: 'ts' };
          });
        },
      },
    ],
  });
  if (!applied) throw new Error(`The mutant "${mutant?.name}" found nothing to change in ${mutant?.file}.`);
}
