// One e-mail from its two source files to precompiled Handlebars, or the list of what is wrong with it.
// MJML runs first, over trusted sources only; data is merged later, by the renderer.
import { relative } from 'node:path';
import Handlebars from 'handlebars';
import { escapeHtml } from '../../functions/adapters/rendering/handlebars-runtime.ts';
import { LEAVE_LINKS } from '../../functions/adapters/rendering/links.ts';
import { compileMjml } from '../../functions/adapters/rendering/mjml.ts';
import { plainText } from '../../functions/adapters/rendering/plain-text.ts';
import { outputProblems } from './check-output.ts';
import { variableProblems } from './check-variables.ts';
import { type EmailMeta, readEmailMeta, sourceKeys } from './email-meta.ts';
import { type EmailSource, fillTokens, originOf, readEmailSource, sourceText } from './email-source.ts';
import { findPlaceholders } from './placeholders.ts';
import type { Problem } from './problem.ts';
import { SOURCE_TOKEN, sourceProblems } from './sources.ts';

export interface EmailPlace {
  readonly root: string;
  readonly partialsDir: string;
  /** Absolute path of NAME.mjml; NAME.yaml lies beside it. */
  readonly path: string;
}

export interface CompiledEmail {
  readonly meta: EmailMeta;
  /** JavaScript source of a BuiltTemplate. */
  readonly code: string;
}

/** `tokens` are the colours, the pictures, the citations and the language; headline, preheader and sources come from the e-mail's own meta. */
export async function compileEmail(
  place: EmailPlace,
  tokens: Readonly<Record<string, string>>,
): Promise<{ email?: CompiledEmail; problems: readonly Problem[] }> {
  const { meta, source, problems } = await readEmail(place, tokens);
  if (meta === undefined || problems.length > 0) return { problems };
  const file = relative(place.root, place.path);
  const mjml = sourceText(source);
  const { html, errors } = await compileMjml(mjml);
  if (errors.length > 0) return { problems: errors.map((error) => mjmlProblem(error, source)) };
  const text = plainText(html);
  const found = outputProblems({ file, meta, source, used: findPlaceholders(mjml).placeholders, html, text });
  if (found.length > 0) return { problems: found };
  return { email: { meta, code: templateCode(meta, html, text) }, problems: [] };
}

/** Reads and checks an e-mail's sources: everything that can be told before MJML runs. */
export async function readEmail(
  place: EmailPlace,
  tokens: Readonly<Record<string, string>>,
): Promise<{ meta?: EmailMeta; source: EmailSource; problems: readonly Problem[] }> {
  const metaPath = place.path.replace(/\.mjml$/, '.yaml');
  const metaFile = relative(place.root, metaPath);
  const read = await readEmailMeta(metaPath, metaFile).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const remedy = 'Add it with kind, subject, preheader, eyebrow, headline and links.';
    const problems = [{ file: metaFile, message: 'The e-mail has no such file.', remedy }];
    return { problems, meta: undefined, lineOf: () => 1 };
  });
  const raw = await readEmailSource(place.path, place.root, place.partialsDir);
  if (read.meta === undefined) return { source: raw, problems: [...read.problems, ...raw.problems] };
  const source = fillTokens(raw, { ...tokens, ...metaTokens(read.meta, tokens) });
  const { placeholders, refusals } = findPlaceholders(sourceText(source));
  const problems = [
    ...read.problems,
    ...source.problems,
    ...sourceProblems(read.meta, metaFile, tokens, read.lineOf),
    ...refusals.map(({ line, ...rest }) => ({ ...originOf(source, line), ...rest })),
    ...(refusals.length > 0
      ? []
      : variableProblems(read.meta, { metaFile, lineOf: read.lineOf }, source, placeholders)),
  ];
  return { meta: read.meta, source, problems };
}

export function mjmlProblem(error: { line: number; message: string }, source: EmailSource): Problem {
  const remedy = /\{\{/.test(error.message)
    ? 'Use a [[token]] that the build fills, not {{ }}, in an attribute that MJML checks.'
    : 'See the component at documentation.mjml.io.';
  return { ...originOf(source, error.line), message: `MJML: ${error.message.trim()}.`, remedy };
}

/** A caller's own token of the same name wins: the newsletter's shell keeps marks where an issue's words will go. */
function metaTokens(meta: EmailMeta, given: Readonly<Record<string, string>>): Record<string, string> {
  const cited = sourceKeys(meta).map((key) => given[SOURCE_TOKEN + key] ?? '');
  const sources = cited.map((source) => `<p>${escapeHtml(source)}</p>`).join('');
  const own = {
    title: escapeHtml(meta.subject),
    preheader: escapeHtml(meta.preheader),
    eyebrow: escapeHtml(meta.eyebrow),
    headline: escapeHtml(meta.headline),
    sources,
  };
  return { ...own, ...given };
}

function templateCode(meta: EmailMeta, html: string, text: string): string {
  const links = Object.entries(meta.links).map(([name, url]) => ({ name, url }));
  if (meta.kind === 'marketing') links.push(...LEAVE_LINKS);
  const scalars = new Set<string>(meta.variables.filter((name) => name === 'firstName'));
  for (const { url } of links) {
    if (/\{(?:token|leaveToken)\}/.test(url)) scalars.add('leaveToken');
    if (url.includes('{confirmToken}')) scalars.add('confirmToken');
  }
  const fields = [
    `kind: ${JSON.stringify(meta.kind)}`,
    `subject: ${precompile(meta.subject, true)}`,
    ...(meta.alternateSubject === undefined ? [] : [`alternateSubject: ${precompile(meta.alternateSubject, true)}`]),
    `html: ${precompile(html, false)}`,
    `text: ${precompile(text, true)}`,
    `links: ${JSON.stringify(links)}`,
    `fallbacks: ${JSON.stringify(meta.fallbacks)}`,
    `scalars: ${JSON.stringify([...scalars])}`,
  ];
  return `{\n${fields.join(',\n')}\n}`;
}

/** Strict: a variable that stage 1 does not hand over throws instead of leaving a hole. */
export function precompile(template: string, plain: boolean): string {
  const options = { strict: true, noEscape: plain, knownHelpersOnly: true, knownHelpers: {} };
  return String(Handlebars.precompile(template, options as PrecompileOptions));
}
