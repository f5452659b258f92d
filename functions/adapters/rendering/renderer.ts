// Renders built templates and compiled newsletters for one variant: stage 1 of the two in DESIGN.md, "Rendering".
// Needs only the Handlebars runtime; MJML and the compiler stay in the build and in the newsletter function.
import type { Clinic } from '../../domain/clinic.ts';
import {
  type NewsletterContent,
  type Rendered,
  type Renderer,
  UnknownTemplateError,
  type Variant,
} from '../../ports/renderer.ts';
import type { BuiltTemplate, BuiltTemplates } from './built-templates.ts';
import { finish } from './finish.ts';
import { escapeHtml, finishedHtml, runPrecompiled } from './handlebars-runtime.ts';
import { decoyHtml, linkAddress, linkTable, pixelHtml, withDecoy } from './links.ts';
import { fillMarks } from './newsletter-marks.ts';

export interface RendererOptions {
  readonly clinic: Clinic;
  /** `https://host` of links, pixels and pages, without a trailing slash; the clinic's linkOrigin in the cloud. */
  readonly origin: string;
  readonly templates: BuiltTemplates;
}

export class MissingAlternateSubjectError extends Error {
  override readonly name = 'MissingAlternateSubjectError';
  constructor(readonly template: string) {
    super(`"${template}" has no alternateSubject, so it cannot be re-sent. Add one to its .yaml file.`);
  }
}

export function makeRenderer(options: RendererOptions): Renderer {
  const { templates } = options;
  // Bounded by templates times variants (at most 4 for each locale): a few dozen entries.
  const cache = new Map<string, Rendered>();
  /** The issue under way: there is seldom more than one. */
  let issue = { stored: '', variants: new Map<string, Rendered>() };
  return {
    templateNames: () => Object.keys(templates),

    async renderTemplate(name, variant) {
      const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
      if (template === undefined) throw new UnknownTemplateError(name);
      const key = [name, variant.locale, variant.tracked, variant.alternateSubject ?? false].join(' ');
      const cached = cache.get(key) ?? render(name, template, variant, options);
      cache.set(key, cached);
      return cached;
    },

    async renderNewsletter(content, variant) {
      return renderNewsletter(content, variant, options);
    },

    async renderIssue(stored, variant) {
      if (issue.stored !== stored) issue = { stored, variants: new Map() };
      const { variants } = issue;
      const key = `${variant.locale} ${variant.tracked}`;
      const rendered = variants.get(key) ?? renderNewsletter(JSON.parse(stored) as NewsletterContent, variant, options);
      variants.set(key, rendered);
      return rendered;
    },
  };
}

/** The words for a reader, and the locale they are in: a greeting must not mix two languages. */
function translate(own: BuiltTemplate, wanted: string, clinicLocale: string): [BuiltTemplate, string] {
  const language = wanted.slice(0, 2);
  for (const locale of [wanted, language]) {
    const translation = own.translations?.[locale];
    if (translation !== undefined) return [translation, wanted];
  }
  return [own, greetingLocale(wanted, clinicLocale)];
}

/** The locale of words in the clinic's language: the reader's own where she speaks it, so that equal mails are one. */
function greetingLocale(wanted: string, clinicLocale: string): string {
  return wanted.slice(0, 2) === clinicLocale.slice(0, 2) ? wanted : clinicLocale;
}

function render(name: string, own: BuiltTemplate, asked: Variant, options: RendererOptions): Rendered {
  const { clinic, origin } = options;
  const [template, locale] = translate(own, asked.locale, clinic.locale);
  const wanted: Variant = { ...asked, locale };
  // Transactional mail is never tracked, whatever the recipient agreed to.
  const variant: Variant = template.kind === 'transactional' ? { ...wanted, tracked: false } : wanted;
  const links = withDecoy(linkTable(template.links, options, variant.tracked), clinic, variant.tracked);
  const addresses = links.map((link, n) => [link.name, linkAddress(link, n, origin, variant.tracked)] as const);
  const shared = {
    clinic,
    origin,
    firstName: '{{firstName}}',
    tracked: variant.tracked,
    pixel: finishedHtml(pixelHtml(origin, variant.tracked) + decoyHtml(links, origin)),
  };
  const htmlLinks = addresses.map(([link, address]) => [link, finishedHtml(escapeHtml(address))] as const);
  const subject = variant.alternateSubject === true ? template.alternateSubject : template.subject;
  if (subject === undefined) throw new MissingAlternateSubjectError(name);
  return finish(
    {
      template: name,
      variant,
      subject: runPrecompiled(subject, shared),
      html: runPrecompiled(template.html, { ...shared, link: Object.fromEntries(htmlLinks) }),
      text: runPrecompiled(template.text, { ...shared, link: Object.fromEntries(addresses) }),
      links,
      fallbacks: template.fallbacks,
    },
    variant.tracked ? [...template.scalars, 'slotToken'] : template.scalars,
  );
}

function renderNewsletter(content: NewsletterContent, wanted: Variant, { clinic, origin }: RendererOptions): Rendered {
  // Issues have one subject: asking for another one changes nothing, so it must not change the hash either.
  const variant: Variant = { locale: greetingLocale(wanted.locale, clinic.locale), tracked: wanted.tracked };
  const { tracked } = variant;
  const links = withDecoy(content.links, clinic, tracked);
  const addresses = links.map((link, n) => linkAddress(link, n, origin, tracked));
  return finish(
    {
      template: 'newsletter',
      variant,
      subject: content.subject,
      html: fillMarks(content.html, addresses.map(escapeHtml), pixelHtml(origin, tracked) + decoyHtml(links, origin)),
      text: fillMarks(content.text, addresses, ''),
      links,
      fallbacks: {},
    },
    tracked ? ['slotToken', 'leaveToken'] : ['leaveToken'],
  );
}
