// Names that attack, through the renderer, whether or not the mail engine escapes: harmless and readable in HTML, text,
// subject and headers, in every language.
import { describe, expect, it } from 'vitest';
import { safeFirstName } from '../../functions/domain/personal-text.ts';
import { escaped, renderer, substitute } from './built.ts';
import { headerNames, mimeOf } from './mime.ts';

const names = [
  ['<script>alert(1)</script>', '‹script›alert(1)‹∕script›'],
  ['{{7*7}}', '7*7'],
  ["O'Brien & Söhne", 'O’Brien ＆ Söhne'],
  ['x'.repeat(200), 'x'.repeat(60)],
  ['🦊', '🦊'],
  ['מרים', 'מרים'],
  ['Anna\r\nBcc: eva@example.com', 'Anna Bcc: eva@example․com'],
] as const;
const tags = (html: string) => html.match(/<[a-z!/][^>]*>/gi) ?? [];
const greeting = { en: (name: string) => `Hello ${name},`, es: (name: string) => `Hola, ${name}:` };

describe.each(names)('%j', (given, shown) => {
  it.each(['en', 'es'] as const)('is harmless and readable in %s', async (locale) => {
    for (const template of ['confirm', 'welcome', 'next-step']) {
      const mail = await renderer.renderTemplate(template, { locale, tracked: true });
      const firstName = safeFirstName(given, mail.fallbacks.firstName ?? '');
      for (const value of [firstName, escaped(firstName)]) {
        const html = substitute(mail.html, { firstName: value });
        const text = substitute(mail.text, { firstName: value });
        expect(html).toContain(greeting[locale](shown));
        expect(text.replace(/\s+/g, ' ')).toContain(greeting[locale](shown));
        expect(tags(html)).toEqual(tags(substitute(mail.html, { firstName: 'Anna' })));
        expect(html + text).not.toContain('{{');
      }
    }
  });

  it('cannot forge a header, were it in the subject', async () => {
    const mail = await renderer.renderTemplate('welcome', { locale: 'en', tracked: true });
    const named = { ...mail, subject: 'For {{firstName}}' };
    const namesOf = async (firstName: string) => {
      return headerNames(await mimeOf(named, firstName));
    };
    const firstName = safeFirstName(given, 'there');
    expect(firstName).toBe(shown);
    expect(await namesOf(firstName)).toEqual(await namesOf('Anna'));
  });
});
