// The Handlebars runtime with types: all that the send path needs to run precompiled templates.
import type Handlebars from 'handlebars';
// The package's own typing of the runtime entry is empty, so its types are borrowed from the full library.
import untyped from 'handlebars/runtime.js';
import type { Precompiled } from './built-templates.ts';

const runtime = untyped as unknown as Pick<typeof Handlebars, 'template' | 'SafeString'>;

export function runPrecompiled(template: Precompiled, context: object): string {
  return runtime.template(template)(context);
}

/** Marks a string as finished HTML, so that `{{ }}` does not escape it again. */
export function finishedHtml(html: string): object {
  return new runtime.SafeString(html);
}

/** Escapes for HTML text and quoted attributes, leaving `=` and `'` readable in URLs. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
