// What every gallery keeps: each e-mail once a language, with sources and checks, the same for whoever looks again.
import { describe, expect, it } from 'vitest';
import type { Gallery } from '../../functions/ports/gallery.ts';

export function galleryContract(make: () => Promise<Gallery>): void {
  describe('a gallery', () => {
    it('shows each e-mail once a language', async () => {
      const { emails } = await (await make()).view();
      const shown = emails.map(({ template, locale }) => `${template} ${locale}`);
      expect(shown.length).toBeGreaterThan(0);
      expect(new Set(shown).size).toBe(shown.length);
      expect(emails.some(({ template }) => template === 'welcome')).toBe(true);
    });

    it('tells where each came from and what was found', async () => {
      for (const { sources, checks, subject, preheader } of (await (await make()).view()).emails) {
        expect(sources.every(({ file, text }) => /^templates\//.test(file) && text !== '')).toBe(true);
        expect(sources.length).toBeGreaterThan(0);
        expect(checks.length).toBeGreaterThan(0);
        expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
        expect(subject && preheader).toBeTruthy();
      }
    });

    it('answers the same until something is built', async () => {
      const gallery = await make();
      expect(await gallery.view()).toEqual(await gallery.view());
    });
  });
}
