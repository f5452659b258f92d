// The clinic's colours as page tokens, light and dark, computed once so that style sheets and charts agree.
import type { Clinic } from '../../domain/clinic.ts';

export interface Tones {
  readonly paper: string;
  /** Cards and tables, a step away from the paper. */
  readonly surface: string;
  readonly ink: string;
  /** Secondary text; still readable on paper and surface. */
  readonly muted: string;
  readonly line: string;
  readonly brand: string;
  readonly onBrand: string;
  readonly accent: string;
  readonly onAccent: string;
  /** A pale wash of the brand behind notes and selected things. */
  readonly wash: string;
}

export interface Theme {
  readonly light: Tones;
  readonly dark: Tones;
}

export function themeOf({ brand, accent, paper, ink }: Clinic['colours']): Theme {
  const night = mix(brand, '#0d1112', 0.1);
  return {
    light: {
      paper,
      surface: mix('#ffffff', paper, 0.75),
      ink,
      muted: mix(ink, paper, 0.74),
      line: mix(ink, paper, 0.16),
      brand,
      onBrand: readableOn(brand),
      accent,
      onAccent: readableOn(accent),
      wash: mix(brand, paper, 0.1),
    },
    dark: {
      paper: night,
      surface: mix(brand, night, 0.16),
      ink: '#eef1ee',
      muted: '#b3bebb',
      line: mix('#ffffff', night, 0.2),
      brand: mix(brand, '#ffffff', 0.42),
      onBrand: readableOn(mix(brand, '#ffffff', 0.42)),
      accent: mix(accent, '#ffffff', 0.58),
      onAccent: readableOn(mix(accent, '#ffffff', 0.58)),
      wash: mix(brand, night, 0.34),
    },
  };
}

/** `:root` custom properties (`--paper`, `--on-brand`, ...) for both colour schemes. */
export function themeCss(theme: Theme): string {
  const declare = (tones: Tones) =>
    Object.entries(tones)
      .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
      .join(';');
  return `:root{color-scheme:light dark;${declare(theme.light)}}
@media (prefers-color-scheme:dark){:root{${declare(theme.dark)}}}`;
}

/** `share` of the first colour over the second; both `#rrggbb`. */
export function mix(first: string, second: string, share: number): string {
  const over = channels(first);
  const under = channels(second);
  return `#${over
    .map((value, at) => Math.round(value * share + (under[at] ?? 0) * (1 - share)))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Near-black or white, whichever stands out more on the colour (WCAG's contrast ratio). */
export function readableOn(colour: string): string {
  const luminance = relativeLuminance(colour);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / (relativeLuminance('#101716') + 0.05)
    ? '#ffffff'
    : '#101716';
}

function relativeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
