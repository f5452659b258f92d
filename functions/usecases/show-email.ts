// One e-mail of the gallery as a sample person would get it, drawn by the renderer of the real send; and a test of it.
import { safeFirstName } from '../domain/personal-text.ts';
import type { SamplePerson } from '../domain/sample-people.ts';
import type { Gallery, GalleryEmail } from '../ports/gallery.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { ContentCompiler, Rendered, Renderer, ScalarName } from '../ports/renderer.ts';
import { sampleIssue } from '../ports/sample-issue.ts';
import { TestNotSentError } from './test-send.ts';

export interface ShowEmailDeps {
  readonly gallery: Gallery;
  readonly renderer: Pick<Renderer, 'renderTemplate' | 'renderNewsletter'>;
  readonly compiler: ContentCompiler;
}

/** Which e-mail, in which language, for whom. */
export interface Showing {
  readonly template: string;
  readonly locale: string;
  readonly person: SamplePerson;
}

export interface ShownEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The newsletter has words of its own only once somebody writes it. */
const newsletter = 'newsletter';

/** Stands where a recipient's own token would be. */
const sampleToken = 'preview';

/** Answers undefined for a template, or a language of it, that the gallery does not have. */
export async function showEmail(deps: ShowEmailDeps, showing: Showing): Promise<ShownEmail | undefined> {
  if (!(await isKnown(deps, showing))) return undefined;
  const rendered = await render(deps, showing);
  const scalars = Object.entries(samples(rendered, showing.person));
  const fill = (part: string): string =>
    scalars.reduce((filled, [name, value]) => filled.replaceAll(`{{${name}}}`, () => value), part);
  return { subject: fill(rendered.subject), html: fill(rendered.html), text: fill(rendered.text) };
}

/** Sends it to one member of staff at once, marked as a test. False when it is unknown; throws TestNotSentError. */
export async function sendEmailTest(
  deps: ShowEmailDeps & { readonly mailer: Mailer },
  showing: Showing,
  to: string,
): Promise<boolean> {
  if (!(await isKnown(deps, showing))) return false;
  const rendered = await render(deps, showing);
  const result = await deps.mailer.sendOne({
    to,
    subject: `Test: ${rendered.subject}`,
    html: rendered.html,
    text: rendered.text,
    scalars: samples(rendered, showing.person),
    tags: { kind: 'test' },
  });
  if (result.result !== 'accepted') throw new TestNotSentError(result.reason);
  return true;
}

async function isKnown({ gallery }: ShowEmailDeps, { template, locale }: Showing): Promise<boolean> {
  const isIt = (email: GalleryEmail) => email.template === template && email.locale === locale;
  return (await gallery.view()).emails.some(isIt);
}

/** Untracked: nobody is to be counted. */
async function render({ renderer, compiler }: ShowEmailDeps, { template, locale }: Showing): Promise<Rendered> {
  const variant = { locale, tracked: false };
  if (template !== newsletter) return renderer.renderTemplate(template, variant);
  return renderer.renderNewsletter(await compiler.compile(sampleIssue(locale)), variant);
}

/** A value for each scalar this render declares. */
function samples({ scalars, fallbacks }: Rendered, person: SamplePerson): Partial<Record<ScalarName, string>> {
  const firstName = safeFirstName(person.firstName, fallbacks.firstName ?? '');
  return Object.fromEntries(scalars.map((name) => [name, name === 'firstName' ? firstName : sampleToken]));
}
