// Reads a template's NAME.yaml: subjects, preheader, variables, links and sources, each problem with its line.
// What is shown before an e-mail is opened, and every address, must not tell what the person was treated for.
import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { LEAVE_LINKS, LINK_PLACES } from '../../functions/adapters/rendering/links.ts';
import type { Problem } from './problem.ts';

const SUBJECT_MAX_CHARS = 70;
const PREHEADER_MIN_CHARS = 40;
const PREHEADER_MAX_CHARS = 110;

// A lock screen, a server's log and a proxy see subjects and addresses: none may name a condition or a treatment.
const TELLING_WORDS = /acne|scar|skin|peel|needl|treat|laser|derma|pore|pimple|spot|wrinkle|collagen|procedure/i;

const line = z.string().trim().min(1);

const emailMetaSchema = z.strictObject({
  kind: z.enum(['marketing', 'transactional']),
  subject: line.max(SUBJECT_MAX_CHARS),
  /** The re-send's subject, where a journey re-sends this e-mail. */
  alternateSubject: line.max(SUBJECT_MAX_CHARS).optional(),
  preheader: line.min(PREHEADER_MIN_CHARS).max(PREHEADER_MAX_CHARS),
  /** The small line above the headline, and the headline itself. */
  eyebrow: line,
  headline: line,
  /** Every Handlebars variable that the template and its partials use, save `link.*` and `pixel`. */
  variables: z.array(line).default([]),
  /** What stands where a reader's own value is missing, for each variable that can be. */
  fallbacks: z.record(z.string(), line.max(40).regex(/^[^{}<>&"]*$/, 'is words alone')).default({}),
  /** Name to URL pattern; `main` is the button's. */
  links: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), line).default({}),
  /** Medical statements beyond what the clinic says on its own: the exact words, and the key of their source. */
  claims: z.array(z.strictObject({ says: line, source: line })).default([]),
  /** Keys of further sources that the e-mail draws on as a whole. */
  sources: z.array(line).default([]),
});

export type EmailMeta = z.infer<typeof emailMetaSchema>;

/** The line of a key's value: `lineOf(['links', 'main'])`; of the nearest one above it where it is missing. */
export type LineOf = (keys: readonly PropertyKey[]) => number;

/** The keys of everything an e-mail rests on, each once, in the order of its claims. */
export function sourceKeys({ claims, sources }: Pick<EmailMeta, 'claims' | 'sources'>): string[] {
  return [...new Set([...claims.map((claim) => claim.source), ...sources])];
}

const REMEDIES: Readonly<Record<string, string>> = {
  kind: 'Write `kind: marketing` or `kind: transactional`.',
  subject: `Write \`subject:\` with at most ${SUBJECT_MAX_CHARS} characters.`,
  alternateSubject: `Keep \`alternateSubject:\` within ${SUBJECT_MAX_CHARS} characters.`,
  preheader: `Write \`preheader:\` with ${PREHEADER_MIN_CHARS} to ${PREHEADER_MAX_CHARS} characters.`,
};

interface ReadMeta {
  readonly meta?: EmailMeta;
  readonly problems: Problem[];
  readonly lineOf: LineOf;
}

export async function readEmailMeta(path: string, file: string): Promise<ReadMeta> {
  const lines = new LineCounter();
  const document = parseDocument(await readFile(path, 'utf8'), { lineCounter: lines });
  const lineOf: LineOf = (keys) => {
    const node = document.getIn(keys, true) as { range?: readonly number[] | null } | undefined;
    if (node === undefined && keys.length > 0) return lineOf(keys.slice(0, -1));
    return lines.linePos(node?.range?.[0] ?? 0).line;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      message: `This is not YAML: ${error.message.split('\n')[0]}.`,
      remedy: 'Mend the line; quote a value that holds a colon.',
    }));
    return { problems, lineOf };
  }
  const parsed = emailMetaSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const key = String(issue.path[0] ?? 'the file');
      const remedy = REMEDIES[key] ?? 'See templates/emails/welcome.yaml for a whole one.';
      return { file, line: lineOf(issue.path), message: `\`${key}\` is missing or wrong: ${issue.message}.`, remedy };
    });
    return { problems, lineOf };
  }
  const meta = parsed.data;
  const at = (keys: readonly PropertyKey[], message: string, remedy: string): Problem => ({
    file,
    line: lineOf(keys),
    message,
    remedy,
  });
  return { meta, problems: [...discretionProblems(meta, at), ...linkProblems(meta, at)], lineOf };
}

type At = (keys: readonly PropertyKey[], message: string, remedy: string) => Problem;

function discretionProblems(meta: EmailMeta, at: At): Problem[] {
  const shown = (['subject', 'alternateSubject', 'preheader'] as const).flatMap((key) => {
    const word = TELLING_WORDS.exec(meta[key] ?? '')?.[0];
    const remedy = 'Word it so that it would embarrass nobody on a lock screen.';
    return word === undefined
      ? []
      : [at([key], `\`${key}\` says "${word}", which tells of a person's health.`, remedy)];
  });
  const addresses = Object.entries(meta.links).flatMap(([name, url]) => {
    const word = TELLING_WORDS.exec(url)?.[0];
    const remedy = 'Give the page a neutral path, such as /learn/a.';
    return word === undefined ? [] : [at(['links', name], `The link "${name}" says "${word}" in its URL.`, remedy)];
  });
  return [...shown, ...addresses];
}

function linkProblems(meta: EmailMeta, at: At): Problem[] {
  const problems: Problem[] = [];
  const isNewsletter = meta.links.archive !== undefined;
  if (meta.links.main === undefined && !isNewsletter) {
    problems.push(at(['links'], 'There is no `main` link.', "Declare `links: main:`, the button's address."));
  }
  for (const [name, url] of Object.entries(meta.links)) {
    if (LEAVE_LINKS.some((link) => link.name === name)) {
      const remedy = 'Take it out: every marketing e-mail gets it by itself.';
      problems.push(at(['links', name], `"${name}" is declared by hand.`, remedy));
    }
    for (const [, place] of url.matchAll(/\{(\w+)\}/g)) {
      if (LINK_PLACES.includes(place ?? '') || (isNewsletter && place === 'issueId')) continue;
      const remedy = `Use one of ${LINK_PLACES.map((known) => `{${known}}`).join(', ')}.`;
      problems.push(at(['links', name], `The link "${name}" holds the unknown place {${place}}.`, remedy));
    }
    if (!/^(?:\{(?:website|bookingUrl|privacyUrl|origin)\}|https:\/\/)/.test(url)) {
      const remedy = 'Start it with {website}, {origin}, {bookingUrl}, {privacyUrl} or https://.';
      problems.push(at(['links', name], `The link "${name}" does not lead to a https page.`, remedy));
    }
  }
  return problems;
}
