// The build: `tsx infra/build/build.ts` turns templates/ into .build/, or fails naming file, line and remedy.
// The local runner and the tests call build() in their own process; unchanged inputs are not built again.
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { NewsletterShell } from '../../functions/adapters/rendering/built-templates.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import type { TemplateFacts } from './check-journey.ts';
import { BuildError } from './problem.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Whatever changes what the build writes; package-lock.json stands for MJML's and Handlebars' versions. */
const INPUTS = [
  'templates/**/*.{mjml,yaml,svg}',
  'infra/build/**/*.ts',
  'functions/ports/{gallery,sample-issue}.ts',
  'functions/domain/{journey,questions,segment}.ts',
  'functions/adapters/rendering/*.ts',
  'package-lock.json',
];

const STAMP = 'inputs.sha256';

export interface BuildOptions {
  /** Builds also when nothing changed. */
  readonly force?: boolean;
  readonly root?: string;
}

export interface BuildResult {
  readonly built: boolean;
  readonly outDir: string;
  readonly durationMs: number;
}

/** Writes `.build/`. Throws BuildError, whose message has one line for each problem. */
export async function build({ force = false, root = ROOT }: BuildOptions = {}): Promise<BuildResult> {
  const startedAt = performance.now();
  const outDir = join(root, '.build');
  const { default: clinic } = (await import('../../clinic.config.ts')) as { default: Clinic };
  const stamp = await hashInputs(root, clinic);
  const done = (built: boolean): BuildResult => ({
    built,
    outDir,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const stampPath = join(outDir, STAMP);
  if (!force && (await readFile(stampPath, 'utf8').catch(() => '')) === stamp) return done(false);
  await mkdir(outDir, { recursive: true });
  await rm(stampPath, { force: true });
  // Loaded only now: MJML takes longer to load than an unchanged build takes to notice that it is unchanged.
  const { buildEmails } = await import('./emails.ts');
  const { buildJourneys } = await import('./journeys.ts');
  const templates = await buildEmails({ root, templatesDir: join(root, 'templates'), outDir, clinic });
  const facts = Object.entries(templates).map(([name, { kind, links, alternateSubject }]): [string, TemplateFacts] => [
    name,
    { kind, links: links.map((link) => link.name), alternateSubject: alternateSubject !== undefined },
  ]);
  const known = { templates: new Map(facts), cap: clinic.caps, topics: clinic.topics.map(({ id }) => id) };
  await buildJourneys({ root, templatesDir: join(root, 'templates'), outDir, known });
  const { buildGallery } = await import('./gallery.ts');
  const [{ newsletterShell: shell }, { images }] = await Promise.all([
    load<{ newsletterShell?: NewsletterShell }>(outDir, 'newsletter-shell.mjs'),
    load<{ images: Readonly<Record<string, string>> }>(outDir, 'images.mjs'),
  ]);
  await buildGallery({ root, templatesDir: join(root, 'templates'), outDir, clinic, templates, shell, images });
  await writeFile(stampPath, stamp);
  return done(true);
}

/** The query makes Node load what was just written, also when an earlier build was loaded by this process. */
async function load<Module>(outDir: string, file: string): Promise<Module> {
  return (await import(`${pathToFileURL(join(outDir, file)).href}?t=${Date.now()}`)) as Module;
}

async function hashInputs(root: string, clinic: Clinic): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(INPUTS, { cwd: root })) files.push(file.replaceAll('\\', '/'));
  const hash = createHash('sha256').update(JSON.stringify(clinic));
  for (const file of files.toSorted()) hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { built, durationMs } = await build({ force: process.argv.includes('--force') });
    console.log(built ? `Built .build/ in ${durationMs} ms.` : 'Nothing changed since the last build.');
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(`The build failed:\n${error.message}`);
    process.exitCode = 1;
  }
}
