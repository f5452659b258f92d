// Every e-mail in every language against its budgets: what a mailbox shows of it, its weight, its links, its text part, and
// how easily it reads.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convert } from 'html-to-text';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { images } from '../../.build/images.mjs';
import { HTML_MAX_BYTES } from '../../infra/build/emails.ts';
import { clinic, origin, renderer, templates } from './built.ts';

// Phones show about 40 characters of a subject, desktops about 60.
const SUBJECT_MAX = 60;
const PREHEADER = { min: 40, max: 110 };
const IMAGES_MAX_BYTES = 150_000;
// Years of age at which most can read it: CONTENT.md asks for 12 to 14, and the names of treatments cost a year.
const READING_AGE_MAX = 15;
// Fernández Huerta's scale for Spanish: 60 and above is plain, 70 and above easy.
const SPANISH_EASE_MIN = 60;

const emails = join(import.meta.dirname, '../../templates/emails');
const written = Object.entries(templates).flatMap(([template, { translations }]) =>
  [clinic.locale, ...Object.keys(translations ?? {})].map((locale) => ({ template, locale })),
);
const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

async function metaOf(template: string, locale: string) {
  const name = locale === clinic.locale ? template : `${locale}/${template}`;
  const meta: unknown = parse(await readFile(join(emails, `${name}.yaml`), 'utf8'));
  return meta as { subject: string; alternateSubject?: string; preheader: string };
}

describe.each(written)('$template ($locale)', ({ template, locale }) => {
  it('shows well in a list of e-mails', async () => {
    const { subject, alternateSubject, preheader } = await metaOf(template, locale);
    for (const line of [subject, alternateSubject ?? subject]) {
      expect(line.length).toBeLessThan(SUBJECT_MAX);
      expect(line).not.toMatch(/!|[A-ZÁÉÍÓÚÑ]{4,}/);
    }
    expect(preheader.length).toBeGreaterThanOrEqual(PREHEADER.min);
    expect(preheader.length).toBeLessThanOrEqual(PREHEADER.max);
    expect(preheader).not.toBe(subject);
  });

  it.each([true, false])('keeps within its weight, tracked %s', async (tracked) => {
    const { html } = await renderer.renderTemplate(template, { locale, tracked });
    expect(Buffer.byteLength(html)).toBeLessThan(HTML_MAX_BYTES);
    const names = new Set([...html.matchAll(/src="[^"]*\/images\/([^"]+)"/g)].map((match) => match[1] ?? ''));
    const weights = [...names].map((name) => Buffer.from(images[name] ?? '', 'base64').byteLength);
    expect(weights).not.toContain(0);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(IMAGES_MAX_BYTES);
  });

  it('has only links that its table resolves', async () => {
    const { html, links } = await renderer.renderTemplate(template, { locale, tracked: true });
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) {
      const [, n] = /\/c\/\{\{slotToken\}\}\/(\d+)$/.exec(href) ?? [];
      const filled = n === undefined ? href.replace(/\{\{(\w+)\}\}/g, '{$1}') : links[Number(n)]?.url;
      expect(links.map(({ url }) => url)).toContain(filled);
    }
    for (const { url } of links) {
      expect(URL.canParse(url.replace(/\{\w+\}/g, 'token')), url).toBe(true);
      expect(url).toMatch(/^https:/);
    }
    expect(links[0]?.url.startsWith(origin) || links[0]?.url.startsWith(clinic.website)).toBe(true);
  });

  it('says the same in its text part', async () => {
    const { html, text } = await renderer.renderTemplate(template, { locale, tracked: false });
    const body = html.slice(html.indexOf('<body'));
    const options = { selector: 'a', options: { ignoreHref: true } };
    const shown = convert(body, {
      wordwrap: false,
      selectors: [options, { selector: 'img', format: 'skip' }, { selector: '.no-text', format: 'skip' }],
    });
    // The text part adds addresses and marks of lists; every word of the HTML must come in it, in its order.
    const said = words(text);
    let at = 0;
    for (const word of words(shown)) {
      const found = said.findIndex((one, index) => index >= at && one.toLowerCase() === word.toLowerCase());
      expect(found, `"${word}" after "${said.slice(Math.max(0, at - 6), at).join(' ')}"`).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  });

  it('is easy to read', async () => {
    const { text } = await renderer.renderTemplate(template, { locale, tracked: false });
    const own = ownWords(text);
    if (locale === 'en') expect(readingAge(own)).toBeLessThan(READING_AGE_MAX);
    else expect(spanishEase(own)).toBeGreaterThanOrEqual(SPANISH_EASE_MIN);
  });
});

/** From the greeting to the signature: the words of this e-mail alone, each paragraph a line. */
function ownWords(text: string): string {
  const start = text.search(/^(?:Hello|Hola)\b/m);
  const end = text.search(/^(?:Warmly|Un abrazo|Con cariño|Un saludo)/m);
  const own = text.slice(start, end < 0 ? undefined : end);
  return own.replace(/<?https?:\S+>?/g, '').replace(/\{\{firstName\}\}/g, 'Anna');
}

const sentences = (text: string) =>
  text.split(/[.?!:;]\s|\n\n|\n\s*- /).filter((sentence) => words(sentence).length > 0);

/** Flesch and Kincaid's grade, plus the five years before school: 0.39 words a sentence + 11.8 syllables a word - 15.59. */
function readingAge(text: string): number {
  const all = words(text);
  const syllables = all.reduce((sum, word) => sum + englishSyllables(word), 0);
  return 0.39 * (all.length / sentences(text).length) + 11.8 * (syllables / all.length) - 15.59 + 5;
}

/** Groups of vowels, without a silent e at the end; within a few per cent of a dictionary over a whole text. */
function englishSyllables(word: string): number {
  const bare = word.toLowerCase().replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '');
  return Math.max(1, bare.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

/** Fernández Huerta: 206.84 - 60 syllables a word - 1.02 words a sentence. Spanish is spelt as it is said. */
function spanishEase(text: string): number {
  const all = words(text);
  const strong = /[aeoáéíóú]|[iuü](?![aeoáéó])(?<![aeoáéó][iuü])/g;
  const syllables = all.reduce((sum, word) => sum + Math.max(1, word.toLowerCase().match(strong)?.length ?? 1), 0);
  return 206.84 - 60 * (syllables / all.length) - 1.02 * (all.length / sentences(text).length);
}
