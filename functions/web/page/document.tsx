// The shell of every HTML page: doctype, language, title, the clinic's colours, one style sheet under a nonce.
import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Clinic } from '../../domain/clinic.ts';
import { themeCss, themeOf } from './theme.ts';

export interface DocumentProps {
  readonly clinic: Pick<Clinic, 'name' | 'locale' | 'colours'>;
  readonly title: string;
  /** Nonce of the response's content security policy; the inline style sheet carries it. */
  readonly nonce: string;
  /** The page family's style sheet, ours and constant: it is not escaped. */
  readonly styles: string;
  readonly children: Child;
  /** Keep search engines out: everything but the sign-up page. */
  readonly unlisted?: boolean;
}

export const Document = ({ clinic, title, nonce, styles, children, unlisted }: DocumentProps) =>
  html`<!doctype html>${(
    <html lang={clinic.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {unlisted ? <meta name="robots" content="noindex" /> : null}
        <title>{`${title} · ${clinic.name}`}</title>
        <style nonce={nonce}>{raw(`${themeCss(themeOf(clinic.colours))}\n${styles}`)}</style>
      </head>
      <body>{children}</body>
    </html>
  )}`;
