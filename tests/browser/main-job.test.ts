// The main job as a person sees it, in a real browser: signs up, confirms, reads her first e-mail; staff sign in.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../../infra/local/sign-in/test-users.ts';
import { startOwn } from '../journeys/own-runner.ts';
import { launchBrowser } from './browser.ts';

const address = 'Anna.Reader@example.com';

describe('in a browser', () => {
  const { runner } = startOwn();
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ timezoneId: 'Europe/Warsaw', locale: 'en-GB' });
  }, 60_000);
  afterAll(() => browser?.close());

  it('signs up, confirms, and reads the first e-mail in the mailbox', async () => {
    await page.goto(runner().origin);
    await page.getByLabel('E-mail', { exact: true }).fill(address);
    await page.getByLabel(/First name/).fill('Anna');
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: 'Send me the series' }).click();
    await page.waitForURL(/check-your-mail/);

    await runner().settle();
    await openNewestMail(page, runner().origin);
    const [confirming] = await Promise.all([
      page.context().waitForEvent('page'),
      mailFrame(page).getByRole('link', { name: 'Yes, this is my address' }).click(),
    ]);
    await confirming.getByRole('main').getByRole('button').first().click();
    await confirming
      .getByRole('heading', { level: 1 })
      .filter({ hasNotText: /one click|confirm/i })
      .waitFor();

    await runner().settle();
    await openNewestMail(page, runner().origin);
    await mailFrame(page).getByText('Hello Anna,').waitFor();
    expect(await mailFrame(page).locator('body').innerText()).toContain('Which of these do you see?');
  }, 60_000);

  it('lets staff sign in and see where she is', async () => {
    await page.goto(`${runner().origin}/staff`);
    await page.locator('input[name=email]').fill('viewer@clinic.test');
    await page.locator('input[name=password]').fill(testPassword);
    await Promise.all([page.waitForURL(/\/staff(\?|$)/), page.getByRole('button').first().click()]);
    await page.goto(`${runner().origin}/staff/subscribers`);
    const row = page.getByRole('row').filter({ hasText: address });
    expect(await row.innerText()).toMatch(/active.*waits for day 2, then understanding scars/is);
  }, 60_000);
});

/** The newest e-mail in the mailbox, opened by its entry in the list. */
async function openNewestMail(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/mailbox`);
  await page.locator('a[href^="/mailbox/"]').first().click();
}

const mailFrame = (page: Page) => page.frameLocator('iframe').first();
