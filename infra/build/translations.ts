// Finds the e-mails' translations: templates/emails/LOCALE/NAME.mjml stands beside the clinic's own NAME.mjml.
// A translation of nothing is a mistake; a missing one falls back to the clinic's language, and the build says so.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Problem } from './problem.ts';

const LOCALE_FOLDER = /^[a-z]{2}(-[A-Z]{2})?$/;

export interface Translations {
  /** Names translated into each locale, without `.mjml`. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
  /** Readers of these locales get the clinic's language instead. */
  readonly missing: readonly Problem[];
}

/** `own` are the names of the e-mails in the clinic's language, `declared` the clinic's other locales. */
export async function findTranslations(
  root: string,
  emailsDir: string,
  own: readonly string[],
  declared: readonly string[],
): Promise<Translations> {
  const names = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  const missing: Problem[] = [];
  for (const entry of (await readdir(emailsDir, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (!entry.isDirectory() || !LOCALE_FOLDER.test(entry.name)) continue;
    if (!declared.includes(entry.name)) {
      const message = `Nobody gets the e-mails of "${entry.name}": it is none of the clinic's locales.`;
      const remedy = `Add '${entry.name}' to \`otherLocales\` in clinic.config.ts, or remove this folder.`;
      problems.push({ file: relative(root, join(emailsDir, entry.name)), message, remedy });
    }
    const files = await readdir(join(emailsDir, entry.name));
    const translated = files.filter((file) => file.endsWith('.mjml')).map((file) => file.slice(0, -5));
    names.set(entry.name, translated.toSorted());
    const fileOf = (name: string) => relative(root, join(emailsDir, entry.name, `${name}.mjml`));
    for (const name of translated.filter((one) => !own.includes(one))) {
      const remedy = `Add templates/emails/${name}.mjml, or remove this file.`;
      problems.push({ file: fileOf(name), message: 'This translates an e-mail that does not exist.', remedy });
    }
    for (const name of own.filter((one) => !translated.includes(one))) {
      const message = `"${name}" is not translated, so its readers get the clinic's language.`;
      missing.push({ file: fileOf(name), message, remedy: 'Add this file and its .yaml.' });
    }
  }
  for (const locale of declared.filter((one) => !names.has(one))) {
    const message = `\`otherLocales\` names "${locale}", which no e-mail is written in.`;
    problems.push({ file: 'clinic.config.ts', message, remedy: `Add templates/emails/${locale}/, or take it out.` });
  }
  return { names, problems, missing };
}
