// docs/cost.md, written from the same figures as the command: a test holds the page to what this makes.
import * as assume from './assumptions.ts';
import { type Bill, type BillLine, billOf, overheadPercent } from './bill.ts';
import { openedBy } from './opening-curve.ts';
import { costOf, type PriceName, prices, pricesCollected, regions } from './prices.ts';
import type { Volume } from './usage.ts';

const emailsEach = 5;
const shown = [1_000, 100_000, 10_000_000] as const;
const million = 1_000_000;
const newsletterAimPercent = 5;
const newslettersOnly: Volume = {
  subscribers: million / emailsEach,
  emails: million,
  series: 0,
  tracked: 0.4,
  joining: 0,
};

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
    `Together **$${first.restUsd.toFixed(2)}** at list price, from the first unit on and leaning on no allowance; $${first.restAfterFreeUsd.toFixed(2)} where the free allowances are left.
Nothing else is paid for while nobody signs up: functions, topics, the HTTP API, the user pool and an empty table cost by use, and of our
own metrics none is written then. The requests to empty queues are not ours: Lambda asks each queue for messages, ${assume.pollsPerQueue} at a time,
${assume.pollsPerMinute} times a minute each, also when there are none. What may be added in \`cloud.config.ts\`:`,
    options(),
    `## A million e-mails, beyond SES's own price\n\n${overheads()}`,
    `At list price from the first unit on, without what stands at rest; 200,000 subscribers.`,
    whatWouldLowerIt(),
    `## Where it goes at 100,000 subscribers\n\n${lineTable((bills[1] as Bill).mail)}`,
    `## What is assumed

- A function gets ${assume.memoryOfOneCpuMb} MB's worth of one processor, and waits for others: ${waits.join(', ')}.
- SES tells of each e-mail twice: that it was sent and that it was delivered (${assume.eventsPerEmail} events).
- Of those who let us look, ${assume.opensPerTrackedEmail} pictures are fetched for each e-mail, proxies included, and ${assume.clicksPerTrackedEmail} links followed.
- ${curveText()}
- So they come to the bench: one by one, evenly along that curve, ${Math.round((assume.clicksPerTrackedEmail / assume.opensPerTrackedEmail) * 100)} clicks for a hundred opens, of the 400 readers of a slice of a thousand who let us
  look; half the clicks follow the booking link and make warm leads. Each click's numbers are made anew within two minutes, those of opens the later, the
  older the e-mail is, and every such rollup is in the units. Opens and clicks of a series are taken to come along the same curve.
- Each open or click is sent and received alone. Those of one window of twenty seconds share an invocation, and ten a request that deletes them.
- ${assume.openedShare * 100} % of the e-mails are opened. Who opens fetches the clinic's mark (${assume.markKb} KB) and one picture (${assume.pictureKb} KB) and keeps them for the month, as
  their answers allow for a year: all newsletters show the same two, each step of a series has a picture of its own. Proxies of mailboxes
  fetch one copy for many readers; that is not counted.
- E-mails, opens and clicks are kept for ${assume.monthsKept} months, in the bytes that the bench finds in the table after them.
- Two metrics of our own are written in ${assume.sendingHoursPerDay} hours of a day, while mail is sent; CloudWatch takes money by the hour.
- A new subscriber makes ${assume.requestsPerJoining} requests of ${assume.pageKb} KB; a pixel or a link ${assume.hitKb} KB; an invocation ${assume.logKbPerInvocation} KB of logs.
- The e-mails of a series that are due on one morning fill batches by due shard, step and variant; with few people each is alone.`,
    `## Prices\n\n${priceTable()}`,
    `The date is that of AWS's public price list for eu-west-1, for SES that for us-east-1. Where there is none, no list was read and the
price is the one that AWS's page was last known to say: compare it before you rely on it.`,
  ].join('\n\n')}\n`;
}

/** The curve in words, with its sources. */
function curveText(): string {
  const steps = openedBy.slice(1).map(([ageMs, share]) => {
    const hours = ageMs / 3_600_000;
    return `${Number((share * 100).toFixed(1))} % within ${hours < 48 ? `${hours} h` : `${hours / 24} days`}`;
  });
  return `Of all opens and clicks come ${steps.join(', ')}. The first day is GetResponse's benchmark of 2020 (5.5 billion e-mails), the week
  Mailchimp's of 2006 (two thousand campaigns); what lies between is taken as even.`;
}

function options(): string {
  const each = (name: PriceName) => money(costOf(name, 'eu-west-1', 1));
  return table(
    ['setting', 'what', 'a month'],
    [
      [
        '`dashboard: true`',
        'the dashboard',
        `${each('dashboard')}; nothing for the first three of an account, for good`,
      ],
      ['`keysCopy`', 'a copy of the keys in a second region', each('secret')],
      ['`ownKey: true`', "the clinic's own key for everything at rest", each('key')],
      ['`hostedZone`', 'a zone in Route 53, where the domain has none yet', each('hosted-zone')],
      ['`firewall`', 'a web ACL with three rules', 'about $8'],
    ],
  );
}

function whatWouldLowerIt(): string {
  const eventUsd = million * (costOf('sns-request', 'us-east-1', 1) + costOf('sqs-request', 'us-east-1', 1.2));
  const polls = assume.pollsPerQueue * assume.pollsPerMinute * assume.hoursPerMonth * 60;
  const [us, europe] = regions.map((region) => overheadPercent(billOf(newslettersOnly, region, 'a-la-carte')));
  return `The aim for newsletters is ${newsletterAimPercent} %. It is kept where the free allowances are left; at list price ${percent((us ?? 0) - newsletterAimPercent)} are missing in us-east-1 and
${percent((europe ?? 0) - newsletterAimPercent)} in eu-west-1. What would lower it, and why it is not done: SES's Send events cost ${money(eventUsd)} a million e-mails, but they are the first word that
settles a doubt, and a doubt is not known before the call; the deliveries cost the same, and without them neither an open's age nor a
delivery's number would be known. Opens could be counted still more rarely, but staff look at a newsletter's first day. Evidence could be
packed, or fall away once its numbers are sealed, and be cheaper to keep; then nobody could read afterwards why an open was graded
as it was. A queue fewer would save ${money(costOf('sqs-request', 'us-east-1', polls))} a month at rest, but those that are left have a pace of their own.`;
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
      const bill = billOf({ ...newslettersOnly, series }, region, 'a-la-carte');
      const afterFree = ((bill.totalAfterFreeUsd - bill.restAfterFreeUsd - bill.sesUsd) / bill.sesUsd) * 100;
      const share = (isMeant: (line: BillLine) => boolean) =>
        (bill.mail.filter(isMeant).reduce((sum, { usd }) => sum + usd, 0) / bill.sesUsd) * 100;
      return [
        kind,
        region,
        money(bill.overheadUsd),
        percent(overheadPercent(bill)),
        percent(share(({ what }) => what === "SES's events")),
        percent(share(({ what }) => what.startsWith('pictures'))),
        percent(share(({ price }) => price === 'dynamodb-storage' || price === 'dynamodb-backup')),
        percent(afterFree),
      ];
    }),
  );
  return table(
    [
      '',
      'region',
      'list price',
      "of SES's",
      "of it SES's events",
      'of it pictures',
      'of it a year of storage',
      'with free',
    ],
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
