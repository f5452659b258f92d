// `npm run cli -- cost`: what a month costs at AWS's list prices, line by line, from what the bench measured.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Bill, type BillLine, billOf, overheadPercent, type SesPlan } from '../cost/bill.ts';
import { costPage } from '../cost/cost-page.ts';
import { prices, pricesCollected, regions } from '../cost/prices.ts';
import type { Volume } from '../cost/usage.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';

const page = fileURLToPath(new URL('../../../docs/cost.md', import.meta.url));
const plans: readonly SesPlan[] = ['a-la-carte', 'essentials'];

export const costCommands: Readonly<Record<string, Command>> = {
  cost: {
    usage: 'cost --subscribers N --emails-per-month N',
    does: 'what a month costs; also --series 30, --tracked 40, --joining 5 (percent), --region, --ses-plan, --write-docs',
    options: {
      subscribers: { type: 'string' },
      'emails-per-month': { type: 'string' },
      series: { type: 'string' },
      tracked: { type: 'string' },
      joining: { type: 'string' },
      region: { type: 'string' },
      'ses-plan': { type: 'string' },
      'write-docs': { type: 'boolean' },
    },
    run: tellCost,
  },
};

async function tellCost({ options, terminal }: Asked): Promise<void> {
  if (options['write-docs']) {
    await writeFile(page, costPage());
    terminal.print('Wrote docs/cost.md.');
    return;
  }
  const volume = readVolume(options);
  const region = oneOf('region', options.region ?? regions[0], regions);
  const plan = oneOf('ses-plan', options['ses-plan'] ?? plans[0], plans);
  const bill = billOf(volume, region, plan);
  terminal.print(`At rest, a month in ${region}:`);
  terminal.table(bill.atRest.map(rowOf));
  terminal.print(`${count(volume.emails)} e-mails to ${count(volume.subscribers)} subscribers:`);
  terminal.table(bill.mail.map(rowOf));
  terminal.print('By service:');
  terminal.table(servicesOf(bill));
  for (const line of inWords(bill)) terminal.print(line);
}

/** Throws StartProblem that names the option, its value and what it must be. */
export function readVolume(options: Asked['options']): Volume {
  const subscribers = readNumber('subscribers', options.subscribers, 1, 1_000_000_000);
  const perMonth = readNumber('emails-per-month', options['emails-per-month'], 0, 1_000);
  const percent = (name: string, normal: number) => readNumber(name, options[name] ?? String(normal), 0, 100) / 100;
  return {
    subscribers,
    emails: subscribers * perMonth,
    series: percent('series', 30),
    tracked: percent('tracked', 40),
    joining: subscribers * percent('joining', 5),
  };
}

function readNumber(name: string, written: string | boolean | undefined, least: number, most: number): number {
  const value = Number(written);
  if (typeof written === 'string' && /^\d+(\.\d+)?$/.test(written) && value >= least && value <= most) return value;
  const said = written === undefined ? 'is missing' : `is "${written}"`;
  throw new StartProblem(`--${name} ${said}; it must be a number from ${count(least)} to ${count(most)}, such as 10.`);
}

function oneOf<Choice extends string>(name: string, value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found) return found;
  throw new StartProblem(`--${name} is "${value}"; it must be one of ${choices.join(', ')}.`);
}

function rowOf({ service, what, quantity, price, usd }: BillLine): object {
  return { service, what, quantity: round(quantity), unit: prices[price].unit, US$: Number(usd.toFixed(2)) };
}

/** What each service takes, with the date and the source of its prices. */
function servicesOf({ atRest, mail }: Bill): object[] {
  const byService = Map.groupBy([...atRest, ...mail], ({ service }) => service);
  return [...byService].map(([service, lines]) => ({
    service,
    US$: Number(lines.reduce((sum, { usd }) => sum + usd, 0).toFixed(2)),
    'price list of': prices[(lines[0] as BillLine).price].priceList ?? 'none read',
    source: prices[(lines[0] as BillLine).price].source,
  }));
}

function inWords(bill: Bill): string[] {
  return [
    `At rest $${bill.restUsd.toFixed(2)}; SES $${bill.sesUsd.toFixed(2)}; all else ${money(bill)}; together $${bill.totalUsd.toFixed(2)} at list price.`,
    `With what AWS gives every account each month for nothing: $${bill.totalAfterFreeUsd.toFixed(2)} (at rest $${bill.restAfterFreeUsd.toFixed(2)}).`,
    `Units from bench/RESULTS.json of ${bill.measuredOn}; prices collected on ${pricesCollected}; what is assumed stands in docs/cost.md.`,
  ];
}

function money(bill: Bill): string {
  const percent = bill.sesUsd > 0 ? ` (${overheadPercent(bill).toFixed(1)} % of SES's)` : '';
  return `$${bill.overheadUsd.toFixed(2)}${percent}`;
}

function round(quantity: number): number {
  return quantity >= 100 ? Math.round(quantity) : Number(quantity.toPrecision(3));
}

function count(value: number): string {
  return value.toLocaleString('en');
}
