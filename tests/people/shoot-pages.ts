// Photographs every public page, wide and narrow, light and dark, and lets axe look for barriers in each.
// Run it by hand: `tsx tests/people/shoot-pages.ts FOLDER [PAGE or all] [LANGUAGE]`; it fails when axe finds anything.
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import chromium from '@sparticuz/chromium';
import { type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import { PeopleWorld, pastTtlMs } from './people-world.ts';

const folder = process.argv[2] ?? '.build/pages';
const only = process.argv[3] === 'all' ? undefined : process.argv[3];
/** Of the people and of their browsers. */
const locale = process.argv[4] ?? 'en';
const looks: Record<string, BrowserContextOptions> = {
  'wide-light': { viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  'wide-dark': { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  'phone-light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2 },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', deviceScaleFactor: 2 },
};

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly fields?: Record<string, string>;
}

const world = new PeopleWorld();
const expired = world.confirmToken('late@example.com');
world.clock.advance(pastTtlMs);
const shots = await arrange();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const server = serve({ fetch: world.site.fetch, port: 0 });
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
// Made for Lambda, the package asks for a single process, which ends with its first page.
const args = chromium.args.filter((arg) => arg !== '--single-process');
const executablePath = process.env.CHROME_PATH ?? (await chromium.executablePath());
const browser = await playwright.launch({ executablePath, args });
await mkdir(folder, { recursive: true });
let barriers = 0;
for (const [look, options] of Object.entries(looks)) {
  const context = await browser.newContext({ ...options, locale, bypassCSP: true });
  for (const shot of shots.filter(({ name }) => !only || name === only))
    barriers += await shoot(look, shot, await context.newPage());
  await context.close();
}
await browser.close();
server.close();
console.log(`${shots.length * Object.keys(looks).length} pictures in ${folder}, ${barriers} barriers.`);
process.exitCode = barriers > 0 ? 1 : 0;

async function shoot(look: string, { name, path, fields }: Shot, page: Page): Promise<number> {
  if (fields) {
    // A page's own form would need clicking through; posting it from a blank form shows the same answer.
    await page.goto(`${origin}/`);
    await Promise.all([page.waitForNavigation(), page.evaluate(postScript(path, fields))]);
  } else {
    await page.goto(origin + path);
  }
  await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  for (const { id, nodes } of violations)
    console.error(`${name} ${look}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  await page.close();
  return violations.length;
}

/** A script, since these tests are compiled without the browser's types. */
function postScript(path: string, fields: Record<string, string>): string {
  return `const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(path)} });
    for (const [name, value] of Object.entries(${JSON.stringify(fields)})) {
      form.append(Object.assign(document.createElement('input'), { name, value }));
    }
    document.body.append(form);
    form.submit();`;
}

async function arrange(): Promise<Shot[]> {
  await world.signUp('new@example.com', { tracking: true, locale });
  await world.signUp('late@example.com', { locale });
  await world.signUp('bounced@example.com', { locale });
  await world.subscribers.save({ ...world.known('bounced@example.com'), status: 'bounced' });
  for (const name of ['fresh', 'anna', 'gone', 'back', 'pref', 'asked', 'no', 'book', 'marks', 'quiet']) {
    if (name === 'fresh') await world.signUp(`${name}@example.com`, { locale });
    else await world.join(`${name}@example.com`, { tracking: true, locale });
  }
  const allOff = { 'shown-series': 'yes', 'shown-newsletter': 'yes' };
  const leave = (name: string) => world.leaveToken(`${name}@example.com`);
  const confirm = (name: string) => world.confirmToken(`${name}@example.com`);
  await world.post(`/unsubscribe/${leave('gone')}`);
  return [
    { name: 'sign-up', path: '/?source=fair' },
    {
      name: 'sign-up-errors',
      path: '/signup',
      fields: { email: 'anna@clinic', firstName: 'Anna', wording: '2026-11', locale },
    },
    { name: 'check-your-mail', path: '/signup/check-your-mail' },
    { name: 'confirm', path: `/confirm/${confirm('new')}` },
    { name: 'confirmed', path: `/confirm/${confirm('fresh')}`, fields: {} },
    { name: 'already', path: `/confirm/${confirm('anna')}` },
    { name: 'expired', path: `/confirm/${expired}` },
    { name: 'asked-again', path: `/confirm/${expired}`, fields: { action: 'again' } },
    { name: 'unreachable', path: `/confirm/${confirm('bounced')}` },
    { name: 'closed', path: `/confirm/${confirm('gone')}` },
    { name: 'leave', path: `/unsubscribe/${leave('anna')}` },
    { name: 'left', path: `/unsubscribe/${leave('gone')}` },
    { name: 'undone', path: `/unsubscribe/${leave('back')}`, fields: { action: 'undo' } },
    { name: 'stopped', path: `/unsubscribe/${leave('bounced')}` },
    { name: 'preferences', path: `/preferences/${leave('anna')}` },
    { name: 'preferences-saved', path: `/preferences/${leave('pref')}`, fields: { tracking: 'on' } },
    { name: 'preferences-all-off', path: `/preferences/${leave('quiet')}`, fields: allOff },
    { name: 'marks', path: `/answer/${leave('asked')}/marks` },
    { name: 'marks-error', path: `/answer/${leave('asked')}/marks`, fields: {} },
    { name: 'marks-thanks', path: `/answer/${leave('marks')}/marks`, fields: { answer: 'rolling' } },
    { name: 'interest', path: `/answer/${leave('asked')}/interest` },
    { name: 'interest-book', path: `/answer/${leave('book')}/interest`, fields: { answer: 'book' } },
    { name: 'not-found', path: '/nowhere' },
  ];
}
