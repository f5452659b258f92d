// The contact sheet docs/emails.png: every e-mail in the clinic's language, light and dark, side by side. `npm run contact-sheet`.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { html } from 'hono/html';
import { gallery } from '../../.build/gallery.mjs';
import { images } from '../../.build/images.mjs';
import clinic from '../../clinic.config.ts';
import { samplePeople } from '../../functions/domain/sample-people.ts';
import { showEmail } from '../../functions/usecases/show-email.ts';
import { titleOfEmail } from '../../functions/web/gallery/words.ts';
import { compiler, origin, renderer } from '../rendering/built.ts';
import { launchBrowser } from './browser.ts';

const file = fileURLToPath(new URL('../../docs/emails.png', import.meta.url));
/** What a reader sees of an e-mail on a phone before and after scrolling once. */
const shown = { width: 400, height: 1200 };
const tileWidth = 190;
const emailsPerRow = 5;
const maxBytes = 1_500_000;
const deps = { gallery: { view: async () => gallery }, renderer, compiler };

const browser = await launchBrowser();
try {
  const pages = gallery.emails.filter(({ locale }) => locale === clinic.locale);
  const cards: { title: string; tiles: string[] }[] = [];
  for (const { template, locale } of pages) {
    const email = await showEmail(deps, { template, locale, person: samplePeople[0] });
    const tiles: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: shown, colorScheme });
      await page.route(`${origin}/images/*`, (route) => {
        const png = images[route.request().url().split('/').at(-1) ?? ''];
        return png === undefined ? route.abort() : route.fulfill({ body: Buffer.from(png, 'base64') });
      });
      await page.setContent(email?.html ?? '', { waitUntil: 'load' });
      tiles.push(`data:image/png;base64,${(await page.screenshot()).toString('base64')}`);
      await page.close();
    }
    cards.push({ title: titleOfEmail(template), tiles });
  }
  const width = emailsPerRow * (2 * tileWidth + 28) + 28;
  const sheet = await browser.newPage({ viewport: { width, height: 800 } });
  const tile = (source: string) => html`<img src="${source}" alt="" width="${tileWidth}" />`;
  const card = ({ title, tiles }: (typeof cards)[number]) =>
    html`<figure><div>${tiles.map(tile)}</div><figcaption>${title}</figcaption></figure>`;
  await sheet.setContent(
    `${await html`<style>
        body { margin: 28px; background: ${clinic.colours.paper}; color: ${clinic.colours.ink}; font: 600 15px/1.3 Georgia, serif;
          display: grid; grid-template-columns: repeat(${emailsPerRow}, max-content); gap: 24px 28px }
        figure { margin: 0 } figcaption { margin-top: 8px }
        div { display: flex; border: 1px solid #0002; border-radius: 10px; overflow: hidden } img { display: block }
      </style>${cards.map(card)}`}`,
    { waitUntil: 'load' },
  );
  const png = await sheet.screenshot({ fullPage: true });
  if (png.byteLength > maxBytes) throw new Error(`The sheet has ${png.byteLength} bytes; ${maxBytes} are allowed.`);
  await writeFile(file, png);
  console.log(`${pages.length} e-mails in docs/emails.png, ${Math.round(png.byteLength / 1000)} KB.`);
} finally {
  await browser.close();
}
