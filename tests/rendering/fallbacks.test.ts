// Readers who told nothing: every e-mail in every language, as the whole message, shows no placeholder, greets nobody by
// an empty name and has no broken link. A template that could is refused by the build.
import { describe, expect, it } from 'vitest';
import { shownFirstName } from '../../functions/usecases/personalise.ts';
import { clinic, origin, renderer, substitute, templates } from './built.ts';
import { problemsOf, soundYaml } from './fixture.ts';

const META = 'templates/emails/one.yaml';
const token = 'AbCdEfGh123-_';
const unknown = [undefined, '', '   ', '\u200b', '...', '"\'"', '\r\n', '{{}}'];
const written = Object.entries(templates).flatMap(([template, { translations }]) =>
  [clinic.locale, ...Object.keys(translations ?? {})].flatMap((locale) =>
    [true, false].map((tracked) => ({ template, locale, tracked })),
  ),
);

describe.each(written)('$template ($locale, tracked $tracked)', ({ template, locale, tracked }) => {
  it.each(unknown)('reads well without a name (%j)', async (firstName) => {
    const mail = await renderer.renderTemplate(template, { locale, tracked });
    const name = mail.scalars.includes('firstName') ? { firstName: shownFirstName(mail, firstName) } : {};
    const values = { ...name, slotToken: token, leaveToken: token, confirmToken: token };
    const [subject, html, text] = [mail.subject, mail.html, mail.text].map((part) => substitute(part, values));
    for (const part of [subject ?? '', html ?? '', text ?? '']) {
      expect(part).not.toMatch(/\{\{|\}\}|\[\[|\]\]|undefined|\bnull\b|NaN/);
    }
    const greeting = /^(?:Hello|Hola)\b.*$/m.exec(text ?? '')?.[0];
    expect(greeting).toMatch(/^(?:Hello there,|Hola, buenas:|Hello,|Hola:)$/);
    const addresses = [...(html ?? '').matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect(address).toMatch(/^https:\/\/[^\s{}]+$/);
      if (address.startsWith(origin)) expect(new URL(address).pathname).not.toMatch(/\/\/|\/$/);
    }
  });
});

describe('a fallback', () => {
  it.each([
    ['is missing', soundYaml.replace(/^fallbacks.*\n/m, ''), 'The variable "firstName" may be missing'],
    [
      'is never needed',
      soundYaml.replace('{ firstName: there }', "{ firstName: there, 'clinic.name': us }"),
      'never needed',
    ],
    ['holds a placeholder', soundYaml.replace('firstName: there', "firstName: '{{x}}'"), 'fallbacks'],
    ['is empty', soundYaml.replace('firstName: there', "firstName: ' '"), 'fallbacks'],
  ])('that %s is refused', async (_what, yaml, said) => {
    const problems = await problemsOf({ [META]: yaml });
    expect(problems).toContain(META);
    expect(problems).toContain(said);
  });
});
