// Compiles every e-mail under templates/emails, renders each once to weigh it, and writes the modules the renderer loads.
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuiltTemplates } from '../../functions/adapters/rendering/built-templates.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { type CompiledEmail, compileEmail, type EmailPlace } from './compile-email.ts';
import { buildImages, imagesCode } from './images.ts';
import { buildNewsletterShell, NEWSLETTER } from './newsletter-shell.ts';
import { packStrings } from './pack-strings.ts';
import { palette } from './palette.ts';
import { BuildError, describeProblem, type Problem } from './problem.ts';
import { readSources } from './sources.ts';
import { themeTokens } from './theme-tokens.ts';
import { findTranslations } from './translations.ts';
import { readWords } from './words.ts';

/** Gmail clips at 102 KB; the promise is 60. */
export const HTML_MAX_BYTES = 60_000;

export interface EmailBuild {
  readonly root: string;
  readonly templatesDir: string;
  readonly outDir: string;
  readonly clinic: Clinic;
}

/** Writes templates.mjs and newsletter-shell.mjs (with types) to `outDir`. Throws BuildError naming every problem. */
export async function buildEmails({ root, templatesDir, outDir, clinic }: EmailBuild): Promise<BuiltTemplates> {
  const emailsDir = join(templatesDir, 'emails');
  const partialsDir = join(templatesDir, 'partials');
  const colours = palette(clinic.colours);
  const images = await buildImages(root, join(templatesDir, 'images'), colours);
  const logo = logoToken(clinic, images.tokens);
  const ownWords = await readWords(root, templatesDir, clinic.locale);
  const tokens = {
    ...colours,
    ...themeTokens(clinic.theme),
    ...images.tokens,
    ...logo.tokens,
    ...ownWords.tokens,
    ...(await readSources(join(templatesDir, 'sources.yaml'))),
    lang: clinic.locale,
  };
  const names = (await readdir(emailsDir)).filter((name) => name.endsWith('.mjml')).map((name) => name.slice(0, -5));
  const problems: Problem[] = [...images.problems, ...logo.problems, ...ownWords.problems];
  const compiled: [string, CompiledEmail][] = [];
  const placeOf = (name: string): EmailPlace => ({ root, partialsDir, path: join(emailsDir, `${name}.mjml`) });
  for (const name of names.toSorted()) {
    if (name === NEWSLETTER) continue;
    const { email, problems: found } = await compileEmail(placeOf(name), tokens);
    problems.push(...found);
    if (email !== undefined) compiled.push([name, email]);
  }
  const own = names.filter((name) => name !== NEWSLETTER);
  const translations = await findTranslations(root, emailsDir, names, clinic.otherLocales ?? []);
  problems.push(...translations.problems);
  for (const gap of translations.missing) console.warn(describeProblem(gap, 'warning'));
  const translated = new Map<string, string[]>();
  const shells = new Map<string, string>();
  for (const [locale, some] of translations.names) {
    const words = await readWords(root, templatesDir, locale, ownWords.tokens);
    problems.push(...words.problems);
    const theirs = { ...tokens, ...words.tokens, lang: locale };
    if (some.includes(NEWSLETTER)) {
      const shell = await buildNewsletterShell(placeOf(join(locale, NEWSLETTER)), theirs);
      problems.push(...shell.problems);
      if (shell.code !== undefined) shells.set(locale, shell.code);
    }
    for (const name of some.filter((one) => own.includes(one))) {
      const { email, problems: found } = await compileEmail(placeOf(join(locale, name)), theirs);
      problems.push(...found);
      if (email === undefined) continue;
      translated.set(name, [...(translated.get(name) ?? []), `${JSON.stringify(locale)}: ${email.code}`]);
    }
  }
  const shell = names.includes(NEWSLETTER) ? await buildNewsletterShell(placeOf(NEWSLETTER), tokens) : undefined;
  problems.push(...(shell?.problems ?? []));
  if (problems.length > 0) throw new BuildError(problems);

  await writeImages(outDir, imagesCode(images.files));
  const entries = compiled.map(([name, email]) => {
    const others = `{${(translated.get(name) ?? []).join(',\n')}}`;
    return `${JSON.stringify(name)}: { ...${email.code}, translations: ${others} }`;
  });
  await writeModule(outDir, root, 'templates', 'BuiltTemplates', `{\n${entries.join(',\n')}\n}`);
  if (shell?.code !== undefined) {
    const others = [...shells].map(([locale, code]) => `${JSON.stringify(locale)}: ${code}`).join(',\n');
    const code = `{ ...${shell.code}, translations: {${others}} }`;
    await writeModule(outDir, root, 'newsletter-shell', 'NewsletterShell', code, 'newsletterShell');
  }
  // The query makes Node load what was just written, also when an earlier build was loaded by this process.
  const url = `${pathToFileURL(join(outDir, 'templates.mjs')).href}?t=${Date.now()}`;
  const { templates } = (await import(url)) as { templates: BuiltTemplates };
  await weigh(templates, clinic, (name) => longestLine(root, placeOf(name).path));
  return templates;
}

