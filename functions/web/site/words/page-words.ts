// In which language a public page speaks: the reader's own where the link is hers, else the one she chose, else her browser's.
// A language counts where the clinic declares it and a file beside this one has its words.
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Clinic } from '../../../domain/clinic.ts';
import { en, type SiteWords } from './en.tsx';
import { es } from './es.tsx';

const written: readonly SiteWords[] = [en, es];

const inLanguage = (locale: string): SiteWords | undefined =>
  written.find((words) => words.locale === locale.slice(0, 2));

/** The words of every language that the clinic declares and a page can speak, the clinic's own first. */
export function spokenLanguages({ locale, otherLocales = [] }: Pick<Clinic, 'locale' | 'otherLocales'>): SiteWords[] {
  const declared = [locale, ...otherLocales].flatMap((one) => inLanguage(one) ?? []);
  return declared.length > 0 ? [...new Set(declared)] : [en];
}

/** The page's words; `wanted` is the locale of whoever reads it. */
export function wordsFor(c: Context, clinic: Clinic, wanted?: string): SiteWords {
  const spoken = spokenLanguages(clinic);
  const hers = spoken.find((words) => words.locale === wanted?.slice(0, 2));
  return hers ?? spoken.find((words) => words.locale === browserLanguage(c, spoken)) ?? (spoken[0] as SiteWords);
}

/** The language the browser likes best among `spoken`, or the first of them. */
function browserLanguage(c: Context, spoken: readonly SiteWords[]): string {
  const supports = spoken.map((words) => words.locale);
  const fallback = supports[0] ?? en.locale;
  return accepts(c, {
    header: 'Accept-Language',
    supports,
    default: fallback,
    match: (accepted) =>
      accepted
        .toSorted((a, b) => b.q - a.q)
        .filter(({ q }) => q > 0)
        .map(({ type }) => type.slice(0, 2).toLowerCase())
        .find((language) => supports.includes(language)) ?? fallback,
  });
}
