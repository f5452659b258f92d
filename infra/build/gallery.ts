// Writes gallery.mjs: for every e-mail in every language its sources and what its checks found, for staff to look at.
// Checking costs a tenth of a second an e-mail, so what did not change since the last build is not checked again.
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BuiltTemplates, NewsletterShell } from '../../functions/adapters/rendering/built-templates.ts';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { BuildNote, EmailCheck, GalleryEmail, GalleryView } from '../../functions/ports/gallery.ts';
import type { NewsletterContent, Rendered } from '../../functions/ports/renderer.ts';
import { sampleIssue } from '../../functions/ports/sample-issue.ts';
import { checkEmail } from './checks/check-email.ts';
import type { EmailUnderCheck } from './checks/email-under-check.ts';
import { readTerms } from './checks/terms.ts';
import { readEmailMeta } from './email-meta.ts';
import { NEWSLETTER } from './newsletter-shell.ts';
import { findTranslations } from './translations.ts';

export interface GalleryBuild {
  readonly root: string;
  readonly templatesDir: string;
  readonly outDir: string;
  readonly clinic: Clinic;
  readonly templates: BuiltTemplates;
  /** Absent where the clinic has no newsletter. */
  readonly shell: NewsletterShell | undefined;
  /** File name to base64. */
  readonly images: Readonly<Record<string, string>>;
}

/** Earlier findings by the hash of all they rest on. */
type Findings = Readonly<Record<string, readonly EmailCheck[]>>;

const FINDINGS = 'checks.json';

export async function buildGallery(build: GalleryBuild): Promise<GalleryView> {
  const { root, outDir } = build;
  const terms = await readTerms(join(build.templatesDir, 'terms.yaml'));
  const earlier = await readFindings(join(outDir, FINDINGS));
  const checksHash = await hashOf([join(import.meta.dirname, 'checks'), join(import.meta.dirname, 'palette.ts')]);
  const findings: Record<string, readonly EmailCheck[]> = {};
  const emails: GalleryEmail[] = [];
  for (const email of await readEmails(build)) {
    const key = createHash('sha256')
      .update(checksHash)
      .update(JSON.stringify([email.check, terms], plain))
      .digest('hex');
    const checks = earlier[key] ?? (await checkEmail(email.check, terms));
    findings[key] = checks;
    emails.push({ ...email.shown, checks });
  }
  const view: GalleryView = { emails, notes: await warnings(build) };
  await writeWhole(join(outDir, FINDINGS), JSON.stringify(findings));
  await writeModule(outDir, root, view);
  return view;
}

interface ReadEmail {
  readonly shown: Omit<GalleryEmail, 'checks'>;
  readonly check: EmailUnderCheck;
}

async function readEmails(build: GalleryBuild): Promise<ReadEmail[]> {
  const { clinic, templates, shell } = build;
  const own = Object.keys(templates).map((template) => ({ template, locale: clinic.locale }));
  if (shell !== undefined) {
    const locales = [clinic.locale, ...Object.keys(shell.translations ?? {})];
    own.push(...locales.map((locale) => ({ template: NEWSLETTER, locale })));
  }
  const translated = Object.entries(templates).flatMap(([template, { translations }]) =>
    Object.keys(translations ?? {}).map((locale) => ({ template, locale })),
  );
  const all = [...own, ...translated].toSorted(
    (a, b) =>
      Number(a.locale !== clinic.locale) - Number(b.locale !== clinic.locale) ||
      a.locale.localeCompare(b.locale) ||
      a.template.localeCompare(b.template),
  );
  const render = makeRender(build);
  return Promise.all(all.map(({ template, locale }) => readOne(build, render, template, locale)));
}

async function readOne(build: GalleryBuild, render: Render, template: string, locale: string): Promise<ReadEmail> {
  const { root, templatesDir, clinic, images } = build;
  const folder = join(templatesDir, 'emails', ...(locale === clinic.locale ? [] : [locale]));
  const paths = ['mjml', 'yaml'].map((ending) => join(folder, `${template}.${ending}`));
  const sources = await Promise.all(
    paths.map(async (path) => ({ file: relative(root, path), text: await readFile(path, 'utf8') })),
  );
  const { meta } = await readEmailMeta(paths[1] ?? '', sources[1]?.file ?? '');
  if (meta === undefined) throw new Error(`${sources[1]?.file} was built and cannot be read any more.`);
  const untracked = await render(template, locale, false);
  const tracked = await render(template, locale, true);
  const subject = template === NEWSLETTER ? untracked.subject : meta.subject;
  const { kind, alternateSubject, headline } = meta;
  const preheader = (template === NEWSLETTER ? sampleIssue(locale).preheader : undefined) ?? meta.preheader;
  return {
    shown: {
      template,
      locale,
      kind,
      subject,
      ...(alternateSubject && { alternateSubject }),
      preheader,
      headline,
      sources,
    },
    check: {
      template,
      locale,
      subjects: [subject, ...(alternateSubject ? [alternateSubject] : [])],
      preheader,
      names: [clinic.name, clinic.postalAddress],
      html: untracked.html,
      trackedHtml: tracked.html,
      text: untracked.text,
      links: tracked.links,
      imageBytes: new Map(
        Object.entries(images).map(([name, base64]) => [name, Buffer.from(base64, 'base64').byteLength]),
      ),
    },
  };
}

type Render = (template: string, locale: string, tracked: boolean) => Promise<Rendered>;

function makeRender({ clinic, templates, shell }: GalleryBuild): Render {
  const origin = clinic.linkOrigin;
  const renderer = makeRenderer({ clinic, origin, templates });
  // Compiling runs MJML, so once for each language.
  const issues = new Map<string, Promise<NewsletterContent>>();
  return async (template, locale, tracked) => {
    if (template !== NEWSLETTER || shell === undefined) return renderer.renderTemplate(template, { locale, tracked });
    const compiler = makeContentCompiler({ clinic, origin, shell });
    const issue = issues.get(locale) ?? compiler.compile(sampleIssue(locale));
    issues.set(locale, issue);
    return renderer.renderNewsletter(await issue, { locale, tracked });
  };
}

async function warnings({ root, templatesDir, clinic, templates, shell }: GalleryBuild): Promise<BuildNote[]> {
  const declared = clinic.otherLocales ?? [];
  const names = [...Object.keys(templates), ...(shell === undefined ? [] : [NEWSLETTER])];
  const { missing } = await findTranslations(root, join(templatesDir, 'emails'), names, declared);
  return missing.map(({ file, message, remedy }) => ({ kind: 'warning', file, message, remedy }));
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    const files = path.endsWith('.ts') ? [path] : (await readdir(path)).toSorted().map((file) => join(path, file));
    for (const file of files) hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

const plain = (_key: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);

async function readFindings(path: string): Promise<Findings> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '{}';
  });
  return JSON.parse(text) as Findings;
}

async function writeModule(outDir: string, root: string, view: GalleryView): Promise<void> {
  const header = '// Written by infra/build/build.ts from templates/; do not edit.\n';
  await writeWhole(join(outDir, 'gallery.mjs'), `${header}export const gallery = ${JSON.stringify(view)};\n`);
  const types = relative(outDir, join(root, 'functions/ports/gallery.ts'));
  const declaration = `import type { GalleryView } from '${types}';\nexport declare const gallery: GalleryView;\n`;
  await writeWhole(join(outDir, 'gallery.d.mts'), header + declaration);
}

/** Test workers may build at the same time: nobody must ever load half a file. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, path);
}
