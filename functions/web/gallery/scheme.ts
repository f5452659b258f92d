// An e-mail as a mail program in one colour scheme draws it, whatever scheme the browser itself is in.
import type { Scheme } from './addresses.ts';

/** Answers the document with its questions about the scheme answered. */
export function inScheme(html: string, scheme: Scheme): string {
  return html
    .replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_all, asked: string) =>
      asked === scheme ? '(min-width: 0)' : '(max-width: 0)',
    )
    .replace(/color-scheme:\s*light dark/g, `color-scheme: ${scheme}`)
    .replace(/(<meta name="(?:supported-)?color-schemes?" content=")light dark"/g, `$1${scheme}"`);
}
