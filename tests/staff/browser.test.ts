// The staff pages in a browser: no accessibility violation (axe), no error in the console, and the live preview.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gallery } from '../../.build/gallery.mjs';
import { newsletterShell } from '../../.build/newsletter-shell.mjs';
import { templates } from '../../.build/templates.mjs';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { testPassword } from '../../infra/local/sign-in/test-users.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import { seededClinic } from './seeded-clinic.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const previewWaitMs = 10_000;
let world: MemoryWorld;
let server: StaffServer;
let browser: Browser;

beforeAll(async () => {
  world = await seededClinic();
  server = await startStaffServer(world, {
    ports: (clinic) => ({
      renderer: makeRenderer({ clinic, origin: clinic.linkOrigin, templates }),
      gallery: { view: async () => gallery },
      compiler: makeContentCompiler({ clinic, origin: clinic.linkOrigin, shell: newsletterShell }),
    }),
  });
  const executablePath = process.env.CHROME_PATH ?? (await chromium.executablePath());
  // Made for Lambda, the package asks for a single process, which ends with its first page, and switches web security off.
  const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--disable-web-security');
  browser = await playwright.launch({ executablePath, args });
});
afterAll(async () => {
  await browser.close();
  await server.end();
});

async function signedIn(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${server.origin}/staff`);
  await fillSignIn(page, 'editor');
  return { context, page };
}

async function fillSignIn(page: Page, role: string): Promise<void> {
  await page.fill('input[name=email]', `${role}@clinic.test`);
  await page.fill('input[name=password]', testPassword);
  await Promise.all([page.waitForURL(/\/staff(\?|$)/), page.click('button')]);
}

async function violations(page: Page): Promise<string[]> {
  // Playwright's own evaluation is not held to the page's content security policy.
  const found = await page.evaluate(`${axe}; axe.run(document, { iframes: false })`);
  const { violations } = found as {
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}

function pagesToCheck(): string[] {
  const broadcasts = [...world.state.broadcasts.values()];
  const draft = broadcasts.find(({ state }) => state === 'draft')?.id;
  const sent = broadcasts.find(({ state }) => state === 'sent')?.id;
  const [enrolment] = world.state.enrolments.values();
  return [
    '/staff',
    '/staff/newsletters',
    '/staff/newsletters/new',
    `/staff/newsletters/${draft}/edit`,
    `/staff/newsletters/${draft}/send`,
    `/staff/newsletters/${sent}`,
    '/staff/subscribers',
    `/staff/subscribers/${enrolment?.subscriberId}?done=goal`,
    '/staff/leads',
    '/staff/links?done=restore',
    '/staff/links/0123456789abcdef/0',
    '/staff/templates',
    '/staff/templates/understanding-scars/en/long',
    '/staff/templates/welcome/es/right-to-left',
    '/staff/sending',
    '/staff/sending/stop',
    '/staff/signed-out',
    '/staff/nothing-here',
  ];
}

describe.each([
  ['desktop, light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['phone, dark', { viewport: { width: 360, height: 800 }, colorScheme: 'dark' }],
] as const)('on a %s', (_name, options) => {
  it('no page has an accessibility violation, an error or a sideways scroll', { timeout: 60_000 }, async () => {
    const { context, page } = await signedIn(options);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    for (const path of pagesToCheck()) {
      await page.goto(`${server.origin}${path}`, { waitUntil: 'load' });
      if (path === '/staff') await page.click('summary');
      expect(await violations(page), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
      const broken =
        'Array.from(document.images).filter((image) => !image.complete || image.naturalWidth === 0).length';
      expect(await page.evaluate(broken), path).toBe(0);
    }
    expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
    await context.close();
  });
});

describe('the preview', () => {
  const frameText = async (page: Page): Promise<string> => {
    const frame = page.frameLocator('iframe:not([hidden])');
    return (await frame.locator('body').textContent()) ?? '';
  };

  it('follows the typing, and the back button still leaves the page', async () => {
    const { context, page } = await signedIn();
    await page.goto(`${server.origin}/staff/newsletters`);
    await page.click('a:text("Write a newsletter")');
    await page.fill('#subject', 'A first subject');
    await page.fill('#markdown', 'The **first** words.');
    await expect.poll(() => frameText(page), { timeout: previewWaitMs }).toContain('The first words.');
    await page.fill('#markdown', 'Quite other words.');
    await expect.poll(() => frameText(page), { timeout: previewWaitMs }).toContain('Quite other words.');
    expect(await page.locator('iframe').count()).toBe(1);
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe('/staff/newsletters');
    await context.close();
  });

  it('comes by a button without JavaScript, and nothing typed is lost', async () => {
    const { context, page } = await signedIn({ javaScriptEnabled: false });
    await page.goto(`${server.origin}/staff/newsletters/new`);
    await page.fill('#subject', 'Without script');
    await page.fill('#markdown', 'Words without script.');
    await page.click('#show-preview');
    await expect.poll(() => frameText(page), { timeout: previewWaitMs }).toContain('Words without script.');
    expect(await page.inputValue('#markdown')).toBe('Words without script.');
    await page.click('button[value="send"]');
    await page.waitForURL(/\/send$/);
    expect(await page.textContent('h1')).toContain('Without script');
    await context.close();
  });
});

describe('a shared computer', () => {
  it('lets the next person sign in as herself', async () => {
    const { context, page } = await signedIn();
    await page.click('button:text("Sign out")');
    await page.click('a:text("Sign in again")');
    await fillSignIn(page, 'viewer');
    expect(await page.textContent('header')).toContain('viewer@clinic.test');
    await context.close();
  });
});