/** The theme's logo as the picture it names. A folder without pictures has none, and its e-mails may not show one. */
function logoToken({ theme }: Clinic, pictures: Readonly<Record<string, string>>) {
  const address = pictures[`image_${theme.logo.replaceAll('-', '_')}`];
  if (address !== undefined) return { tokens: { image_logo: address }, problems: [] };
  if (Object.keys(pictures).length === 0) return { tokens: {}, problems: [] };
  const remedy = `Add templates/images/${theme.logo}.svg, or name a picture that is there.`;
  const message = `\`theme.logo\` names "${theme.logo}", which is no picture.`;
  return { tokens: {}, problems: [{ file: 'clinic.config.ts', message, remedy }] };
}

async function writeModule(outDir: string, root: string, file: string, type: string, code: string, name = file) {
  const header = '// Written by infra/build/build.ts from templates/; do not edit.\n';
  const types = relative(outDir, join(root, 'functions/adapters/rendering/built-templates.ts'));
  const packed = packStrings(code);
  await writeWhole(join(outDir, `${file}.mjs`), `${header}${packed.prologue}export const ${name} = ${packed.code};\n`);
  const declaration = `import type { ${type} } from '${types}';\nexport declare const ${name}: ${type};\n`;
  await writeWhole(join(outDir, `${file}.d.mts`), header + declaration);
}

async function writeImages(outDir: string, code: string): Promise<void> {
  const header = '// Written by infra/build/build.ts from templates/images/; do not edit.\n';
  await writeWhole(join(outDir, 'images.mjs'), `${header}export const images = ${code};\n`);
  const declaration = 'export declare const images: Readonly<Record<string, string>>;\n';
  await writeWhole(join(outDir, 'images.d.mts'), header + declaration);
}

/** Test workers may build at the same time: nobody must ever load half a file. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, path);
}

/** Where an e-mail that is too heavy has most to give. */
async function longestLine(root: string, path: string): Promise<{ file: string; line: number }> {
  const lengths = (await readFile(path, 'utf8')).split('\n').map(({ length }) => length);
  return { file: relative(root, path), line: lengths.indexOf(Math.max(...lengths)) + 1 };
}

async function weigh(
  templates: BuiltTemplates,
  clinic: Clinic,
  placeOf: (name: string) => Promise<Pick<Problem, 'file' | 'line'>>,
): Promise<void> {
  const renderer = makeRenderer({ clinic, origin: clinic.linkOrigin, templates });
  const problems: Problem[] = [];
  for (const template of renderer.templateNames()) {
    const others = Object.keys(templates[template]?.translations ?? {});
    for (const locale of [undefined, ...others]) {
      for (const tracked of [false, true]) {
        const { html } = await renderer.renderTemplate(template, { locale: locale ?? clinic.locale, tracked });
        const bytes = Buffer.byteLength(html);
        if (bytes <= HTML_MAX_BYTES) continue;
        const message = `The ${tracked ? 'tracked' : 'untracked'} HTML has ${bytes} bytes; ${HTML_MAX_BYTES} are allowed.`;
        const place = await placeOf(locale === undefined ? template : join(locale, template));
        problems.push({ ...place, message, remedy: 'Shorten the e-mail, this line first, or split it in two.' });
      }
    }
  }
  if (problems.length > 0) throw new BuildError(problems);
}
