// Photographs the staff pages on a seeded clinic, desktop and phone, light and dark, into .build/shots/staff: to be looked at.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as engine, type Page } from 'playwright-core';
import { newsletterShell } from '../../.build/newsletter-shell.mjs';
import { templates } from '../../.build/templates.mjs';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { hasConsent } from '../../functions/domain/subscriber.ts';
import { dayMs } from '../../functions/domain/time.ts';
import { testPassword } from '../../infra/local/sign-in/test-users.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars, seededClinic, seedNow } from '../staff/seeded-clinic.ts';
import { type StaffServer, startStaffServer } from '../staff/staff-server.ts';

const folder = fileURLToPath(new URL('../../.build/shots/staff/', import.meta.url));
const screens = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } } as const;
const schemes = ['light', 'dark'] as const;

type Screen = keyof typeof screens;
type Scheme = (typeof schemes)[number];

async function shootAll(browser: Browser, server: StaffServer, prefix: string, only?: string): Promise<void> {
  for (const screen of Object.keys(screens) as Screen[]) {
    for (const scheme of schemes) {
      const context = await browser.newContext({ viewport: screens[screen], colorScheme: scheme });
      const page = await context.newPage();
      await signIn(page, server);
      for (const [name, open] of Object.entries(views)) {
        if (only && !name.includes(only)) continue;
        await open(page, server);
        await shoot(page, `${prefix}${name}`, screen, scheme);
      }
      await context.close();
    }
  }
}

const views: Record<string, (page: Page, server: StaffServer) => Promise<unknown>> = {
  journey: (page, { origin }) => page.goto(`${origin}/staff`),
  explained: async (page, { origin }) => {
    await page.goto(`${origin}/staff`);
    const summary = page.locator('summary', { hasText: 'How opens and clicks are counted' });
    if ((await summary.count()) > 0) await summary.click();
  },
  newsletters: (page, { origin }) => page.goto(`${origin}/staff/newsletters`),
  issue: async (page, { origin }) => {
    await page.goto(`${origin}/staff/newsletters`);
    await follow(page, 'tbody tr:nth-child(2) a');
  },
  compose: async (page, { origin }) => {
    await page.goto(`${origin}/staff/newsletters`);
    await follow(page, 'tbody tr:nth-child(1) a');
    await follow(page, 'a:text("Edit")');
    await page.waitForTimeout(300);
  },
  send: async (page, { origin }) => {
    await page.goto(`${origin}/staff/newsletters`);
    await follow(page, 'tbody tr:nth-child(1) a');
    await follow(page, 'a:text("Continue to sending")');
  },
  mistake: async (page, { origin }) => {
    await page.goto(`${origin}/staff/newsletters/new`);
    await page.fill('#subject', 'A subject without a text');
    await page.evaluate('document.querySelector("#markdown").removeAttribute("required")');
    await page.click('button[value="stay"]');
  },
  leads: (page, { origin }) => page.goto(`${origin}/staff/leads`),
  links: (page, { origin }) => page.goto(`${origin}/staff/links`),
  'links-mistake': async (page, { origin }) => {
    await page.goto(`${origin}/staff/links`);
    await page.fill('#address', 'https://www.lumenskin.example/book');
    await page.click('button:text("Find the link")');
  },
  'links-question': async (page, { origin }) => {
    await page.goto(`${origin}/staff/links`);
    await follow(page, 'tbody tr:nth-child(1) a');
  },
  'subscriber-silent': async (page, { origin }) => {
    await page.goto(`${origin}/staff/subscribers/${silent}`);
  },
  notices: (page, { origin }) => page.goto(`${origin}/staff/notices`),
  subscribers: (page, { origin }) => page.goto(`${origin}/staff/subscribers`),
  subscriber: async (page, { origin }) => {
    await page.goto(`${origin}/staff/subscribers`);
    await follow(page, 'tbody tr:nth-child(4) a');
  },
  'signed-out': (page, { origin }) => page.goto(`${origin}/staff/signed-out`),
};

/** Somebody tracked who gave no sign is taken for silent; answers her id. */
async function silence({ state, subscribers, evidence }: MemoryWorld): Promise<string> {
  for (const one of state.subscribers.values()) {
    if (one.status !== 'active' || !hasConsent(one, 'tracking')) continue;
    const walks = [...state.enrolments.values()].filter(({ subscriberId }) => subscriberId === one.id);
    const slots = walks.flatMap(({ sends }) => sends.map(({ batchId = '', slot = 0 }) => ({ batchId, slot })));
    if (slots.length < 3 || (await evidence.getMany(slots)).length > 1) continue;
    await subscribers.save({ ...one, sunsetSince: seedNow - 3 * dayMs });
    return one.id;
  }
  throw new Error('Everybody gave a sign.');
}

async function follow(page: Page, link: string): Promise<void> {
  if ((await page.locator(link).count()) > 0) await page.click(link);
}

async function signIn(page: Page, { origin }: StaffServer): Promise<void> {
  await page.goto(`${origin}/staff`);
  await page.fill('input[name=email]', 'editor@clinic.test');
  await page.fill('input[name=password]', testPassword);
  await Promise.all([page.waitForURL(`${origin}/staff`), page.click('button')]);
}

async function shoot(page: Page, name: string, screen: Screen, scheme: Scheme): Promise<void> {
  await page.waitForLoadState('networkidle');
  // A frame outside the window is not painted until it was seen once.
  const frame = page.locator('iframe:not([hidden])');
  if ((await frame.count()) > 0) {
    await frame.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    await page.evaluate('scrollTo(0, 0)');
  }
  await page.screenshot({ path: `${folder}${name}-${screen}-${scheme}.png`, fullPage: true });
}

mkdirSync(folder, { recursive: true });
const only = process.argv[2];
const world = await seededClinic();
const silent = await silence(world);
const server = await startStaffServer(world, {
  ports: (clinic) => ({
    renderer: makeRenderer({ clinic, origin: clinic.linkOrigin, templates }),
    compiler: makeContentCompiler({ clinic, origin: clinic.linkOrigin, shell: newsletterShell }),
  }),
});
const empty = await startStaffServer(new MemoryWorld({ now: seedNow, journeys: [acneScars] }));
// Made for Lambda, the package asks for a single process, which ends with its first page.
const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--disable-web-security');
const browser = await engine.launch({
  executablePath: process.env.CHROME_PATH ?? (await chromium.executablePath()),
  args,
});
try {
  await shootAll(browser, server, '', only);
  if (!only) await shootAll(browser, empty, 'empty-', 's');
} finally {
  await browser.close();
  await Promise.all([server.end(), empty.end()]);
}
