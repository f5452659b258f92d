// docs/cost.md, written from the same figures as the command: a test holds the page to what this makes.
import * as assume from './assumptions.ts';
import { type Bill, type BillLine, billOf, overheadPercent } from './bill.ts';
import { costOf, type PriceName, prices, pricesCollected, regions } from './prices.ts';
import type { Volume } from './usage.ts';

const emailsEach = 5;
const shown = [1_000, 100_000, 10_000_000] as const;
const million = 1_000_000;

export function costPage(): string {
  const bills = shown.map((subscribers) => billOf(volumeOf(subscribers), 'eu-west-1', 'a-la-carte'));
  const [first] = bills as [Bill, ...Bill[]];
  const waits = Object.entries(assume.waitMs).map(([name, ms]) => `${name} ${ms} ms`);
  return `${[
    '# What it costs',
    `Written by \`npm run cli -- cost --write-docs\`; any other volume: \`npm run cli -- cost --subscribers 10000 --emails-per-month 5\`.
US dollars a month, before tax. Units an e-mail are the bench's of ${first.measuredOn} (\`bench/RESULTS.json\`); prices were collected on
${pricesCollected} and stand, with their sources, at the end.`,
    `## Three sizes\n\n${sizes(bills)}`,
    `In Europe (Ireland), ${emailsEach} e-mails a month to each subscriber, 30 % of them steps of a series, 40 % of the people let us look,
5 % are new in the month. "Free" is what AWS gives every account each month for good; it counts where nothing else in the account uses it
up. SES's price here is the one a la carte. An account that is new to SES since July 2026 starts on the plan Essentials at
$0.16 for a thousand; it can be changed to a la carte in SES's console under "Pricing plan", in each region.`,
    `## At rest\n\n${lineTable(first.atRest)}`,
    `Together $${first.restUsd.toFixed(2)} at list price from the first unit on, **$${first.restAfterFreeUsd.toFixed(2)}** where the free allowances are left: they hold ten alarms, ten metrics
and three dashboards. Without them \`dashboard: false\` in \`cloud.config.ts\` saves the most. Nothing else
is paid for while nobody signs up: functions, topics, the HTTP API, the user pool and an empty table cost by use. The requests to
empty queues are not ours: Lambda asks each queue for messages, ${assume.pollsPerQueue} at a time, ${assume.pollsPerMinute} times a minute each, also when there are none.`,
    `## A million e-mails, beyond SES's own price\n\n${overheads()}`,
    `At list price from the first unit on, without what stands at rest; 200,000 subscribers.`,
    whatWouldLowerIt(),
    `## Where it goes at 100,000 subscribers\n\n${lineTable((bills[1] as Bill).mail)}`,
    `## What is assumed

- A function gets ${assume.memoryOfOneCpuMb} MB's worth of one processor, and waits for others: ${waits.join(', ')}.
- SES tells of each e-mail twice: that it was sent and that it was delivered (${assume.eventsPerEmail} events).
- Of those who let us look, ${assume.opensPerTrackedEmail} pictures are fetched for each e-mail, proxies included, and ${assume.clicksPerTrackedEmail} links followed.
- ${assume.openedShare * 100} % of the e-mails are opened and fetch ${assume.imageKbPerOpenedEmail} KB of pictures.
- A subscriber takes ${assume.subscriberKb} KB of the table, an e-mail ${assume.emailKb} KB, kept for ${assume.monthsKept} months.
- A new subscriber makes ${assume.requestsPerJoining} requests of ${assume.pageKb} KB; a pixel or a link ${assume.hitKb} KB; an invocation ${assume.logKbPerInvocation} KB of logs.
- The e-mails of a series that are due on one morning fill batches by due shard, step and variant; with few people each is alone.`,
    `## Prices\n\n${priceTable()}`,
    `The date is that of AWS's public price list for eu-west-1, for SES that for us-east-1. Where there is none, no list was read and the
price is the one that AWS's page was last known to say: compare it before you rely on it.`,
  ].join('\n\n')}\n`;
}

function whatWouldLowerIt(): string {
  const eventUsd = million * (costOf('sns-request', 'us-east-1', 1) + costOf('sqs-request', 'us-east-1', 1.2));
  const pollUsd = costOf(
    'sqs-request',
    'us-east-1',
    assume.pollsPerQueue * assume.pollsPerMinute * assume.hoursPerMonth * 60,
  );
  return `What would lower it, and why it is not done: SES's Send events cost ${money(eventUsd)} a million e-mails, but they are the first word that
