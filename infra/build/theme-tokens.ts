// The e-mails' type scale, distances, corners and fonts as `[[tokens]]`, all from the clinic's theme.
import type { Theme } from '../../functions/domain/clinic.ts';

const FONTS: Readonly<Record<Theme['textFont'], string>> = {
  sans: "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
  serif: "'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif",
};
const SPACES = 9;
/** Smaller than this nobody should have to read. */
const FINE_MIN_PX = 13;

/** `space_1` to `space_9` are multiples of the theme's unit; sizes of type are whole pixels. */
export function themeTokens(theme: Theme): Record<string, string> {
  const { textPx, scale, spacePx, cornerPx } = theme;
  const size = (steps: number) => `${Math.round(textPx * scale ** steps)}px`;
  const spaces = Array.from({ length: SPACES }, (_, n) => [`space_${n + 1}`, `${spacePx * (n + 1)}px`]);
  return {
    ...Object.fromEntries(spaces),
    font_text: FONTS[theme.textFont],
    font_heading: FONTS[theme.headingFont],
    size_fine: `${Math.max(FINE_MIN_PX, Math.round(textPx * 0.82))}px`,
    size_text: `${textPx}px`,
    size_name: size(0.85),
    size_heading: size(1.2),
    size_quote: size(1.4),
    size_title_small: size(2.2),
    size_title: size(3),
    size_figure: size(3.2),
    // The columns of text are as wide as an e-mail of 600 pixels leaves them.
    picture_width: `${600 - 2 * spacePx * 7}px`,
    corner: `${cornerPx}px`,
    corner_small: `${Math.round(cornerPx * 0.6)}px`,
  };
}
