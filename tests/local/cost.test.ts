// The bill: worked out by hand where a hand can, held to its targets, and docs/cost.md held to what the command says.
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import recorded from '../../bench/RESULTS.json' with { type: 'json' };
import { runCli } from '../../infra/local/cli.ts';
import { markKb, pictureKb } from '../../infra/local/cost/assumptions.ts';
import { billOf, overheadPercent } from '../../infra/local/cost/bill.ts';
import { windowsWithFetches } from '../../infra/local/cost/coming.ts';
import { costPage } from '../../infra/local/cost/cost-page.ts';
import { ageAtShare, openedBy } from '../../infra/local/cost/opening-curve.ts';
import { costOf, prices, regions } from '../../infra/local/cost/prices.ts';
import { seriesBatchFill, type Volume } from '../../infra/local/cost/usage.ts';

const million = 1_000_000;
const mail = (series: number): Volume => ({ subscribers: 200_000, emails: million, series, tracked: 0.4, joining: 0 });

async function cost(line: string): Promise<string> {
  const lines: string[] = [];
  await runCli(['cost', ...line.split(' ').filter(Boolean)], {
    print: (text) => void lines.push(text),
    table: (rows) => void lines.push(JSON.stringify(rows)),
    confirm: async () => false,
  });
  return lines.join('\n');
}

describe('a price', () => {
  it('is paid by quantity, and by steps where there are steps', () => {
    expect(costOf('ses-email', 'us-east-1', million)).toBeCloseTo(100);
    expect(costOf('ses-essentials-email', 'us-east-1', 10 * million)).toBeCloseTo(1_600);
    expect(costOf('ses-essentials-email', 'us-east-1', 11 * million)).toBeCloseTo(1_600 + 140);
  });

  it('names its source', () => {
    for (const { source, usd } of Object.values(prices)) {
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
      for (const region of regions) expect(usd[region]).toBeGreaterThan(0);
    }
  });
});

describe('the bill', () => {
  it('takes the newsletter’s units from the bench', () => {
    const line = billOf(mail(0), 'us-east-1', 'a-la-carte').mail.find(
      ({ price, what }) => price === 'dynamodb-write' && what === 'newsletters',
    );
    expect(line?.quantity).toBeCloseTo(million * recorded.results.broadcast.writeUnitsPerEmail);
    expect(line?.usd).toBeCloseTo(recorded.results.broadcast.writeUnitsPerEmail * 0.625);
  });

  it('asks for the bench where a figure is missing', () => {
    const { joining, ...results } = recorded.results;
    expect(joining).toBeDefined();
    expect(() => billOf(mail(0), 'us-east-1', 'a-la-carte', { ...recorded, results })).toThrow(
      'bench/RESULTS.json lacks results.joining. Run: npm run bench',
    );
  });

  it('is its lines, and never less for more mail', () => {
    const volume = fc.record({
      subscribers: fc.integer({ min: 1, max: 10 * million }),
      emails: fc.integer({ min: 1, max: 50 * million }),
      series: fc.double({ min: 0, max: 1, noNaN: true }),
      tracked: fc.double({ min: 0, max: 1, noNaN: true }),
      joining: fc.integer({ min: 0, max: million }),
    });
    fc.assert(
      fc.property(volume, fc.constantFrom(...regions), (some, region) => {
        const bill = billOf(some, region, 'a-la-carte');
        const lines = [...bill.atRest, ...bill.mail].reduce((sum, { usd }) => sum + usd, 0);
        expect(bill.totalUsd).toBeCloseTo(lines, 6);
        expect(bill.totalAfterFreeUsd).toBeLessThanOrEqual(bill.totalUsd);
        const more = billOf({ ...some, emails: some.emails * 2 }, region, 'a-la-carte');
        expect(more.sesUsd).toBeGreaterThan(bill.sesUsd);
        expect(more.restUsd).toBe(bill.restUsd);
      }),
      { numRuns: 50 },
    );
  });

  it('fills a batch of a series as more people are due together', () => {
    expect(seriesBatchFill(0)).toBe(1);
    expect(seriesBatchFill(million)).toBe(50);
    expect(seriesBatchFill(20_000)).toBeCloseTo(20_000 / (730 / 24) / 64);
  });
});

