// The e-mails' colours, light and dark, all derived from the four of clinic.config.ts and kept readable (WCAG AA).
// MJML wants literal colours, so these fill `[[name]]` tokens before it runs.
import type { Clinic } from '../../functions/domain/clinic.ts';

type Rgb = readonly [number, number, number];

const WHITE = '#ffffff';
const BLACK = '#000000';
/** WCAG 2 AA for text; a little more, because colours are rounded. */
const READABLE_CONTRAST = 4.6;
/** Headings on a dark ground, which would look dull at the least that is allowed. */
const HEADING_CONTRAST = 7;

export function palette(colours: Clinic['colours']): Record<string, string> {
  const { brand, accent, paper, ink } = colours;
  const card = mix(paper, WHITE, 0.65);
  const hero = readable(brand, paper, BLACK);
  const button = readable(accent, WHITE, BLACK);
  const night = mix(ink, BLACK, 0.45);
  const nightCard = mix(ink, BLACK, 0.12);
  const nightInk = mix(paper, ink, 0.08);
  return {
    page: mix(paper, ink, 0.05),
    card,
    ink,
    muted: readable(mix(ink, card, 0.35), mix(paper, ink, 0.05), BLACK),
    line: mix(ink, card, 0.86),
    tint: mix(brand, card, 0.9),
    brandInk: readable(brand, mix(brand, card, 0.9), BLACK),
    accentInk: readable(accent, mix(brand, card, 0.9), BLACK),
    hero,
    heroInk: paper,
    heroSoft: readable(mix(hero, paper, 0.72), hero, WHITE),
    stripe1: mix(hero, paper, 0.22),
    stripe2: mix(hero, paper, 0.5),
    stripe3: mix(accent, paper, 0.45),
    accent,
    button,
    buttonInk: WHITE,
    darkPage: night,
    darkCard: nightCard,
    darkInk: nightInk,
    darkMuted: readable(mix(nightInk, nightCard, 0.35), nightCard, WHITE),
    darkLine: mix(nightInk, nightCard, 0.82),
    darkTint: mix(brand, nightCard, 0.68),
    darkBrandInk: readable(brand, mix(brand, nightCard, 0.68), WHITE, HEADING_CONTRAST),
    darkAccentInk: readable(accent, mix(brand, nightCard, 0.68), WHITE, HEADING_CONTRAST),
    darkHero: mix(hero, BLACK, 0.25),
  };
}

/** `share` of the second colour in the first. */
function mix(first: string, second: string, share: number): string {
  const [a, b] = [rgb(first), rgb(second)];
  return hex(a.map((channel, i) => channel * (1 - share) + (b[i] ?? 0) * share) as unknown as Rgb);
}

/** The colour, moved towards `pole` in steps of 4 % until it can be read on (or under) `ground`. */
function readable(colour: string, ground: string, pole: string, least = READABLE_CONTRAST): string {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, ground) >= least) return candidate;
  }
  return pole;
}

export function contrast(first: string, second: string): number {
  const [dark, light] = [luminance(rgb(first)), luminance(rgb(second))].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function rgb(colour: string): Rgb {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (digits === null)
    throw new Error(`"${colour}" is not a colour like #2f5d62. Mend \`colours\` in clinic.config.ts.`);
  return [1, 2, 3].map((i) => Number.parseInt(digits[i] ?? '', 16)) as unknown as Rgb;
}

function hex(colour: Rgb): string {
  return `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
