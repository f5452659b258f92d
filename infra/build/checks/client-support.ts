// Whether the mail programs that people use understand an e-mail's HTML and CSS, by the data of caniemail.com.
// What a program ignores is let pass only where an e-mail is whole without it, and the reason stands here.
import { caniemail } from 'caniemail';
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import type { EmailUnderCheck } from './email-under-check.ts';

/** Outlook on Windows is both: the old one that draws with Word, and the new one, which is Outlook.com in a window. */
const CLIENTS = [
  'gmail.desktop-webmail',
  'gmail.ios',
  'gmail.android',
  'gmail.mobile-webmail',
  'apple-mail.macos',
  'apple-mail.ios',
  'outlook.windows',
  'outlook.outlook-com',
  'outlook.macos',
  'outlook.ios',
  'outlook.android',
  'yahoo.desktop-webmail',
  'yahoo.ios',
  'yahoo.android',
  'samsung-email.android',
];

const WHOLE_WITHOUT_STYLES = 'Every style that matters stands on its element; sheets only narrow margins and darken.';

/** What some program of the list does not support, by caniemail's title, and why an e-mail is whole without it. */
export const LET_PASS: Readonly<Record<string, string>> = {
  '<style> element': WHOLE_WITHOUT_STYLES,
  '@media': WHOLE_WITHOUT_STYLES,
  'Chaining selectors': WHOLE_WITHOUT_STYLES,
  'Class selector': WHOLE_WITHOUT_STYLES,
  'Descendant combinator': WHOLE_WITHOUT_STYLES,
  'ID selector': WHOLE_WITHOUT_STYLES,
  'Type selector': WHOLE_WITHOUT_STYLES,
  '<body> element': 'Where the body is taken away its colour is on the first div too.',
  'color-scheme CSS property':
    'Asks for the dark colours; without it the light ones are shown, or the program darkens them itself.',
  'color-scheme meta tag':
    'Asks for the dark colours; without it the light ones are shown, or the program darkens them itself.',
  'aria-label attribute': 'Names the e-mail to a screen reader, which else reads its headline.',
  'border-radius': 'Corners are square.',
  'border-spacing': 'Only takes away a gap that tables without it close by cellspacing.',
  cursor: 'A pointer is no part of the words.',
  'display:none': 'Hides the preheader, which is transparent and one pixel small as well.',
  'max-height property': 'Hides the preheader, which `display:none` hides as well.',
  opacity: 'Hides the preheader, which `display:none` hides as well.',
  overflow: 'Hides the preheader and the corners of cards; nothing overflows.',
  'height property': '`height:auto` of pictures, which is what programs do by themselves.',
  outline: 'Takes away a frame around pictures that only old programs draw.',
  'table-layout': 'Columns have widths of their own.',
  'target attribute': 'A link opens in the same window, or where the program opens all links.',
  'white-space': 'Keeps a few words on one line; without it they break.',
  'word-break': 'Breaks a word that is longer than its line; our own words are not.',
  'word-spacing': 'Says the usual distance between words.',
};

export function clientsCheck({ trackedHtml }: EmailUnderCheck): EmailCheck {
  const passed = new Set<string>();
  const refused = new Map<string, Set<string>>();
  for (const [client, features] of unsupported(trackedHtml)) {
    for (const feature of features) {
      if (Object.hasOwn(LET_PASS, feature)) passed.add(feature);
      else refused.set(feature, (refused.get(feature) ?? new Set()).add(client));
    }
  }
  const details = [...refused].map(
    ([feature, clients]) => `${feature} is not supported by ${[...clients].join(', ')}. Do without it.`,
  );
  return {
    name: 'Mail programs',
    found: refused.size === 0 ? `${passed.size} niceties some ignore` : `${refused.size} not supported`,
    budget: 'whole in each',
    passes: refused.size === 0,
    details: [...details, ...[...passed].toSorted().map((feature) => `${feature}: ${LET_PASS[feature]}`)],
  };
}

/** Titles of features by program; partly supported ones are left out, as MJML's workarounds live there. */
export function unsupported(html: string): ReadonlyMap<string, readonly string[]> {
  const { issues } = caniemail({ clients: CLIENTS as Parameters<typeof caniemail>[0]['clients'], html });
  return new Map(
    [...issues.errors.entries()].map(([client, found]) => [client, [...new Set(found.map(({ title }) => title))]]),
  );
}