settles a doubt; a queue fewer would save ${money(pollUsd)} a month at rest, but each has a pace and dead letters of its own; pictures are
sent once to each mailbox's cache at best, and smaller ones are the cheapest saving.`;
}

function volumeOf(subscribers: number): Volume {
  return { subscribers, emails: subscribers * emailsEach, series: 0.3, tracked: 0.4, joining: subscribers * 0.05 };
}

function sizes(bills: readonly Bill[]): string {
  return table(
    ['subscribers', 'e-mails', 'at rest', 'SES', 'all else', 'together', 'with free', 'a thousand e-mails'],
    bills.map((bill) => [
      count(bill.volume.subscribers),
      count(bill.volume.emails),
      money(bill.restUsd),
      money(bill.sesUsd),
      money(bill.overheadUsd),
      `**${money(bill.totalUsd)}**`,
      money(bill.totalAfterFreeUsd),
      money((bill.totalUsd / bill.volume.emails) * 1_000),
    ]),
  );
}

function overheads(): string {
  const rows = [
    { kind: 'newsletters', series: 0 },
    { kind: 'series', series: 1 },
  ].flatMap(({ kind, series }) =>
    regions.map((region) => {
      const volume = { subscribers: million / emailsEach, emails: million, series, tracked: 0.4, joining: 0 };
      const bill = billOf(volume, region, 'a-la-carte');
      const afterFree = ((bill.totalAfterFreeUsd - bill.restAfterFreeUsd - bill.sesUsd) / bill.sesUsd) * 100;
      const without = (...names: readonly PriceName[]) =>
        (bill.mail.filter(({ price }) => names.includes(price)).reduce((sum, { usd }) => sum + usd, 0) / bill.sesUsd) *
        100;
      return [
        kind,
        region,
        money(bill.overheadUsd),
        percent(overheadPercent(bill)),
        percent(without('image-gb')),
        percent(without('dynamodb-storage', 'dynamodb-backup')),
        percent(afterFree),
      ];
    }),
  );
  return table(
    ['', 'region', 'list price', "of SES's", 'of it pictures', 'of it a year of storage', 'with free'],
    rows,
  );
}

function lineTable(lines: readonly BillLine[]): string {
  return table(
    ['service', 'for', 'a month', 'each', 'US$'],
    lines.map(({ service, what, quantity, price, usd }) => [
      service,
      what,
      `${count(quantity >= 100 ? Math.round(quantity) : Number(quantity.toPrecision(2)))}`,
      prices[price].unit,
      usd.toFixed(2),
    ]),
  );
}

function priceTable(): string {
  return table(
    ['service', 'each', 'us-east-1', 'eu-west-1', 'free a month', 'price list', 'source'],
    Object.values(prices).map(({ service, unit, usd, freePerMonth, tiers, priceList, source }) => [
      service,
      unit,
      [plain(usd['us-east-1']), ...(tiers ?? []).map((tier) => `${plain(tier.usd)} above ${count(tier.above)}`)].join(
        ', ',
      ),
      plain(usd['eu-west-1']),
      freePerMonth === undefined ? '' : count(freePerMonth),
      priceList ?? '',
      source,
    ]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function money(usd: number): string {
  return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** A price as people write it, without an exponent. */
function plain(usd: number): string {
  return usd.toFixed(10).replace(/0+$/, '').replace(/\.$/, '');
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
