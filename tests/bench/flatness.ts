// Whether an e-mail costs the same whatever the audience: 1,000, 10,000 and 100,000 people.
import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BroadcastFigures } from './broadcast.ts';
import type { Answer, Order } from './flatness-child.ts';
import type { Report } from './measure.ts';
import { round } from './measure.ts';

const sizes = [1_000, 10_000, 100_000];
/** Every size sends as much, since code gets faster for a long while; to a thousand people in a hundred issues. */
const emailsPerRun = 100_000;
/** Rounds that count, after one that warms the code up. */
const rounds = 3;

export const name = 'flatness';

/**
 * Every size has a process of its own, since a Lambda holds one clinic and is warmed by nothing else. They take turns: a
 * machine is not equally quiet all the time, and one size measured after the other would tell when it was measured.
 */
export async function run(report: Report): Promise<void> {
  const script = fileURLToPath(new URL('./flatness-child.ts', import.meta.url));
  const children = sizes.map((size) => ({ size, child: fork(script) }));
  try {
    for (const { size, child } of children) await tell(report, child, { invite: size, emailsPerRun });
    for (let turn = 0; turn <= rounds; turn += 1) {
      for (const { child } of children) await tell(report, child, { run: turn === 0 ? 'warm-up' : `round ${turn}` });
    }
    const figures: Record<string, BroadcastFigures> = {};
    for (const { size, child } of children) figures[size] = (await tell(report, child, 'figures')) as BroadcastFigures;
    const all = Object.values(figures);
    report.put('flatness', {
      cpuApartPercent: apartPercent(all.map(({ cpuMicrosPerEmail }) => cpuMicrosPerEmail)),
      writeUnitsApartPercent: apartPercent(all.map(({ writeUnitsPerEmail }) => writeUnitsPerEmail)),
      readUnitsApartPercent: apartPercent(all.map(({ readUnitsPerEmail }) => readUnitsPerEmail)),
      peakRssMb: Math.max(...all.map(({ peakRssMb }) => peakRssMb)),
      ...figures,
    });
  } finally {
    for (const { child } of children) if (child.connected) child.disconnect();
  }
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

/** How much more the dearest costs than the cheapest. */
function apartPercent(values: readonly number[]): number {
  const least = Math.min(...values);
  return round(((Math.max(...values) - least) / least) * 100);
}
