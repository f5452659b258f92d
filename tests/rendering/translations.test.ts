// Several languages: a translation where there is one, else the clinic's words and greeting, and a build that says so.
import { describe, expect, it } from 'vitest';
import type { BuiltTemplate } from '../../functions/adapters/rendering/built-templates.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { findTranslations } from '../../infra/build/translations.ts';
import { clinic, compiler, origin, renderer, templates } from './built.ts';
import { problemsOf, soundMjml, soundYaml } from './fixture.ts';

const translation = {
  'templates/emails/es/one.mjml': soundMjml.replace('../partials', '../../partials'),
  'templates/emails/es/one.yaml': soundYaml,
};

describe('a reader’s language', () => {
  it('is that of the whole e-mail, for every country that speaks it', async () => {
    for (const locale of ['es', 'es-MX']) {
      const mail = await renderer.renderTemplate('welcome', { locale, tracked: true });
      expect(mail.html).toContain('<html lang="es"');
      expect(mail.text).toContain('Hola, {{firstName}}:');
      expect(mail.variant.locale).toBe(locale);
      expect(mail.fallbacks.firstName).toBe('buenas');
    }
  });

  it('falls back to the clinic’s as one and the same e-mail, so that its links and numbers are not split', async () => {
    const asked = await renderer.renderTemplate('welcome', { locale: 'fr', tracked: true });
    const own = await renderer.renderTemplate('welcome', { locale: clinic.locale, tracked: true });
    expect(asked).toEqual(own);
    const { translations: _translations, ...only } = templates['data-ready'] as BuiltTemplate;
    const poor = makeRenderer({ clinic, origin, templates: { 'data-ready': only } });
    const untranslated = await poor.renderTemplate('data-ready', { locale: 'es', tracked: false });
    expect(untranslated.hash).toBe(
      (await renderer.renderTemplate('data-ready', { locale: 'en', tracked: false })).hash,
    );
    expect(untranslated.fallbacks.firstName).toBe('there');
  });

  it('does not reach an issue of the newsletter, which is written once', async () => {
    const content = await compiler.compile({ issueId: 'i1', subject: 'News', markdown: 'Words.' });
    const asked = await renderer.renderNewsletter(content, { locale: 'es', tracked: false });
    expect(asked.variant.locale).toBe('en');
    expect(asked.hash).toBe((await renderer.renderNewsletter(content, { locale: 'en', tracked: false })).hash);
  });
});

describe('a newsletter’s frame', () => {
  const issue = { issueId: 'i1', subject: 'Novedades', markdown: 'Palabras.' };

  it('speaks the language the issue is written in', async () => {
    const { html, text } = await compiler.compile({ ...issue, locale: 'es' });
    expect(html).toContain('<html lang="es"');
    for (const words of ['Darme de baja', 'Leer este número en la web', 'Un saludo afectuoso']) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Unsubscribe');
  });

  it('is the clinic’s own for an issue in no language of the build', async () => {
    const own = await compiler.compile(issue);
    expect(await compiler.compile({ ...issue, locale: 'fr' })).toEqual(own);
    expect(own.text).toContain('Unsubscribe');
  });
});

describe('the build', () => {
  it('takes a translation', async () => {
    expect(await problemsOf(translation)).toBe('');
  });

  it('refuses the translation of nothing', async () => {
    const problems = await problemsOf({ ...translation, 'templates/emails/es/two.mjml': soundMjml });
    expect(problems).toContain('templates/emails/es/two.mjml');
    expect(problems).toContain('translates an e-mail that does not exist');
  });

  it('refuses a folder in a language that the clinic does not declare', async () => {
    const problems = await problemsOf({
      'templates/emails/fr/one.mjml': translation['templates/emails/es/one.mjml'],
      'templates/emails/fr/one.yaml': soundYaml,
    });
    expect(problems).toContain('templates/emails/fr');
    expect(problems).toContain('otherLocales');
  });

  it('refuses a declared language that nothing is written in', async () => {
    const { problems } = await findTranslations('/', import.meta.dirname, [], ['es']);
    expect(problems).toMatchObject([{ file: 'clinic.config.ts' }]);
    expect(problems[0]?.message).toContain('"es"');
  });
});
