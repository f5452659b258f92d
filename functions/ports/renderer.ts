// What use cases need of rendering: one e-mail for up to 50 people, resolved but for declared scalars.
// Stage 1 (here) resolves everything the recipients share; stage 2 is SES's plain `{{name}}` substitution.

/** What the recipients of one batch share. `tracked` decides pixel and redirect links. */
export interface Variant {
  readonly locale: string;
  readonly tracked: boolean;
  /** A re-send carries the template's alternate subject. */
  readonly alternateSubject?: boolean;
}

/** Values SES substitutes per recipient. No other placeholder may survive stage 1. */
export type ScalarName = 'firstName' | 'slotToken' | 'leaveToken' | 'confirmToken';

/** What stands where a person's own value is missing, as the template declares it in its language. */
export type Fallbacks = Readonly<Partial<Record<ScalarName, string>>>;

/** One link of an e-mail; `url` may hold a scalar in braces (`{leaveToken}`), filled per recipient. */
export interface EmailLink {
  /** Stable within the template; the main button's is `main`. */
  readonly name: string;
  readonly url: string;
}

/** The link of a tracked e-mail that nobody can see; it leads to the clinic's website. */
export const decoyName = 'decoy';

export interface Rendered {
  /** 16 hex digits: names the link table; the same inputs give the same hash. */
  readonly hash: string;
  readonly template: string;
  readonly variant: Variant;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Order is the `n` of `/c/{slotToken}/{n}`. */
  readonly links: readonly EmailLink[];
  readonly scalars: readonly ScalarName[];
  readonly fallbacks: Fallbacks;
}

export interface Renderer {
  /** The names of every template the build knows. */
  templateNames(): readonly string[];
  /** Renders a built template. Throws UnknownTemplateError when the build does not know it. */
  renderTemplate(template: string, variant: Variant): Promise<Rendered>;
  /** Renders a newsletter from its stored, compiled form (see ContentCompiler). */
  renderNewsletter(content: NewsletterContent, variant: Variant): Promise<Rendered>;
  /** The same from the blob's text; the last one is kept, because hundreds of batches in a row want it. */
  renderIssue(stored: string, variant: Variant): Promise<Rendered>;
}

/** A newsletter issue after MJML, before per-batch rendering; stored as a blob. Handlebars never runs over it. */
export interface NewsletterContent {
  readonly issueId: string;
  /** Plain text, free of `{{`. */
  readonly subject: string;
  readonly preheader: string;
  /** Whole document, with the marks `⟦link:n⟧` (n = index in `links`) and `⟦pixel⟧`; staff's braces are entities. */
  readonly html: string;
  /** The same marks; doubled braces are kept apart by a hair space. */
  readonly text: string;
  /** The first http link of the Markdown is `main` (without one, the archive link is), then `link-2`, ...; leave links last. */
  readonly links: readonly EmailLink[];
}

/** What staff write. */
export interface NewsletterSource {
  readonly issueId: string;
  readonly subject: string;
  /** What a mailbox shows beside the subject; made from the first words of the issue where absent. */
  readonly preheader?: string;
  readonly markdown: string;
  /** The language it is written in, which the frame around it follows; the clinic's own where absent. */
  readonly locale?: string;
}

/** Turns staff's Markdown into a newsletter. Runs MJML: only the function that publishes and previews may hold it. */
export interface ContentCompiler {
  /** Throws NewsletterSourceError, whose message is for staff. */
  compile(source: NewsletterSource): Promise<NewsletterContent>;
}

/** Staff wrote something an e-mail cannot carry; `field` says where, the message what and how to mend it. */
export class NewsletterSourceError extends Error {
  override readonly name = 'NewsletterSourceError';
  constructor(
    readonly field: 'subject' | 'preheader' | 'markdown',
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${problem} ${remedy}`);
  }
}

export class UnknownTemplateError extends Error {
  override readonly name = 'UnknownTemplateError';
  constructor(readonly template: string) {
    super(`No template named "${template}" in this build. Rebuild, or restore templates/emails/${template}.mjml.`);
  }
}
