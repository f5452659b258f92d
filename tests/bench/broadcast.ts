// A newsletter through the planner and the sender: what one e-mail costs in sender CPU and in units of the table.
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, betweenNewslettersMs, sendNewsletter } from './newsletter-run.ts';
import { type Cost, Stage } from './stage.ts';

const subscribers = 5_000;
const repeats = 3;

export const name = 'broadcast';

export async function run(report: Report): Promise<void> {
  report.put('broadcast', await measureBroadcast(report, subscribers));
}

export interface BroadcastFigures extends Readonly<Record<string, unknown>> {
  readonly cpuMicrosPerEmail: number;
  readonly writeUnitsPerEmail: number;
  readonly readUnitsPerEmail: number;
}

/** To `count` people, in a process as warm as a Lambda that has sent before. */
export async function measureBroadcast(report: Report, count: number): Promise<BroadcastFigures> {
  const stage = await Stage.start();
  try {
    report.note(`inviting ${count} people`);
    await stage.engines.seedNewsletters(stage.now);
    await stage.engines.seed({ ...audience, count });
    const costs: Cost[] = [];
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      const emails = (await sendNewsletter(stage)).length;
      if (emails !== count) throw new Error(`SES took ${emails} e-mails of ${count}.`);
      // The first run compiles the code; a Lambda pays for that once, not per e-mail.
      if (repeat > 0) costs.push(stage.cost);
      report.note(
        `${repeat === 0 ? 'warm-up' : `run ${repeat}`}: ${round(stage.cost.cpuMicros / count)} us per e-mail`,
      );
      stage.now += betweenNewslettersMs;
    }
    const metered = await stage.metered();
    await sendNewsletter(metered);
    report.note(JSON.stringify(metered.meter.byKind));
    const { write, indexWrite, read } = metered.units;
    const cpu = costs.map(({ cpuMicros }) => cpuMicros / count);
    return {
      emails: count,
      cpuMicrosPerEmail: round(median(cpu)),
      cpuSpreadPercent: spreadPercent(cpu),
      writeUnitsPerEmail: round(write / count, 4),
      indexWriteUnitsPerEmail: round(indexWrite / count, 4),
      readUnitsPerEmail: round(read / count, 4),
      emailsPerSecond: Math.round(median(costs.map(({ wallMs }) => (count * 1_000) / wallMs))),
      peakRssMb: Math.round(Math.max(...costs.map(({ peakRssBytes }) => peakRssBytes)) / 2 ** 20),
    };
  } finally {
    await stage.end();
  }
}
