// Every e-mail in every language within its budgets, by the checks that the gallery shows; and each check refusing what it should.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gallery } from '../../.build/gallery.mjs';
import { clientsCheck, LET_PASS, unsupported } from '../../infra/build/checks/client-support.ts';
import { contrastCheck, contrastsOf } from '../../infra/build/checks/contrast.ts';
import type { EmailUnderCheck } from '../../infra/build/checks/email-under-check.ts';
import { preheaderCheck, subjectCheck } from '../../infra/build/checks/envelope.ts';
import { linksCheck } from '../../infra/build/checks/links.ts';
import { readingAge, readingCheck, spanishEase, spanishSyllables } from '../../infra/build/checks/reading.ts';
import { spellingCheck, termsCheck } from '../../infra/build/checks/spelling.ts';
import { readTerms } from '../../infra/build/checks/terms.ts';
import { textPartCheck } from '../../infra/build/checks/text-part.ts';
import { htmlCheck, imagesCheck } from '../../infra/build/checks/weight.ts';
import { clinic, renderer, templates } from './built.ts';

const CHECKS_IN_EACH = [
  'Subject',
  'Preheader',
  'HTML',
  'Pictures',
  'Links',
  'Text part',
  'Terms',
  'Spelling',
  'Contrast, light',
  'Contrast, dark',
  'Mail programs',
];
const terms = await readTerms(join(import.meta.dirname, '../../templates/terms.yaml'));

const html = (inside: string, sheet = '') => `<html><head><style>${sheet}</style></head><body>${inside}</body></html>`;
const sound: EmailUnderCheck = {
  template: 'one',
  locale: 'en',
  subjects: ['A quiet subject'],
  preheader: 'What a mailbox shows beside the subject of this message.',
  names: [],
  html: html('<p style="color:#000">Hello you. This is an e-mail.</p>'),
  trackedHtml: html('<p>Hello you. <a href="https://mail.test/c/{{slotToken}}/0">This</a> is an e-mail.</p>'),
  text: 'Hello you. This is an e-mail.',
  links: [{ name: 'main', url: 'https://mail.test/a' }],
  imageBytes: new Map(),
};

describe('every e-mail', () => {
  it('is in the gallery, in every language', () => {
    const written = Object.entries(templates).flatMap(([template, { translations }]) =>
      [clinic.locale, ...Object.keys(translations ?? {})].map((locale) => `${locale} ${template}`),
    );
    const shown = gallery.emails.map(({ locale, template }) => `${locale} ${template}`);
    expect(shown).toEqual(expect.arrayContaining([...written, `${clinic.locale} newsletter`]));
    expect(new Set(shown).size).toBe(shown.length);
  });

  it.each(gallery.emails)('$template ($locale) passes its checks', ({ locale, checks }) => {
    const failed = checks.filter(({ passes }) => !passes);
    expect(failed.map(({ name, found, budget, details }) => [`${name}: ${found}, not ${budget}`, ...details])).toEqual(
      [],
    );
    const reading = locale === 'es' ? 'Reading ease' : 'Reading age';
    expect(checks.map(({ name }) => name).toSorted()).toEqual([...CHECKS_IN_EACH, reading].toSorted());
  });

  it('needs every indulgence of the list of mail programs', async () => {
    const needed = new Set<string>();
    for (const template of Object.keys(templates)) {
      const { html } = await renderer.renderTemplate(template, { locale: clinic.locale, tracked: true });
      for (const features of unsupported(html).values()) for (const feature of features) needed.add(feature);
    }
    expect(Object.keys(LET_PASS).filter((feature) => !needed.has(feature))).toEqual([]);
  });
});

