// Whether an e-mail costs the same whatever the audience: 1,000, 10,000 and 100,000 people.
import { type BroadcastFigures, figuresOf, inviteAudience, runOnce } from './broadcast.ts';
import type { Report } from './measure.ts';
import { round } from './measure.ts';
import type { Cost } from './stage.ts';

const sizes = [1_000, 10_000, 100_000];
/** Rounds that count, after one that warms the code up. */
const rounds = 3;

export const name = 'flatness';

/**
 * The sizes take turns in one process: code gets faster for a long while, and a machine is not equally quiet all the time,
 * so that one size measured after the other would tell when it was measured.
 */
export async function run(report: Report): Promise<void> {
  const audiences = [];
  for (const count of sizes) audiences.push({ ...(await inviteAudience(report, count)), costs: [] as Cost[] });
  try {
    for (const audience of audiences) await runOnce(report, audience, 'warm-up');
    for (let round = 1; round <= rounds; round += 1) {
      for (const audience of audiences) audience.costs.push(await runOnce(report, audience, `round ${round}`));
    }
    const figures: Record<string, BroadcastFigures> = {};
    for (const audience of audiences) figures[audience.count] = await figuresOf(report, audience, audience.costs);
    const all = Object.values(figures);
    report.put('flatness', {
      cpuApartPercent: apartPercent(all.map(({ cpuMicrosPerEmail }) => cpuMicrosPerEmail)),
      writeUnitsApartPercent: apartPercent(all.map(({ writeUnitsPerEmail }) => writeUnitsPerEmail)),
      readUnitsApartPercent: apartPercent(all.map(({ readUnitsPerEmail }) => readUnitsPerEmail)),
      peakRssMb: Math.max(...all.map(({ peakRssMb }) => peakRssMb)),
      ...figures,
    });
  } finally {
    for (const { stage } of audiences) await stage.end();
  }
}

/** How much more the dearest costs than the cheapest. */
function apartPercent(values: readonly number[]): number {
  const least = Math.min(...values);
  return round(((Math.max(...values) - least) / least) * 100);
}
