// A newsletter to five thousand people: what one e-mail costs.
import { measureAudiences } from './audiences.ts';
import type { Report } from './measure.ts';

const subscribers = 5_000;
const emailsPerRun = 50_000;

export const name = 'broadcast';

export async function run(report: Report): Promise<void> {
  const figures = await measureAudiences(report, [subscribers], emailsPerRun);
  for (const one of figures.values()) report.put('broadcast', one);
}
