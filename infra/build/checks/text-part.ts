// The text part says what the HTML says: every word of the HTML stands in it, in the same order.
import { convert } from 'html-to-text';
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { type EmailUnderCheck, wordsOf } from './email-under-check.ts';

export function textPartCheck({ html, text }: EmailUnderCheck): EmailCheck {
  const shown = wordsOf(shownText(html)).map((word) => word.toLowerCase());
  const said = wordsOf(text).map((word) => word.toLowerCase());
  const details: string[] = [];
  let at = 0;
  // The text part adds addresses and marks of lists between the words, so it may hold more.
  for (const word of shown) {
    const found = said.indexOf(word, at);
    if (found < 0) {
      const before = said.slice(Math.max(0, at - 5), at).join(' ');
      details.push(`“${word}” after “${before}” is not in the text part. Keep words out of css-class="no-text".`);
      break;
    }
    at = found + 1;
  }
  return {
    name: 'Text part',
    found: `${said.length} words`,
    budget: 'every word of the HTML',
    passes: details.length === 0 && shown.length > 0,
    details,
  };
}

/** What a person reads of the HTML; alternative texts of pictures and decoration (`no-text`) aside. */
export function shownText(html: string): string {
  return convert(html.slice(Math.max(html.indexOf('<body'), 0)), {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: '.no-text', format: 'skip' },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}
