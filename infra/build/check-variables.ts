// Compares what an e-mail's source uses with what its .yaml declares: variables and links, both ways.
import type { EmailMeta, LineOf } from './email-meta.ts';
import { type EmailSource, originOf } from './email-source.ts';
import type { Placeholder } from './placeholders.ts';
import type { Problem } from './problem.ts';

/** Everything a template may declare: what stage 1 knows, then the scalars SES substitutes. */
export const KNOWN_VARIABLES: readonly string[] = [
  'clinic.name',
  'clinic.postalAddress',
  'clinic.phone',
  'clinic.website',
  'clinic.sender.replyTo',
  'tracked',
  'firstName',
];

/** What a reader may not have told. */
export const PERSONAL_VARIABLES: readonly string[] = ['firstName'];

/** Stage 1 provides these to every template, so that none has to declare them. */
const PROVIDED = new Set(['pixel', 'origin']);

export function variableProblems(
  meta: EmailMeta,
  { metaFile, lineOf }: { readonly metaFile: string; readonly lineOf: LineOf },
  source: EmailSource,
  used: Placeholder[],
): Problem[] {
  const problems: Problem[] = [];
  const reads = used.flatMap(({ variables, line }) => variables.map((name) => ({ name, at: originOf(source, line) })));
  const names = new Set(reads.map((read) => read.name));
  const links = new Set([
    ...Object.keys(meta.links),
    ...(meta.kind === 'marketing' ? ['unsubscribe', 'preferences'] : []),
  ]);

  for (const { name, at } of reads) {
    if (name.startsWith('link.')) {
      if (links.has(name.slice('link.'.length))) continue;
      const remedy = `Declare it under \`links\` in ${metaFile}.`;
      problems.push({ ...at, message: `{{${name}}} names a link that is not declared.`, remedy });
    } else if (!PROVIDED.has(name) && !meta.variables.includes(name)) {
      const known = KNOWN_VARIABLES.includes(name);
      const message = known ? `{{${name}}} is not declared.` : `{{${name}}} is not a variable e-mails know.`;
      const remedy = known ? `Add it to \`variables\` in ${metaFile}.` : `Use one of ${KNOWN_VARIABLES.join(', ')}.`;
      problems.push({ ...at, message, remedy });
    }
  }
  for (const [at, name] of meta.variables.entries()) {
    const place = { file: metaFile, line: lineOf(['variables', at]) };
    if (!KNOWN_VARIABLES.includes(name)) {
      const remedy = `Use one of ${KNOWN_VARIABLES.join(', ')}.`;
      problems.push({ ...place, message: `The declared variable "${name}" is not one e-mails know.`, remedy });
    } else if (!names.has(name)) {
      const remedy = 'Use it in the e-mail, or take it from `variables`.';
      problems.push({ ...place, message: `The variable "${name}" is declared but not used.`, remedy });
    }
  }
  for (const name of PERSONAL_VARIABLES.filter((one) => meta.variables.includes(one) && !meta.fallbacks[one])) {
    const remedy = `Add \`fallbacks: { ${name}: there }\` with what stands there when it is unknown.`;
    problems.push({ file: metaFile, message: `The variable "${name}" may be missing, and has no fallback.`, remedy });
  }
  for (const name of Object.keys(meta.fallbacks)) {
    if (PERSONAL_VARIABLES.includes(name) && meta.variables.includes(name)) continue;
    const remedy = `Take it from \`fallbacks\`: only ${PERSONAL_VARIABLES.join(', ')} can be missing.`;
    problems.push({ file: metaFile, message: `"${name}" has a fallback that is never needed.`, remedy });
  }
  for (const name of Object.keys(meta.links)) {
    if (names.has(`link.${name}`)) continue;
    const message =
      name === 'main' ? 'No button leads to the `main` link.' : `The link "${name}" is declared but not used.`;
    const remedy = `Put href="{{link.${name}}}" into the e-mail, or take the link from \`links\`.`;
    problems.push({ file: metaFile, line: lineOf(['links', name]), message, remedy });
  }
  return problems;
}
