// Whether an e-mail costs the same whatever the audience: 1,000, 10,000 and 100,000 people.
import { type BroadcastFigures, measureBroadcast } from './broadcast.ts';
import type { Report } from './measure.ts';
import { round } from './measure.ts';

/** The largest takes minutes a run, and within a run its many invocations even out. */
const audiences = [
  { count: 1_000, runs: 3 },
  { count: 10_000, runs: 3 },
  { count: 100_000, runs: 1 },
] as const;

export const name = 'flatness';

export async function run(report: Report): Promise<void> {
  const figures: Record<string, BroadcastFigures> = {};
  // Code that is warm for one audience is warm for all: nobody's figure may hold the compiling.
  await measureBroadcast({ ...report, note: () => {} }, 1_000, 1);
  for (const { count, runs } of audiences) figures[count] = await measureBroadcast(report, count, runs);
  const all = Object.values(figures);
  report.put('flatness', {
    cpuApartPercent: apartPercent(all.map(({ cpuMicrosPerEmail }) => cpuMicrosPerEmail)),
    writeUnitsApartPercent: apartPercent(all.map(({ writeUnitsPerEmail }) => writeUnitsPerEmail)),
    readUnitsApartPercent: apartPercent(all.map(({ readUnitsPerEmail }) => readUnitsPerEmail)),
    peakRssMb: Math.max(...all.map(({ peakRssMb }) => peakRssMb)),
    ...figures,
  });
}

/** How much more the dearest costs than the cheapest. */
function apartPercent(values: readonly number[]): number {
  const least = Math.min(...values);
  return round(((Math.max(...values) - least) / least) * 100);
}
