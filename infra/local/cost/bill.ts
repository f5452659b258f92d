// A month's bill: lines of usage with their prices, at rest and per e-mail, before and after what AWS gives for nothing.
import { type Measured, readMeasured } from './measured.ts';
import { costOf, type PriceName, prices, type Region } from './prices.ts';
import { standingUsage } from './standing.ts';
import { type Line, usageOf, type Volume } from './usage.ts';

export interface BillLine extends Line {
  readonly service: string;
  /** In US dollars, at list price from the first one on. */
  readonly usd: number;
}

export interface Bill {
  readonly region: Region;
  readonly volume: Volume;
  /** Of the bench's figures. */
  readonly measuredOn: string;
  readonly atRest: readonly BillLine[];
  readonly mail: readonly BillLine[];
  readonly restUsd: number;
  readonly sesUsd: number;
  /** What mail costs beyond SES's own price; what stands at rest is not in it. */
  readonly overheadUsd: number;
  readonly totalUsd: number;
  /** The whole bill where this is all that runs in the account. */
  readonly totalAfterFreeUsd: number;
  readonly restAfterFreeUsd: number;
}

export type SesPlan = 'a-la-carte' | 'essentials';

/** Throws StartProblem where the bench's record lacks a figure. */
export function billOf(volume: Volume, region: Region, plan: SesPlan, record?: unknown): Bill {
  const { date, results } = readMeasured(record);
  const atRest = standingUsage(results).map((line) => priced(line, region));
  const mail = mailLines(volume, results, plan).map((line) => priced(line, region));
  const restUsd = total(atRest);
  const sesUsd = total(mail.filter(({ service }) => service === 'SES'));
  const overheadUsd = total(mail) - sesUsd;
  return {
    region,
    volume,
    measuredOn: date,
    atRest,
    mail,
    restUsd,
    sesUsd,
    overheadUsd,
    totalUsd: restUsd + sesUsd + overheadUsd,
    totalAfterFreeUsd: afterFree([...atRest, ...mail], region),
    restAfterFreeUsd: afterFree(atRest, region),
  };
}

/** The overhead in percent of what SES takes for the same e-mails. */
export function overheadPercent({ overheadUsd, sesUsd }: Bill): number {
  return (overheadUsd / sesUsd) * 100;
}

function mailLines(volume: Volume, measured: Measured, plan: SesPlan): Line[] {
  const lines = usageOf(volume, measured).filter(({ quantity }) => quantity > 0);
  if (plan === 'a-la-carte') return lines;
  return lines.map((line) => (line.price === 'ses-email' ? { ...line, price: 'ses-essentials-email' } : line));
}

function priced(line: Line, region: Region): BillLine {
  return { ...line, service: prices[line.price].service, usd: costOf(line.price, region, line.quantity) };
}

/** What is free is free once for each price, whatever it is used for. */
function afterFree(lines: readonly BillLine[], region: Region): number {
  const byPrice = Map.groupBy(lines, ({ price }) => price);
  return [...byPrice].reduce((sum, [name, same]) => {
    const quantity = same.reduce((all, line) => all + line.quantity, 0);
    return sum + costOf(name as PriceName, region, Math.max(0, quantity - (prices[name].freePerMonth ?? 0)));
  }, 0);
}

function total(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
