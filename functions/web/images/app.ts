// Serves the e-mails' pictures. A name is the hash of what it shows, so a copy never grows old.
import { Hono } from 'hono';

const FOREVER = 'public, max-age=31536000, immutable';

/** `images`: file name to base64. Unknown names answer 404 and are not kept by anyone. */
export function makeImagesApp(images: Readonly<Record<string, string>>) {
  return new Hono().get('/images/:name', (c) => {
    const name = c.req.param('name');
    const base64 = Object.hasOwn(images, name) ? images[name] : undefined;
    if (base64 === undefined) return c.text('There is no such picture.', 404, { 'Cache-Control': 'no-store' });
    return c.body(new Uint8Array(Buffer.from(base64, 'base64')), 200, {
      'Content-Type': 'image/png',
      'Cache-Control': FOREVER,
      // Web mail shows the picture on a page of its own.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
  });
}
