// The newsletter's shell: MJML with includes and colours filled in, and marks where an issue's own words will go.
// A sample issue is compiled, so that a broken shell fails here and not when staff publish.
import { relative } from 'node:path';
import { compileMjml } from '../../functions/adapters/rendering/mjml.ts';
import { SHELL_MARKS } from '../../functions/adapters/rendering/newsletter-marks.ts';
import { plainText } from '../../functions/adapters/rendering/plain-text.ts';
import { outputProblems } from './check-output.ts';
import { type EmailPlace, mjmlProblem, precompile, readEmail } from './compile-email.ts';
import { sourceText } from './email-source.ts';
import { findPlaceholders } from './placeholders.ts';
import type { Problem } from './problem.ts';

export const NEWSLETTER = 'newsletter';

export async function buildNewsletterShell(
  place: EmailPlace,
  tokens: Readonly<Record<string, string>>,
): Promise<{ code?: string; problems: readonly Problem[] }> {
  const { meta, source, problems } = await readEmail(place, { ...tokens, ...SHELL_MARKS });
  if (meta === undefined || problems.length > 0) return { problems };
  const file = relative(place.root, place.path);
  const personal = meta.variables.find((name) => name === 'firstName' || name === 'tracked');
  if (personal !== undefined) {
    const remedy = 'Take it out: a newsletter is compiled once for all who get it.';
    return { problems: [{ file, message: `A newsletter cannot use {{${personal}}}.`, remedy }] };
  }
  const mjml = sourceText(source);
  if (!mjml.includes(SHELL_MARKS.content)) {
    const remedy = 'Write [[content]] between two sections of its mj-body.';
    return { problems: [{ file, message: "The newsletter has no place for an issue's words.", remedy }] };
  }
  const sample = mjml.replace(
    SHELL_MARKS.content,
    '<mj-section><mj-column><mj-text>Sample</mj-text></mj-column></mj-section>',
  );
  const { html, errors } = await compileMjml(sample);
  if (errors.length > 0) return { problems: errors.map((error) => mjmlProblem(error, source)) };
  const used = findPlaceholders(mjml).placeholders;
  const found = outputProblems({ file, meta, source, used, html, text: plainText(html) });
  if (found.length > 0) return { problems: found };
  return { code: `{ mjml: ${precompile(mjml, false)} }`, problems: [] };
}
