// The sentences a person agrees to, in her language. A version covers its translations: they say the same.
import type { Clinic } from './clinic.ts';

export interface ConsentWords {
  readonly marketing: string;
  readonly tracking: string;
}

/** A language stands for its regions: `es` also for `es-MX`. The clinic's own sentences where hers are not written. */
export function consentWords(wording: Clinic['consentWording'], locale: string): ConsentWords {
  const { marketing, tracking, translations = {} } = wording;
  return translations[locale] ?? translations[locale.slice(0, 2)] ?? { marketing, tracking };
}
