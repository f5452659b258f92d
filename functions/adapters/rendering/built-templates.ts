// The shape of what the build writes to .build/templates.mjs: precompiled templates and their link patterns.
// The renderer reads it; nothing here needs MJML or the Handlebars compiler.
import type Handlebars from 'handlebars';
import type { EmailLink, Fallbacks, ScalarName } from '../../ports/renderer.ts';

/** A Handlebars template as `Handlebars.precompile` leaves it. */
export type Precompiled = Parameters<typeof Handlebars.template>[0];

export interface BuiltTemplate {
  /** Marketing mail carries leave links and may be tracked; transactional mail does neither. */
  readonly kind: 'marketing' | 'transactional';
  readonly subject: Precompiled;
  readonly alternateSubject?: Precompiled;
  readonly html: Precompiled;
  readonly text: Precompiled;
  /** URL patterns, see LINK_PLACES in links.ts; their order is the order of the link table. */
  readonly links: readonly EmailLink[];
  readonly scalars: readonly ScalarName[];
  readonly fallbacks: Fallbacks;
  /** By locale (`es`, `es-MX`); a locale that is absent falls back to its language, then to the clinic's. */
  readonly translations?: Readonly<Record<string, Omit<BuiltTemplate, 'translations'>>>;
}

export type BuiltTemplates = Readonly<Record<string, BuiltTemplate>>;

/** The newsletter's MJML with Handlebars left in and three marks where the issue's own words go. */
export interface NewsletterShell {
  readonly mjml: Precompiled;
  /** By locale; an issue in a locale that is absent gets the clinic's own. */
  readonly translations?: Readonly<Record<string, { readonly mjml: Precompiled }>>;
}
