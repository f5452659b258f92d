// Makes a person's free text safe to substitute into an e-mail's HTML, text and subject alike.
// Characters that mean something to HTML or to a template engine become look-alikes that mean nothing.

/** Longest name shown, in graphemes (what a reader counts as one character). */
export const NAME_MAX_GRAPHEMES = 60;

// SES does not say whether it escapes what it substitutes, and local stand-ins differ. None of these look-alikes is
// touched by HTML or Handlebars escaping, nor by `String.replace` patterns, so every reader sees the same name.
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "'": '’',
  '"': '”',
  '&': '＆',
  '<': '‹',
  '>': '›',
  '`': '‘',
  '=': '＝',
  $: '＄',
  '\\': '＼',
  '/': '∕',
};

// Control and format characters go: line breaks would forge headers, bidi overrides would reorder the sentence around
// the name. The zero-width joiners stay, because emoji and several scripts need them to be read at all.
const DROPPED = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}{}]|(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}/gu;
const LETTER_OR_SYMBOL = /[\p{L}\p{N}\p{S}\p{Extended_Pictographic}]/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The value of the `{{firstName}}` scalar: the given name in safe characters, at most 60 graphemes, or `fallback` when
 * nothing readable is left. Right-to-left letters, accents and emoji are kept.
 */
export function safeFirstName(name: string | undefined, fallback: string): string {
  const cleaned = (name ?? '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(DROPPED, '')
    .replace(/['"&<>`=$\\/]/g, (character) => LOOK_ALIKES[character] ?? '')
    // Mail programs make links of what looks like a domain: a stranger's name must not become one.
    .replace(/\.(?=[\p{L}\p{N}])/gu, '․');
  const shortened = firstGraphemes(cleaned.replace(/ {2,}/g, ' ').trim(), NAME_MAX_GRAPHEMES).trim();
  return LETTER_OR_SYMBOL.test(shortened) ? shortened : fallback;
}

function firstGraphemes(text: string, limit: number): string {
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (count === limit) break;
    // One "character" can be a thousand combining marks; a name needs no more than a few code points for each.
    kept += Array.from(segment).slice(0, 12).join('');
    count += 1;
  }
  return kept;
}
