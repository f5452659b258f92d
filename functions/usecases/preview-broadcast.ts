// A newsletter as it would arrive, drawn by the renderer that the real send uses, for no recipient in particular.
import type { ContentCompiler, NewsletterSource, Rendered, Renderer, ScalarName } from '../ports/renderer.ts';

export interface PreviewDeps {
  readonly compiler: ContentCompiler;
  readonly renderer: Pick<Renderer, 'renderNewsletter'>;
  readonly clinic: { readonly locale: string };
}

/** Stands where a recipient's own token would be; the page it leads to explains. */
const sampleToken = 'preview';

/** Throws NewsletterSourceError where staff wrote something an e-mail cannot carry. */
export async function renderSource(deps: PreviewDeps, source: NewsletterSource): Promise<Rendered> {
  const content = await deps.compiler.compile(source);
  return deps.renderer.renderNewsletter(content, { locale: deps.clinic.locale, tracked: false });
}

export async function previewBroadcast(
  deps: PreviewDeps,
  source: NewsletterSource,
): Promise<{ readonly subject: string; readonly html: string }> {
  const rendered = await renderSource(deps, source);
  const scalars = Object.entries(sampleScalars(rendered));
  const fill = (text: string): string =>
    scalars.reduce((filled, [name, value]) => filled.replaceAll(`{{${name}}}`, value), text);
  return { subject: fill(rendered.subject), html: fill(rendered.html) };
}

/** A value for each scalar this render declares. */
export function sampleScalars({ scalars, fallbacks }: Rendered): Partial<Record<ScalarName, string>> {
  const value = (name: ScalarName): string => fallbacks[name] ?? sampleToken;
  return Object.fromEntries(scalars.map((name) => [name, value(name)]));
}
