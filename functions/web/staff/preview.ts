// An e-mail shown inside a frame: its own styles and pictures, nothing that runs, nothing that leads out of the frame.
import type { Context } from 'hono';
import { html } from 'hono/html';

export type Shown = { readonly html: string } | { readonly mistake: string };

const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src https: http: data:',
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');

export async function previewDocument(c: Context, shown: Shown): Promise<Response> {
  const document = 'html' in shown && shown.html ? shown.html : await message('mistake' in shown ? shown.mistake : '');
  return c.body(document, 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-store',
  });
}

async function message(text: string): Promise<string> {
  const words = text || 'The newsletter appears here as you write.';
  return `${await html`<!doctype html>
    <meta charset="utf-8" />
    <title>Preview</title>
    <body style="font:1rem/1.5 system-ui,sans-serif;margin:2rem;color:#444;background:#fff">
      <p>${words}</p>
    </body>`}`;
}
