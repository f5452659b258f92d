// Staff's Markdown as MJML sections: headings open sections, a bold link alone in its paragraph is a button.
// Every link is checked and moved into the link table; what an e-mail cannot carry is refused, not dropped.
import { Marked, type Token, type Tokens } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { type EmailLink, NewsletterSourceError } from '../../ports/renderer.ts';
import { escapeHtml } from './handlebars-runtime.ts';
import { linkMark, OPEN_BRACE_MARK } from './newsletter-marks.ts';

const URL_MAX_CHARS = 2000;
const LINKS_MAX = 100;

const ALLOWED_TAGS = ['p', 'h2', 'h3', 'strong', 'em', 'del', 'code', 'br', 'a', 'ul', 'ol', 'li', 'blockquote'];

export interface MarkdownSections {
  readonly mjml: string;
  readonly links: readonly EmailLink[];
}

export function markdownSections(markdown: string): MarkdownSections {
  const links: EmailLink[] = [];
  const marked = new Marked({
    gfm: true,
    renderer: {
      link({ href, tokens }) {
        return `<a href="${linkMark(linkIndex(links, href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      // Raw HTML is shown as it was typed; only Markdown makes markup.
      html: ({ text }) => escapeHtml(text),
      heading({ tokens, depth }) {
        const level = depth <= 2 ? 'h2' : 'h3';
        return `<${level}>${this.parser.parseInline(tokens)}</${level}>`;
      },
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  });
  const sections: string[][] = [[]];
  const tokens = marked.lexer(markdown);
  marked.walkTokens(tokens, refuse);
  for (const token of tokens) {
    if (token.type === 'space' || token.type === 'def') continue;
    const opensSection = token.type === 'hr' || (token.type === 'heading' && token.depth <= 2);
    if (opensSection && sections.at(-1)?.length !== 0) sections.push([]);
    if (token.type === 'hr') continue;
    const link = buttonLink(token);
    const html = link === undefined ? clean(marked.parser([token])) : '';
    sections.at(-1)?.push(link === undefined ? `<mj-text>${html}</mj-text>` : button(link, links));
  }
  const mjml = sections.filter((blocks) => blocks.length > 0).map((blocks, i) => section(blocks.join('\n'), i === 0));
  return { mjml: mjml.join('\n'), links };
}

function section(blocks: string, first: boolean): string {
  const rule = '<mj-divider mj-class="rule" css-class="rule" />';
  const open = `<mj-section mj-class="card" css-class="card gutter opens"><mj-column>`;
  return `${open}${first ? '' : rule}${blocks}</mj-column></mj-section>`;
}

/** The link of a paragraph that holds nothing but `**[label](address)**`. */
function buttonLink(token: Token): Tokens.Link | undefined {
  const only = (parent: Token | undefined) => (parent as Tokens.Generic | undefined)?.tokens ?? [];
  if (token.type !== 'paragraph' || only(token).length !== 1) return undefined;
  const strong = only(token)[0];
  const link = strong?.type === 'strong' && only(strong).length === 1 ? only(strong)[0] : undefined;
  return link?.type === 'link' ? (link as Tokens.Link) : undefined;
}

function button(link: Tokens.Link, links: EmailLink[]): string {
  const label = clean(escapeHtml(link.text));
  return `<mj-button href="${linkMark(linkIndex(links, link.href))}" css-class="button">${label}</mj-button>`;
}

function refuse(token: Token): void {
  if (token.type === 'image') {
    const remedy = 'Take it out, or link to a page that shows it.';
    throw new NewsletterSourceError('markdown', `The issue holds an image (${token.text || token.href}).`, remedy);
  }
  if (token.type === 'table') {
    throw new NewsletterSourceError(
      'markdown',
      'The issue holds a table.',
      'Write it as a list: phones cannot show tables.',
    );
  }
}

/** The net under the renderer: nothing but plain markup passes, and no brace is left that SES could take for its own. */
function clean(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: ALLOWED_TAGS,
    allowedAttributes: { a: ['href'], ol: ['start'] },
    disallowedTagsMode: 'escape',
  }).replaceAll('{', OPEN_BRACE_MARK);
}

/** The link's place in the table; the same address twice is one link. */
function linkIndex(links: EmailLink[], href: string): number {
  const url = checkedUrl(href);
  const known = links.findIndex((link) => link.url === url);
  if (known >= 0) return known;
  if (links.length >= LINKS_MAX) {
    throw new NewsletterSourceError(
      'markdown',
      `The issue has more than ${LINKS_MAX} links.`,
      'Keep the ones that matter.',
    );
  }
  const isMain = url.startsWith('http') && !links.some((link) => link.name === 'main');
  return links.push({ name: isMain ? 'main' : `link-${links.length + 1}`, url }) - 1;
}

function checkedUrl(href: string): string {
  const problem = (why: string) =>
    new NewsletterSourceError(
      'markdown',
      `The link to "${href.slice(0, 80)}" ${why}.`,
      'Write a whole address that starts with https://, http:// or mailto:.',
    );
  if (!URL.canParse(href)) throw problem('is not a whole address');
  const url = new URL(href);
  if (!['https:', 'http:', 'mailto:'].includes(url.protocol)) throw problem(`starts with ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw problem('holds a user name or password');
  if (url.href.length > URL_MAX_CHARS) throw problem(`is longer than ${URL_MAX_CHARS} characters`);
  // In the link table single braces name a recipient's token: an address typed by staff must never receive one.
  return url.href.replaceAll('{', '%7B').replaceAll('}', '%7D').replaceAll("'", '%27');
}
