// How easily an e-mail reads, by the formula made for its language.
import { fleschKincaid } from 'flesch-kincaid';
import { syllable } from 'syllable';
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { type EmailUnderCheck, ownWords, wordsOf } from './email-under-check.ts';

/** Years of age at which most can read it: 12 to 14 are wanted, and the names of treatments cost a year. */
const READING_AGE_MAX = 15;
/** Fernández Huerta's scale: 60 and above is plain Spanish, 70 and above easy. */
const SPANISH_EASE_MIN = 60;
/** American grades begin at five years of age. */
const GRADE_ONE_AGE = 5;

/** Undefined for a language that has no formula here: a wrong one would say nothing. */
export function readingCheck({ locale, text }: EmailUnderCheck): EmailCheck | undefined {
  const own = ownWords(text);
  const remedy = 'Write shorter sentences and plainer words.';
  if (locale.startsWith('en')) {
    const age = readingAge(own);
    return {
      name: 'Reading age',
      found: `${age.toFixed(1)} years`,
      budget: `under ${READING_AGE_MAX}`,
      passes: age < READING_AGE_MAX,
      details: age < READING_AGE_MAX ? [] : [remedy],
    };
  }
  if (!locale.startsWith('es')) return undefined;
  const ease = spanishEase(own);
  return {
    name: 'Reading ease',
    found: `${ease.toFixed(0)} of 100`,
    budget: `at least ${SPANISH_EASE_MIN} (Fernández Huerta)`,
    passes: ease >= SPANISH_EASE_MIN,
    details: ease >= SPANISH_EASE_MIN ? [] : [remedy],
  };
}

/** As Flesch counts: a colon and a semicolon end a thought too, and so does an item of a list. */
const sentencesOf = (text: string): string[] =>
  text.split(/[.?!:;…]\s|\n\n|\n\s*(?:-|\d+\.) /).filter((sentence) => wordsOf(sentence).length > 0);

/** Flesch and Kincaid's grade (US Navy, 1975) as an age. */
export function readingAge(text: string): number {
  const words = wordsOf(text);
  const syllables = words.reduce((sum, word) => sum + Math.max(1, syllable(word)), 0);
  const counts = { sentence: sentencesOf(text).length, word: words.length, syllable: syllables };
  return fleschKincaid(counts) + GRADE_ONE_AGE;
}

/** Fernández Huerta (1959): 206.84 - 60 syllables a word - 1.02 words a sentence. */
export function spanishEase(text: string): number {
  const words = wordsOf(text);
  const syllables = words.reduce((sum, word) => sum + spanishSyllables(word), 0);
  return 206.84 - 60 * (syllables / words.length) - 1.02 * (words.length / sentencesOf(text).length);
}

/**
 * Spanish is spelt as it is said: a strong or an accented vowel makes a syllable, a weak one only where no strong one stands
 * beside it. `syllable` knows English alone, so these rules are our own.
 */
export function spanishSyllables(word: string): number {
  const spoken = word
    .toLowerCase()
    .replace(/qu(?=[eiéí])/g, 'q')
    .replace(/gu(?=[eiéí])/g, 'g')
    .replace(/y$/, 'i');
  const nuclei = spoken.match(/[aeoáéóíú]|[iuü]+(?![aeoáéóíú])(?<![aeoáéóíú][iuü]+)/g);
  return Math.max(1, nuclei?.length ?? 1);
}
