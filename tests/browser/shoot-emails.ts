// Photographs every e-mail, in every language, at desktop and phone width, light and dark:
// `tsx tests/browser/shoot-emails.ts [folder] [name...]`, where a translation's name is `es-welcome`.
// For looking at; nothing is compared. The folder defaults to .build/shots.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import clinic from '../../clinic.config.ts';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { sampleIssue } from '../../functions/ports/sample-issue.ts';
import { build } from '../../infra/build/build.ts';

const WIDTHS = { desktop: 680, phone: 360, narrow: 320 } as const;
const SCHEMES = ['light', 'dark'] as const;

const { outDir } = await build();
const [folder = join(outDir, 'shots'), ...wanted] = process.argv.slice(2);
const { templates } = await import(join(outDir, 'templates.mjs'));
const { newsletterShell } = await import(join(outDir, 'newsletter-shell.mjs'));
const { images } = (await import(join(outDir, 'images.mjs'))) as { images: Record<string, string> };
const origin = clinic.linkOrigin;
const renderer = makeRenderer({ clinic, origin, templates });

const pages = new Map<string, string>();
for (const locale of [clinic.locale, ...(clinic.otherLocales ?? [])]) {
  const variant = { locale, tracked: false };
  const prefix = locale === clinic.locale ? '' : `${locale}-`;
  for (const name of renderer.templateNames()) {
    pages.set(prefix + name, (await renderer.renderTemplate(name, variant)).html);
  }
  const issue = await makeContentCompiler({ clinic, origin, shell: newsletterShell }).compile(sampleIssue(locale));
  pages.set(`${prefix}newsletter`, (await renderer.renderNewsletter(issue, variant)).html);
}

await mkdir(folder, { recursive: true });
const executablePath = process.env.CHROME_PATH ?? (await chromium.executablePath());
// Made for Lambda, the package asks for a single process, which ends with its first page.
const args = chromium.args.filter((arg) => arg !== '--single-process');
const browser = await playwright.launch({ executablePath, args, headless: true });
try {
  for (const [name, html] of pages) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [width, pixels] of Object.entries(WIDTHS)) {
      for (const colorScheme of SCHEMES) {
        if (width === 'narrow' && colorScheme === 'dark') continue;
        const page = await browser.newPage({ viewport: { width: pixels, height: 900 }, colorScheme });
        await page.route(`${origin}/images/*`, (route) => {
          const png = images[route.request().url().split('/').at(-1) ?? ''];
          return png === undefined ? route.abort() : route.fulfill({ body: Buffer.from(png, 'base64') });
        });
        await page.setContent(html.replaceAll('{{firstName}}', 'Anna'), { waitUntil: 'load' });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        if (Number(overflow) > 0) console.warn(`${name} is ${overflow} px too wide at ${pixels} px.`);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
}
console.log(`Photographed into ${folder}.`);
