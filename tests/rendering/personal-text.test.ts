// Names people have, and names nobody has: what reaches an e-mail is readable and means nothing to HTML or engines.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAME_MAX_GRAPHEMES, safeFirstName } from '../../functions/domain/personal-text.ts';
import { escaped, renderer, substitute } from './built.ts';

const graphemes = (text: string) => [...new Intl.Segmenter('und').segment(text)].length;
const name = (given: string | undefined) => safeFirstName(given, 'there');

describe('safeFirstName', () => {
  it.each([
    ['Anna', 'Anna'],
    ['  Anna   Maria ', 'Anna Maria'],
    ["O'Brien & Söhne", 'O’Brien ＆ Söhne'],
    ['<script>alert("x")</script>', '‹script›alert(”x”)‹∕script›'],
    ['{{7*7}}', '7*7'],
    ['{{firstName}}', 'firstName'],
    ['$' + '{7*7} $& `id` a=b \\n', '＄7*7 ＄＆ ‘id‘ a＝b ＼n'],
    ['Anna\r\nBcc: all@example.com', 'Anna Bcc: all@example․com'],
    ['מרים', 'מרים'],
    ['فاطمة', 'فاطمة'],
    ['می‌خواهم', 'می‌خواهم'],
    ['\u202eannA\u202c', 'annA'],
    ['\u2066Anna\u2069\u200f\ufeff', 'Anna'],
    ['Zoë 👩‍🔬🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Zoë 👩‍🔬🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['A\u0000n\u0007na', 'Anna'],
    ['李小龙', '李小龙'],
    ['', 'there'],
    ['   ', 'there'],
    ['{}', 'there'],
    ['\u200d\u200c', 'there'],
    ['...', 'there'],
    [undefined, 'there'],
  ])('%j becomes %j', (given, shown) => {
    expect(name(given)).toBe(shown);
  });

  it('cuts long names between graphemes', () => {
    expect(name('x'.repeat(200))).toBe('x'.repeat(NAME_MAX_GRAPHEMES));
    expect(name('👩‍🔬'.repeat(200))).toBe('👩‍🔬'.repeat(NAME_MAX_GRAPHEMES));
    expect(name(`A${'\u0301'.repeat(5000)}`).length).toBeLessThan(20);
  });

  it('is harmless, bounded and stable whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    fc.assert(
      fc.property(typed, (given) => {
        const shown = name(given);
        expect(shown).not.toMatch(/['"&<>`=${}\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(escaped(shown)).toBe(shown);
        expect(graphemes(shown)).toBeLessThanOrEqual(NAME_MAX_GRAPHEMES);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.trim()).not.toBe('');
        expect(name(shown)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the same whether or not SES escapes what it substitutes', async () => {
    const { html, text } = await renderer.renderTemplate('confirm', { locale: 'en', tracked: false });
    for (const given of [
      '<script>alert(1)</script>',
      '{{7*7}}',
      "O'Brien & Söhne",
      'x'.repeat(200),
      '🦊',
      'מרים',
      '',
    ]) {
      const firstName = name(given);
      for (const part of [html, text]) {
        const plain = substitute(part, { firstName, confirmToken: 't' });
        expect(plain).toBe(substitute(part, { firstName: escaped(firstName), confirmToken: 't' }));
        expect(plain).not.toContain('<script');
        expect(plain).not.toContain('{{');
        expect(plain).toContain(`Hello ${firstName},`);
      }
    }
  });
});
