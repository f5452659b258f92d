// A year of ten thousand people, lived twice with one seed in two processes: no promise broken, the logs the same byte for byte.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const people = Number(process.env.AFTERGLOW_PEOPLE ?? 10_000);
const script = fileURLToPath(new URL('../simulation/live-year.ts', import.meta.url));

it(`lives a year of ${people} people twice, byte for byte`, async () => {
  const [first, again] = await Promise.all([live(), live()]);
  expect(first?.verdict).toMatch(/ 0 breaches/);
  expect(first?.log.length).toBeGreaterThan(people * 500);
  expect(again?.log.equals(first?.log ?? Buffer.of())).toBe(true);
  process.stderr.write(`${first?.verdict.trim()}; the logs of ${first?.log.length} bytes are the same\n`);
}, 3_600_000);

function live(): Promise<{ readonly log: Buffer; readonly verdict: string }> {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', script, '--people', String(people), '--seed', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log: Buffer[] = [];
    let verdict = '';
    child.stdout.on('data', (chunk: Buffer) => log.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      verdict += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve({ log: Buffer.concat(log), verdict }));
  });
}
