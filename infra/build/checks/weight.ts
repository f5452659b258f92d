// What an e-mail weighs: its HTML, which Gmail cuts off at 102 KB, and its pictures, which phones load on the road.
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { type EmailUnderCheck, kilobytes } from './email-under-check.ts';

const HTML_MAX_BYTES = 60_000;
const IMAGES_MAX_BYTES = 150_000;

export function htmlCheck({ html, trackedHtml }: EmailUnderCheck): EmailCheck {
  const bytes = Math.max(Buffer.byteLength(html), Buffer.byteLength(trackedHtml));
  const passes = bytes < HTML_MAX_BYTES;
  return {
    name: 'HTML',
    found: kilobytes(bytes),
    budget: `under ${HTML_MAX_BYTES / 1000} KB`,
    passes,
    details: passes ? [] : ['Shorten the e-mail, or split it in two.'],
  };
}

export function imagesCheck({ html, imageBytes }: EmailUnderCheck): EmailCheck {
  const names = new Set([...html.matchAll(/src="[^"]*\/images\/([^"]+)"/g)].map(([, name = '']) => name));
  const missing = [...names].filter((name) => !imageBytes.get(name));
  const bytes = [...names].reduce((sum, name) => sum + (imageBytes.get(name) ?? 0), 0);
  const details = missing.map((name) => `The picture ${name} is not in the build. Take its src from an image token.`);
  if (bytes >= IMAGES_MAX_BYTES) details.push('Draw fewer or smaller pictures.');
  return {
    name: 'Pictures',
    found: `${kilobytes(bytes)} in ${names.size}`,
    budget: `under ${IMAGES_MAX_BYTES / 1000} KB`,
    passes: details.length === 0,
    details,
  };
}
