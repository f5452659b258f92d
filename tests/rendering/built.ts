// The real build, loaded for tests: templates, shell, and a renderer over them.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import clinic from '../../clinic.config.ts';
import type { BuiltTemplates, NewsletterShell } from '../../functions/adapters/rendering/built-templates.ts';
import { makeContentCompiler } from '../../functions/adapters/rendering/newsletter.ts';
import { makeRenderer } from '../../functions/adapters/rendering/renderer.ts';
import { build } from '../../infra/build/build.ts';

export const origin = 'https://mail.test';

const { outDir } = await build();
const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(outDir, file)).href);
const { templates } = (await load('templates.mjs')) as { templates: BuiltTemplates };
const { newsletterShell } = (await load('newsletter-shell.mjs')) as { newsletterShell: NewsletterShell };

export { clinic, templates };
export const renderer = makeRenderer({ clinic, origin, templates });
export const compiler = makeContentCompiler({ clinic, origin, shell: newsletterShell });

/** SES's plain substitution, in its harshest reading: nothing is escaped. */
export function substitute(part: string, values: Readonly<Record<string, string>>): string {
  return part.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '');
}

/** What Handlebars-like engines escape, for comparing with `substitute`. */
export function escaped(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
    '`': '&#x60;',
    '=': '&#x3D;',
  };
  return value.replace(/[&<>"'`=]/g, (character) => entities[character] ?? '');
}