describe('a check', () => {
  it('passes what is sound', () => {
    const checks = [subjectCheck, preheaderCheck, htmlCheck, imagesCheck, linksCheck, textPartCheck, clientsCheck];
    for (const check of checks) expect(check(sound).passes, check.name).toBe(true);
    expect(contrastCheck(sound, 'dark').passes).toBe(true);
  });

  it.each([
    ['a long subject', 'a'.repeat(60), '60 characters'],
    ['a shout', 'Hello!', 'shouts'],
    ['capitals', 'An OFFER for you', 'shouts'],
  ])('refuses %s, also for the re-send', (_what, subject, said) => {
    const check = subjectCheck({ ...sound, subjects: ['Fine', subject] });
    expect(check.passes).toBe(false);
    expect(check.details.join(' ')).toContain(said);
  });

  it('refuses a preheader that is too short, too long or the subject', () => {
    for (const preheader of ['a'.repeat(39), 'a'.repeat(111)]) {
      expect(preheaderCheck({ ...sound, preheader }).passes).toBe(false);
    }
    expect(preheaderCheck({ ...sound, subjects: [sound.preheader] }).passes).toBe(false);
  });

  it('weighs the heavier of both variants', () => {
    const heavy = `<p>${'a'.repeat(60_000)}</p>`;
    expect(htmlCheck({ ...sound, trackedHtml: heavy })).toMatchObject({ passes: false, found: '60.0 KB' });
  });

  it('adds up each picture once, and misses none', () => {
    const picture = (name: string) => `<img src="https://mail.test/images/${name}.png">`;
    const shown = (names: string[]) => ({ ...sound, html: names.map(picture).join('') });
    const imageBytes = new Map([
      ['a.png', 90_000],
      ['b.png', 70_000],
    ]);
    expect(imagesCheck({ ...shown(['a', 'a']), imageBytes }).passes).toBe(true);
    expect(imagesCheck({ ...shown(['a', 'b']), imageBytes }).passes).toBe(false);
    expect(imagesCheck({ ...shown(['c']), imageBytes }).details.join()).toContain('c.png is not in the build');
  });

  it('follows every link into the table', () => {
    const beyond = { ...sound, trackedHtml: '<a href="https://mail.test/c/{{slotToken}}/1">x</a>' };
    const elsewhere = { ...sound, trackedHtml: '<a href="https://other.test/">x</a>' };
    const plain = { ...sound, links: [{ name: 'main', url: 'http://mail.test/a' }] };
    for (const email of [beyond, elsewhere, plain, { ...sound, links: [] }]) {
      expect(linksCheck(email).passes).toBe(false);
    }
    expect(linksCheck({ ...sound, trackedHtml: '<a href="https://mail.test/a">x</a>' }).passes).toBe(true);
  });

  it('misses a word that the text part lacks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (words, n) => {
          const lost = words.filter((_word, at) => at !== n % words.length);
          const email = { ...sound, html: html(`<p>${words.join(' ')} end</p>`) };
          expect(textPartCheck({ ...email, text: `${words.join(' ')} end` }).passes).toBe(true);
          // Where the next word is the same one, losing it shows at the end.
          expect(textPartCheck({ ...email, text: lost.join(' ') }).passes).toBe(false);
        },
      ),
    );
  });

  it('tells easy words from hard ones, in both languages', () => {
    const easy = 'Hello Anna. We are glad you came. The door is open. Come in.';
    const hard =
      'Hello Anna. Administration of dermatological interventions necessitates individualised consideration of contraindications and comorbidities prior to commencement of treatment.';
    expect(readingAge(easy)).toBeLessThan(9);
    expect(readingAge(hard)).toBeGreaterThan(20);
    expect(readingCheck({ ...sound, text: hard })?.passes).toBe(false);
    const plain = 'Hola, Ana: ven a casa. La puerta está abierta. Te esperamos.';
    const stiff =
      'Hola, Ana: la administración de intervenciones dermatológicas requiere consideración individualizada de contraindicaciones preexistentes documentadas';
    expect(spanishEase(plain)).toBeGreaterThan(80);
    expect(readingCheck({ ...sound, locale: 'es', text: stiff })?.passes).toBe(false);
    expect(readingCheck({ ...sound, locale: 'de' })).toBeUndefined();
  });

  it.each([
    ['casa', 2],
    ['cicatriz', 3],
    ['piel', 1],
    ['ciudad', 2],
    ['día', 2],
    ['queloide', 3],
    ['guía', 2],
    ['muy', 1],
    ['tratamiento', 4],
    ['poesía', 4],
    ['y', 1],
  ])('counts the syllables of %s: %i', (word, syllables) => {
    expect(spanishSyllables(word)).toBe(syllables);
  });

  it('holds to the agreed terms', () => {
    const said = (text: string, locale = 'en') => termsCheck({ ...sound, locale, text: `Hello. ${text}` }, terms);
    expect(said('Microneedling by e-mail.').passes).toBe(true);
    expect(said('Micro-needling.').details).toEqual([
      '“micro-needling” is written “microneedling” here. See templates/terms.yaml.',
    ]);
    expect(said('An email.').passes).toBe(false);
    expect(said('Las microagujas.', 'es').passes).toBe(false);
  });

  it('knows words of both languages and refuses others', async () => {
    const said = (text: string, locale: string) =>
      spellingCheck({ ...sound, locale, subjects: [text], text, preheader: '' }, terms);
    expect((await said('Your colour is fine, and it’s the clinic’s.', 'en'))?.passes).toBe(true);
    expect((await said('We recieve you.', 'en'))?.details.join()).toContain('recieve');
    expect((await said('Te esperamos en la clínica.', 'es'))?.passes).toBe(true);
    expect((await said('La cicatrís.', 'es'))?.details.join()).toContain('cicatrís');
    expect(await said('Guten Tag', 'de')).toBeUndefined();
  });

  it('computes contrast as a mail program draws it, in light and in dark', () => {
    const sheet =
      '@media (prefers-color-scheme: dark) { .card p { color: #222222 !important } .card { background: #111111 !important } }';
    const email = html('<div class="card" style="background:#fff"><p style="color:#000000">Words</p></div>', sheet);
    expect(contrastsOf(email, 'light')).toMatchObject([{ colour: '#000000', ground: '#ffffff', ratio: 21 }]);
    expect(contrastsOf(email, 'dark')).toMatchObject([{ colour: '#222222', ground: '#111111' }]);
    expect(contrastCheck({ ...sound, html: email }, 'light').passes).toBe(true);
    expect(contrastCheck({ ...sound, html: email }, 'dark').details.join()).toContain('“Words”: #222222 on #111111');
    const hidden = html(
      '<p style="color:#000">Seen</p><div style="display:none"><p style="color:#fefefe">Not</p></div>',
    );
    expect(contrastCheck({ ...sound, html: hidden }, 'light').passes).toBe(true);
  });

  it('refuses what a mail program does not understand', () => {
    const check = clientsCheck({ ...sound, trackedHtml: html('<p style="display:grid;position:fixed">Words</p>') });
    expect(check.passes).toBe(false);
    expect(check.details.join(' ')).toMatch(/display:? ?grid.*outlook\.windows/i);
  });

  it('reads terms.yaml strictly', async () => {
    await expect(readTerms(join(import.meta.dirname, 'no-such.yaml'))).resolves.toEqual({});
    const file = join(import.meta.dirname, '../../templates/sources.yaml');
    expect(await readFile(file, 'utf8')).not.toBe('');
    await expect(readTerms(file)).rejects.toThrow();
  });
});
