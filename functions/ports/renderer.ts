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

/** One link of an e-mail; `url` may hold a scalar in braces (`{leaveToken}`), filled per recipient. */
export interface EmailLink {
  /** Stable within the template; the main button's is `main`. */
  readonly name: string;
  readonly url: string;
}

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
}

export interface Renderer {
  /** The names of every template the build knows. */
  templateNames(): readonly string[];
  /** Renders a built template. Throws UnknownTemplateError when the build does not know it. */
  renderTemplate(template: string, variant: Variant): Promise<Rendered>;
  /** Renders a newsletter from its stored, compiled form (see ContentCompiler). */
  renderNewsletter(content: NewsletterContent, variant: Variant): Promise<Rendered>;
}

/** A newsletter issue after MJML, before per-batch rendering; stored as a blob. Handlebars never runs over `html`. */
export interface NewsletterContent {
  readonly issueId: string;
  readonly subject: string;
  readonly preheader: string;
  /** Whole document, with `%%pixel%%`, `%%link:n%%`, `%%leave%%`-style marks instead of Handlebars. */
  readonly html: string;
  readonly text: string;
  readonly links: readonly EmailLink[];
}

export class UnknownTemplateError extends Error {
  override readonly name = 'UnknownTemplateError';
  constructor(readonly template: string) {
    super(`No template named "${template}" in this build. Rebuild, or restore templates/emails/${template}.mjml.`);
  }
}
