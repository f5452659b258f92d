// Compiles a newsletter: staff's Markdown, sanitised, inside the clinic's MJML shell. Handlebars runs over the shell only.
// A module of its own, because it carries MJML: the send path renders what this wrote, see renderer.ts.

import type { Clinic } from '../../domain/clinic.ts';
import { cutText } from '../../domain/cut-text.ts';
import {
  type ContentCompiler,
  type EmailLink,
  type NewsletterContent,
  type NewsletterSource,
  NewsletterSourceError,
} from '../../ports/renderer.ts';
import type { NewsletterShell } from './built-templates.ts';
import { escapeHtml, finishedHtml, runPrecompiled } from './handlebars-runtime.ts';
import { LEAVE_LINKS, linkTable } from './links.ts';
import { markdownSections } from './markdown.ts';
import { compileMjml } from './mjml.ts';
import {
  harmlessBraces,
  linkMark,
  OPEN_BRACE_MARK,
  PIXEL_MARK,
  SHELL_MARKS,
  withoutMarks,
} from './newsletter-marks.ts';
import { plainText } from './plain-text.ts';

const SUBJECT_MAX_CHARS = 150;
const PREHEADER_MAX_CHARS = 110;
/** The promise of DESIGN.md, "Rendering"; the room beyond the compiled form is for tokens and longer addresses. */
const HTML_MAX_BYTES = 60_000;
const PER_LINK_BYTES = 120;

export interface ContentCompilerOptions {
  readonly clinic: Clinic;
  readonly origin: string;
  readonly shell: NewsletterShell;
}

export function makeContentCompiler(options: ContentCompilerOptions): ContentCompiler {
  return {
    async compile(source) {
      try {
        return await compile(source, options);
      } catch (error) {
        // A thousand quotations within each other: the parser gives up by running out of stack.
        if (!(error instanceof RangeError)) throw error;
        throw new NewsletterSourceError('markdown', 'The text is nested too deeply.', 'Take out lists or quotations.');
      }
    },
  };
}

async function compile(source: NewsletterSource, options: ContentCompilerOptions): Promise<NewsletterContent> {
  const subject = oneLine(source.subject, 'subject', SUBJECT_MAX_CHARS);
  if (subject === '') throw new NewsletterSourceError('subject', 'The issue has no subject.', 'Write one.');
  const markdown = withoutMarks(source.markdown);
  if (markdown.trim() === '') {
    throw new NewsletterSourceError('markdown', 'The issue has no words.', 'Write at least one paragraph.');
  }
  const content = markdownSections(markdown);
  const preheader = oneLine(source.preheader ?? '', 'preheader', PREHEADER_MAX_CHARS) || firstWords(content.mjml);
  const links = withStandingLinks(content.links, source.issueId, options);
  const html = withoutBraceMarks(
    await compileHtml(content.mjml, { subject, preheader, links, locale: source.locale }, options),
  );
  const bytes = Buffer.byteLength(html) + links.length * PER_LINK_BYTES;
  if (bytes > HTML_MAX_BYTES) {
    const problem = `The issue has ${bytes} bytes of HTML; ${HTML_MAX_BYTES} are allowed, or Gmail cuts it off.`;
    throw new NewsletterSourceError('markdown', problem, 'Shorten it, or put the long part on a page and link to it.');
  }
  return {
    issueId: source.issueId,
    subject: harmlessBraces(subject),
    preheader: harmlessBraces(preheader),
    html,
    text: harmlessBraces(plainText(html)),
    links,
  };
}

/** After the issue's own links come the archive page's and the leave links. */
function withStandingLinks(own: readonly EmailLink[], issueId: string, options: ContentCompilerOptions): EmailLink[] {
  const hasMain = own.some((link) => link.name === 'main');
  const archive = { name: hasMain ? 'archive' : 'main', url: `{origin}/archive/${encodeURIComponent(issueId)}` };
  return [...own, ...linkTable([archive, ...LEAVE_LINKS], options, false)];
}

interface Frame {
  readonly subject: string;
  readonly preheader: string;
  readonly links: readonly EmailLink[];
  readonly locale: string | undefined;
}

async function compileHtml(
  sections: string,
  frame: Frame,
  { clinic, origin, shell }: ContentCompilerOptions,
): Promise<string> {
  const n = frame.links.length;
  const link = { archive: linkMark(n - 3), unsubscribe: linkMark(n - 2), preferences: linkMark(n - 1) };
  const { mjml: frameMjml } = shell.translations?.[frame.locale ?? ''] ?? shell;
  const shellMjml = runPrecompiled(frameMjml, { clinic, origin, link, pixel: finishedHtml(PIXEL_MARK) });
  const words: Readonly<Record<string, string>> = {
    [SHELL_MARKS.title]: staffHtml(frame.subject),
    [SHELL_MARKS.headline]: staffHtml(frame.subject),
    [SHELL_MARKS.preheader]: staffHtml(frame.preheader),
    [SHELL_MARKS.content]: sections,
  };
  const mjml = shellMjml.replace(/⟦(?:title|headline|preheader|content)⟧/g, (mark) => words[mark] ?? '');
  const { html, errors } = await compileMjml(mjml);
  if (errors.length === 0) return html;
  throw new Error(
    `MJML refused a newsletter that passed its checks: ${errors.map((error) => error.message).join('; ')}`,
  );
}

function staffHtml(text: string): string {
  return escapeHtml(text).replaceAll('{', OPEN_BRACE_MARK);
}

/** Staff's braces as entities: a reader sees braces, SES does not. MJML would have turned entities back too early. */
function withoutBraceMarks(html: string): string {
  return html.replaceAll(OPEN_BRACE_MARK, '&#123;');
}

/** A header's value: one line without control characters. */
function oneLine(text: string, field: 'subject' | 'preheader', maxChars: number): string {
  const line = withoutMarks(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line.length <= maxChars) return line;
  throw new NewsletterSourceError(field, `The ${field} has ${line.length} characters.`, `Keep it within ${maxChars}.`);
}

/** The issue's first words as its preheader, cut at a word's end. */
function firstWords(sections: string): string {
  const words = plainText(withoutBraceMarks(sections).replaceAll(/<mj-button[\s\S]*?<\/mj-button>/g, ''))
    .replace(/<⟦link:\d+⟧>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (words.length <= PREHEADER_MAX_CHARS) return words;
  return `${cutText(words, PREHEADER_MAX_CHARS - 1).replace(/\s\S*$/, '')}…`;
}
