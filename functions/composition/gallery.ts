// The gallery of a context: what the build found, loaded when somebody first looks.
import type { Gallery } from '../ports/gallery.ts';
import type { Context } from './context.ts';

export const makeGallery = (context: Context): Gallery =>
  context.once('gallery', () => ({
    async view() {
      const { gallery } = await import('../../.build/gallery.mjs');
      return gallery;
    },
  }));
