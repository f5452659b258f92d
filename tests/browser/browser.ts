// A real browser for tests: the Chromium inside the npm package, or an installed one where that cannot run.
import { existsSync } from 'node:fs';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `CHROME_PATH` wins; on Linux x64 the packaged one needs nothing else installed. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH;
  if (!named && process.platform === 'linux' && process.arch === 'x64') {
    // Made for Lambda, the package asks for a single process, which ends with its first page.
    const args = packaged.args.filter((arg) => arg !== '--single-process');
    return chromium.launch({ executablePath: await packaged.executablePath(), args, headless: true });
  }
  const executablePath = named ?? installed.find((path) => existsSync(path));
  return chromium.launch(executablePath ? { executablePath, headless: true } : { channel: 'chrome', headless: true });
}
