// The words of an e-mail: the clinic's terms as the clinic spells them, and every other word as a dictionary does.
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { type EmailUnderCheck, ownWords } from './email-under-check.ts';
import type { Terms } from './terms.ts';

interface Speller {
  correct(word: string): boolean;
}

/** Dictionaries of the languages e-mails are written in here. */
const dictionaries: Readonly<Record<string, () => Promise<{ readonly default: object }>>> = {
  en: () => import('dictionary-en-gb'),
  es: () => import('dictionary-es'),
};
const spellers = new Map<string, Promise<Speller>>();

/** The e-mail's own words: sources are cited in their language, and an address is nobody's to spell. */
const wordsIn = ({ text, subjects, preheader }: EmailUnderCheck): string =>
  [...subjects, preheader, ownWords(text)]
    .join('\n')
    .replace(/\{\{\w+\}\}/g, ' ')
    .replace(/[^\S\n]*\n(?=\S)/g, ' ')
    .replaceAll('’', "'");

export function termsCheck(email: EmailUnderCheck, all: Terms): EmailCheck {
  const terms = Object.entries(all[email.locale.slice(0, 2)]?.terms ?? {});
  const text = wordsIn(email);
  const details = terms.flatMap(([right, wrong]) =>
    wrong
      .filter((variant) => new RegExp(`(?<![\\p{L}\\p{N}-])${escaped(variant)}(?![\\p{L}\\p{N}-])`, 'iu').test(text))
      .map((variant) => `“${variant}” is written “${right}” here. See templates/terms.yaml.`),
  );
  return {
    name: 'Terms',
    found: details.length === 0 ? 'as agreed' : `${details.length} otherwise`,
    budget: `${terms.length} agreed spellings`,
    passes: details.length === 0,
    details,
  };
}

/** Undefined for a language without a dictionary here. */
export async function spellingCheck(email: EmailUnderCheck, all: Terms): Promise<EmailCheck | undefined> {
  const speller = await spellerOf(email.locale.slice(0, 2));
  if (speller === undefined) return undefined;
  const { known } = all[email.locale.slice(0, 2)] ?? { known: [] };
  const ours = new Set([...known, ...email.names].flatMap((words) => words.toLowerCase().match(/\p{L}+/gu) ?? []));
  const unknown = new Set(
    (wordsIn(email).match(/\p{L}+(?:'\p{L}+)?/gu) ?? []).filter((word) => {
      const bare = word.replace(/'s$/, '');
      return !ours.has(bare.toLowerCase()) && !speller.correct(word) && !speller.correct(bare);
    }),
  );
  const remedy = 'Mend them, or add them to `known` in templates/terms.yaml.';
  return {
    name: 'Spelling',
    found: unknown.size === 0 ? 'every word known' : `${unknown.size} unknown`,
    budget: 'every word known',
    passes: unknown.size === 0,
    details: unknown.size === 0 ? [] : [`Unknown: ${[...unknown].join(', ')}. ${remedy}`],
  };
}

function spellerOf(language: string): Promise<Speller> | undefined {
  const dictionary = Object.hasOwn(dictionaries, language) ? dictionaries[language] : undefined;
  if (dictionary === undefined) return undefined;
  const speller = spellers.get(language) ?? load(dictionary);
  spellers.set(language, speller);
  return speller;
}

/** Loaded when first needed: a dictionary takes a second or two. */
async function load(dictionary: () => Promise<{ readonly default: object }>): Promise<Speller> {
  const [{ default: nspell }, { default: words }] = await Promise.all([import('nspell'), dictionary()]);
  return nspell(words as Parameters<typeof nspell>[0]);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
