// Looks at a compiled e-mail: what MJML dropped or mangled, links outside the table, what the law asks of marketing mail.
import { PERSONAL_VARIABLES } from './check-variables.ts';
import type { EmailMeta } from './email-meta.ts';
import { type EmailSource, originOf } from './email-source.ts';
import { findPlaceholders, type Placeholder } from './placeholders.ts';
import type { Problem } from './problem.ts';

const TEXT_MIN_CHARS = 80;
/** What a `[[image_name]]` token leaves. */
const OWN_IMAGE = /^ src="\{\{origin\}\}\/images\/[0-9a-f]{16}\.png"$/;

export interface CompiledParts {
  readonly file: string;
  readonly meta: EmailMeta;
  readonly source: EmailSource;
  /** The placeholders of the source, before MJML. */
  readonly used: readonly Placeholder[];
  readonly html: string;
  readonly text: string;
}

export function outputProblems(parts: CompiledParts): Problem[] {
  const { file } = parts;
  const left = /<!--\s*mj-include[^>]*-->|<mj-include[^>]*>|\[\[\w+\]\]/.exec(parts.html)?.[0];
  if (left !== undefined) {
    return [{ file, message: `MJML left ${left} in the HTML.`, remedy: 'Mend the include or token it came from.' }];
  }
  return [
    ...lostPlaceholders(parts),
    ...tagProblems(parts),
    ...addressProblems(parts),
    ...kindProblems(parts),
    ...textProblems(parts),
  ];
}

/** MJML drops text between components and rewrites CSS without an error, so every placeholder is counted again. */
function lostPlaceholders({ file, source, used, html }: CompiledParts): Problem[] {
  const { placeholders, refusals } = findPlaceholders(html);
  if (refusals.length > 0) {
    return refusals.map(({ message }) => ({
      file,
      message: `MJML mangled a placeholder: ${message}`,
      remedy: 'Keep {{ }} out of mj-style and of style attributes; use a [[token]] there.',
    }));
  }
  const left = new Map<string, number>();
  for (const { name } of placeholders) left.set(name, (left.get(name) ?? 0) + 1);
  return used.flatMap(({ name, line }) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    if (count > 0) return [];
    const remedy = name.startsWith('#')
      ? 'Put it inside <mj-text>, or put each of its tags into an <mj-raw> of its own.'
      : 'Put it inside <mj-text> or <mj-raw>, and keep it out of mj-style.';
    return [{ ...originOf(source, line), message: `MJML dropped or mangled {{${name}}}.`, remedy }];
  });
}

/** A name is words for a reader: in an attribute it is markup. And a style that holds a value is not the style that was checked. */
function tagProblems(parts: CompiledParts): Problem[] {
  const problems: Problem[] = [];
  for (const [tag] of parts.html.matchAll(/<[a-z](?:"[^"]*"|[^>"])*>/gi)) {
    for (const [attribute, key = '', name = ''] of tag.matchAll(/([\w-]+)="[^"]*\{\{([\w.]+)\}\}[^"]*"/g)) {
      if (key !== 'style' && !PERSONAL_VARIABLES.includes(name)) continue;
      const message = `{{${name}}} stands inside a tag: ${attribute}.`;
      problems.push({ ...placeOf(parts, attribute), message, remedy: 'Put it between tags, where it is read.' });
    }
  }
  return problems;
}

/** The first line of the source that holds these words; the e-mail as a whole where MJML made them. */
function placeOf({ file, source }: CompiledParts, words: string): { file: string; line?: number } {
  const at = source.lines.findIndex(({ text }) => text.includes(words));
  return at < 0 ? { file } : originOf(source, at + 1);
}

function addressProblems(parts: CompiledParts): Problem[] {
  const { html } = parts;
  const problems: Problem[] = [];
  for (const [, href = ''] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    if (/^\{\{link\.[\w-]+\}\}$/.test(href)) continue;
    const remedy = 'Declare it under `links` in the .yaml file and write href="{{link.NAME}}".';
    problems.push({
      ...placeOf(parts, `"${href}"`),
      message: `The address "${href}" is not in the link table.`,
      remedy,
    });
  }
  for (const [loaded] of html.matchAll(/<link\b[^>]*>|@import[^;]*;|url\([^)]*\)|\ssrc="[^"]*"/g)) {
    if (OWN_IMAGE.test(loaded)) continue;
    const remedy = 'Take it out: e-mails load nothing but their own pixel and the pictures of templates/images.';
    problems.push({
      ...placeOf(parts, loaded.trim()),
      message: `The e-mail would load${loaded.startsWith(' ') ? '' : ' '}${loaded}.`,
      remedy,
    });
  }
  return problems;
}

function kindProblems({ file, meta, html }: CompiledParts): Problem[] {
  const has = (name: string) => html.includes(`{{${name}}}`);
  const need = (name: string, what: string): Problem[] => {
    const remedy = 'Include ../partials/marketing-footer.mjml.';
    return has(name) ? [] : [{ file, message: `This marketing e-mail has no ${what}.`, remedy }];
  };
  if (meta.kind === 'marketing') {
    return [
      ...need('link.unsubscribe', 'unsubscribe link'),
      ...need('link.preferences', 'preferences link'),
      ...need('clinic.postalAddress', 'postal address'),
      ...need('pixel', 'place for the pixel'),
    ];
  }
  if (!has('pixel') && !has('tracked')) return [];
  const remedy = 'Include ../partials/transactional-footer.mjml instead of the marketing footer.';
  return [{ file, message: 'Transactional mail is never tracked, but this has a place for the pixel.', remedy }];
}

function textProblems({ file, meta, text }: CompiledParts): Problem[] {
  const remedy = 'Put words and links into <mj-text> and <mj-button>, outside css-class="no-text".';
  const missing = Object.keys(meta.links).find((name) => !text.includes(`{{link.${name}}}`));
  if (missing !== undefined) return [{ file, message: `The text part lacks the link "${missing}".`, remedy }];
  const chars = text.replace(/\{\{[^}]*\}\}|\s+/g, ' ').length;
  if (chars >= TEXT_MIN_CHARS) return [];
  return [
    { file, message: `The text part has ${chars} characters of its own; ${TEXT_MIN_CHARS} are the least.`, remedy },
  ];
}
