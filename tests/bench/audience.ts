// Newsletters to an audience, through the planner and the sender: what one e-mail costs in CPU of both and in units of the table.
import { DividedStage } from './divided-stage.ts';
import type { Cost } from './invoker.ts';
import { median, type Report, round, spreadPercent } from './measure.ts';
import { audience, sendNewsletters } from './newsletter-run.ts';
import { MeteredStage, type Stage } from './stage.ts';

export interface BroadcastFigures extends Readonly<Record<string, unknown>> {
  readonly cpuMicrosPerEmail: number;
  readonly writeUnitsPerEmail: number;
  readonly readUnitsPerEmail: number;
  readonly peakRssMb: number;
}

export interface Audience {
  readonly stage: Stage;
  readonly count: number;
  readonly issuesPerRun: number;
}

/**
 * A run is as many issues as make so many e-mails: garbage is collected every few thousand, and an audience of one
 * thousand pays for it now and then, like all others.
 */
export async function inviteAudience(report: Report, count: number, emailsPerRun: number): Promise<Audience> {
  const stage = await DividedStage.start();
  report.note(`inviting ${count} people`);
  await stage.engines.seedNewsletters(stage.now);
  await stage.engines.seed({ ...audience, count });
  return { stage, count, issuesPerRun: Math.max(1, Math.round(emailsPerRun / count)) };
}

export async function runOnce(report: Report, audience: Audience, name: string): Promise<Cost> {
  const { stage, count, issuesPerRun } = audience;
  await sendToAll(stage, count, issuesPerRun);
  report.note(`${count} people, ${name}: ${round(stage.cost.cpuMicros / count / issuesPerRun)} us an e-mail`);
  return stage.cost;
}

export async function figuresOf(
  report: Report,
  { stage, count, issuesPerRun }: Audience,
  costs: readonly Cost[],
): Promise<BroadcastFigures> {
  const metered = new MeteredStage(stage);
  await sendToAll(metered, count, 1);
  report.note(`units: ${JSON.stringify(metered.meter.byKind)}`);
  const { write, indexWrite, read } = metered.meter.units;
  const emailsOfRun = count * issuesPerRun;
  const cpu = costs.map(({ cpuMicros }) => cpuMicros / emailsOfRun);
  return {
    emails: count,
    issuesPerRun,
    cpuMicrosPerEmail: round(median(cpu)),
    cpuSpreadPercent: spreadPercent(cpu),
    writeUnitsPerEmail: round(write / count, 4),
    indexWriteUnitsPerEmail: round(indexWrite / count, 4),
    readUnitsPerEmail: round(read / count, 4),
    emailsPerSecond: Math.round(median(costs.map(({ wallMs }) => (emailsOfRun * 1_000) / wallMs))),
    peakRssMb: Math.round(Math.max(...costs.map(({ peakRssBytes }) => peakRssBytes)) / 2 ** 20),
  };
}

async function sendToAll(stage: Stage, count: number, issues: number): Promise<void> {
  const emails = await sendNewsletters(stage, issues);
  if (emails !== count * issues) throw new Error(`SES took ${emails} e-mails of ${count * issues}.`);
}