describe('opens and clicks over time', () => {
  const fetches = fc.record({
    ofNewsletters: fc.integer({ min: 0, max: 10 * million }),
    newsletters: fc.integer({ min: 1, max: 30 }),
    others: fc.integer({ min: 0, max: 10 * million }),
  });

  it('come along a curve that only rises, and is passed at each of its points', () => {
    for (const [age, share] of openedBy) expect(ageAtShare(share)).toBeCloseTo(age, 3);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        expect(ageAtShare(Math.max(a, b))).toBeGreaterThanOrEqual(ageAtShare(Math.min(a, b)));
      }),
    );
  });

  it('meet no more windows than there are of either, and nearly one each where they are few', () => {
    fc.assert(
      fc.property(fetches, (some) => {
        const windows = windowsWithFetches(some);
        expect(windows).toBeLessThanOrEqual(730 * 180);
        expect(windows).toBeLessThanOrEqual(some.ofNewsletters + some.others + 1e-6);
        expect(windowsWithFetches({ ...some, others: some.others + 1_000 })).toBeGreaterThanOrEqual(windows);
      }),
    );
    expect(windowsWithFetches({ ofNewsletters: 100, newsletters: 1, others: 0 })).toBeGreaterThan(97);
    expect(windowsWithFetches({ ofNewsletters: 0, newsletters: 0, others: 0 })).toBe(0);
  });
});

describe('what the issue asks for', () => {
  it('at rest at most $3 a month, at list price', () => {
    for (const region of regions) expect(billOf(mail(0), region, 'a-la-carte').restUsd).toBeLessThanOrEqual(3);
  });

  it('series: at most 12 % beyond SES’s price, at list price', () => {
    for (const region of regions)
      expect(overheadPercent(billOf(mail(1), region, 'a-la-carte'))).toBeLessThanOrEqual(12);
  });

  it('newsletters: at most 5 % beyond SES’s price with what AWS gives for nothing, and 6 % at list price', () => {
    for (const region of regions) {
      const bill = billOf(mail(0), region, 'a-la-carte');
      const beyond = bill.totalAfterFreeUsd - bill.restAfterFreeUsd - bill.sesUsd;
      expect((beyond / bill.sesUsd) * 100).toBeLessThanOrEqual(5);
      expect(overheadPercent(bill)).toBeLessThanOrEqual(6);
    }
  });
});

describe('what is assumed of pictures', () => {
  it('is not less than what the build draws', async () => {
    const { images } = await import('../../functions/composition/images.ts');
    // The mark is the smallest of them. Headers of an answer take less than half a kilobyte.
    const [mark = 0, ...pictures] = Object.values(images)
      .map((base64) => Buffer.from(base64, 'base64').byteLength / 1_024)
      .toSorted((one, other) => one - other);
    expect(mark).toBeLessThan(markKb - 0.5);
    expect(pictures.length).toBeGreaterThan(3);
    expect(pictures.reduce((sum, kb) => sum + kb, 0) / pictures.length).toBeLessThan(pictureKb - 0.5);
  });
});

describe('the command', () => {
  it('tells lines, services with date and source, and sums', async () => {
    const said = await cost('--subscribers 10000 --emails-per-month 5');
    expect(said).toContain('50,000 e-mails to 10,000 subscribers');
    expect(said).toContain('"service":"DynamoDB","US$":');
    expect(said).toContain('"price list of":"2026-09-11","source":"https://aws.amazon.com/sqs/pricing/"');
    expect(said).toMatch(/together \$\d+\.\d\d at list price/);
    expect(await cost('--subscribers 10000 --emails-per-month 5 --ses-plan essentials')).toContain('SES $8.08');
  });

  it.each([
    ['', '--subscribers is missing; it must be a number from 1 to 1,000,000,000'],
    ['--subscribers ten --emails-per-month 5', '--subscribers is "ten"'],
    ['--subscribers 10 --emails-per-month -1', '--emails-per-month'],
    ['--subscribers 10 --emails-per-month 5 --series 120', '--series is "120"; it must be a number from 0 to 100'],
    [
      '--subscribers 10 --emails-per-month 5 --region mars',
      '--region is "mars"; it must be one of us-east-1, eu-west-1',
    ],
  ])('refuses "%s" with the remedy', async (line, remedy) => {
    await expect(cost(line)).rejects.toThrow(remedy);
  });
});

it('docs/cost.md is current; `npm run cli -- cost --write-docs` renews it', async () => {
  expect(await readFile(new URL('../../docs/cost.md', import.meta.url), 'utf8')).toBe(costPage());
});

it('bench/RESULTS.json and bench/RESULTS.md tell of the same figures', async () => {
  const text = await readFile(new URL('../../bench/RESULTS.md', import.meta.url), 'utf8');
  const { broadcast, drip, hits } = recorded.results;
  for (const figure of [broadcast.writeUnitsPerEmail, drip.writeUnitsPerEmail, drip.singletons.writeUnitsPerEmail]) {
    expect(text).toContain(`| ${figure} |`);
  }
  expect(text).toContain(`| ${hits.writeUnitsPerEvent} |`);
});
