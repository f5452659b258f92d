// Every e-mail in every language in a browser: no accessibility violation in light or dark, every picture drawn, and
// nothing wider than the narrowest phone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gallery } from '../../.build/gallery.mjs';
import { images } from '../../.build/images.mjs';
import { samplePeople } from '../../functions/domain/sample-people.ts';
import { showEmail } from '../../functions/usecases/show-email.ts';
import { compiler, origin, renderer } from '../rendering/built.ts';
import { launchBrowser } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** An e-mail is a part of the mail program's page, which has the landmarks. */
const notForMail = ['region', 'landmark-one-main', 'landmark-no-duplicate-banner'];
const narrowest = { width: 320, height: 800 };
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: narrowest });
  await page.route(`${origin}/images/*`, (route) => {
    const png = images[route.request().url().split('/').at(-1) ?? ''];
    return png === undefined ? route.abort() : route.fulfill({ body: Buffer.from(png, 'base64') });
  });
});
afterAll(() => browser.close());

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

async function violations(options: object): Promise<string[]> {
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  const { violations } = found as { violations: readonly Violation[] };
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

const shown = async (template: string, locale: string, id: string) => {
  const person = samplePeople.find((one) => one.id === id) ?? samplePeople[0];
  const deps = { gallery: { view: async () => gallery }, renderer, compiler };
  return (await showEmail(deps, { template, locale, person }))?.html ?? '';
};

describe.each(gallery.emails)('$template ($locale)', ({ template, locale }) => {
  it('is for everybody, in light and in dark, on the narrowest phone', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setContent(await shown(template, locale, 'named'), { waitUntil: 'load' });
    await page.evaluate(axe);
    const rules = Object.fromEntries(notForMail.map((rule) => [rule, { enabled: false }]));
    expect(await violations({ rules })).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const broken = 'Array.from(document.images).filter((image) => !image.complete || image.naturalWidth === 0).length';
    expect(await page.evaluate(broken)).toBe(0);
    // Only colours differ in the dark.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations({ runOnly: ['color-contrast'] })).toEqual([]);
  });
});

it.each(samplePeople)('a name such as $id keeps within the narrowest phone', async ({ id }) => {
  await page.setContent(await shown('welcome', 'en', id), { waitUntil: 'load' });
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
});

it('finds a violation where there is one', async () => {
  const poor =
    '<html lang="en"><title>x</title><body style="background:#fff"><p style="color:#bbb">Pale words</p><img src="x.png"></body></html>';
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setContent(poor);
  await page.evaluate(axe);
  expect((await violations({})).join('\n')).toMatch(/color-contrast[\s\S]*image-alt/);
});
