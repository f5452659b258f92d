// Ten thousand troubled lives, two at a time, in processes of their own; progress on stderr.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const seeds = Number(process.env.AFTERGLOW_SEEDS ?? 10_000);
const processes = 2;
const script = fileURLToPath(new URL('../simulation/simulate.ts', import.meta.url));

it(
  `keeps every promise in ${seeds} troubled lives`,
  async () => {
    const share = Math.ceil(seeds / processes);
    const runs = Array.from({ length: processes }, (_, index) => simulate(share, 1_001 + index * share));
    for (const output of await Promise.all(runs)) expect(output).toMatch(/seeds, 0 failed/);
  },
  3 * 3_600_000,
);

function simulate(count: number, from: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', script, '--seeds', String(count), '--from', String(from)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      const progress = /\d+ of \d+ seeds, \d+ failed/.exec(chunk.toString())?.[0];
      if (progress) process.stderr.write(`from ${from}: ${progress}\n`);
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
