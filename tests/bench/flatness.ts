// Whether an e-mail costs the same whatever the audience: 1,000, 10,000 and 100,000 people.
import { measureAudiences } from './audiences.ts';
import type { Report } from './measure.ts';
import { round } from './measure.ts';

const sizes = [1_000, 10_000, 100_000];
/** To a thousand people in a hundred issues. */
const emailsPerRun = 100_000;

export const name = 'flatness';

export async function run(report: Report): Promise<void> {
  const figures = await measureAudiences(report, sizes, emailsPerRun);
  const all = [...figures.values()];
  report.put('flatness', {
    cpuApartPercent: apartPercent(all.map(({ cpuMicrosPerEmail }) => cpuMicrosPerEmail)),
    writeUnitsApartPercent: apartPercent(all.map(({ writeUnitsPerEmail }) => writeUnitsPerEmail)),
    readUnitsApartPercent: apartPercent(all.map(({ readUnitsPerEmail }) => readUnitsPerEmail)),
    peakRssMb: Math.max(...all.map(({ peakRssMb }) => peakRssMb)),
    ...Object.fromEntries(figures),
  });
}

/** How much more the dearest costs than the cheapest. */
function apartPercent(values: readonly number[]): number {
  const least = Math.min(...values);
  return round(((Math.max(...values) - least) / least) * 100);
}
