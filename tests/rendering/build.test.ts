// The build as a whole: quick, idle when nothing changed, and readable in any clinic's colours.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../infra/build/build.ts';
import { contrast, palette } from '../../infra/build/palette.ts';

it('does nothing when nothing changed', async () => {
  const { outDir } = await build();
  const before = await readFile(join(outDir, 'templates.mjs'), 'utf8');
  expect((await build()).built).toBe(false);
  const { built, durationMs } = await build({ force: true });
  expect(built).toBe(true);
  expect(durationMs).toBeLessThan(20_000);
  expect(await readFile(join(outDir, 'templates.mjs'), 'utf8')).toBe(before);
});

describe('the palette', () => {
  const pairs = [
    ['buttonInk', 'button'],
    ['heroInk', 'hero'],
    ['heroSoft', 'hero'],
    ['brandInk', 'card'],
    ['accentInk', 'card'],
    ['muted', 'page'],
    ['darkMuted', 'darkCard'],
    ['darkBrandInk', 'darkTint'],
    ['darkAccentInk', 'darkTint'],
  ] as const;

  it('keeps text readable whatever brand and accent a clinic has', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const colour = fc.tuple(channel, channel, channel).map((rgb) => `#${Buffer.from(rgb).toString('hex')}`);
    fc.assert(
      fc.property(colour, colour, (brand, accent) => {
        const colours = palette({ brand, accent, paper: '#fbf8f3', ink: '#22302f' });
        for (const [text, ground] of pairs) {
          expect(contrast(colours[text] ?? '', colours[ground] ?? ''), `${text} on ${ground}`).toBeGreaterThanOrEqual(
            4.5,
          );
        }
      }),
    );
  });

  it('names a colour it cannot read', () => {
    const colours = { brand: 'teal', accent: '#c8553d', paper: '#fbf8f3', ink: '#22302f' };
    expect(() => palette(colours)).toThrow('"teal" is not a colour');
  });
});
