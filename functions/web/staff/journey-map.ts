// The journey drawn as a map: e-mails, waits and branches with their arrows, and how many people are where. SVG, drawn here.
import type { Journey } from '../../domain/journey.ts';
import { arrowName, type JourneyMap } from '../../usecases/map-journey.ts';
import { mix, type Theme, type Tones } from '../page/theme.ts';
import { type Box, type Line, labelSize, layOut, lineHeightPx } from './map-layout.ts';

export interface MapLook {
  /** `auto` follows whoever looks at the picture. */
  readonly scheme: 'light' | 'dark' | 'auto';
  /** For a phone: everything closer together. */
  readonly isNarrow?: boolean;
  count(value: number): string;
}

const fontFamily = 'system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif';
const cornerPx = 10;

/** `people` is left out where only the plan is wanted. */
export function drawMap(
  journey: Journey,
  people: Pick<JourneyMap, 'here' | 'along'> | undefined,
  theme: Theme,
  look: MapLook,
): string {
  const along = (from: string, way: number) => {
    const value = people?.along.get(arrowName(from, way));
    return value === undefined || value === 0 ? undefined : look.count(value);
  };
  const badge = (node: string) => {
    const here = people?.here.get(node) ?? 0;
    return here > 0 ? look.count(here) : '';
  };
  const beside = (node: string) => (badge(node) ? badgeWidth(badge(node)) - badgeOverlapPx : 0);
  const layout = layOut(journey, { along, beside }, look.isNarrow ?? false);
  const title = `The journey “${journey.title}”`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${styles(theme, look.scheme)}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 .8 7 4 0 7.2z"/></marker></defs>
<rect class="ground" width="${layout.width}" height="${layout.height}"/>
${layout.lines.map((line) => drawLine(line)).join('\n')}
${layout.boxes.map((box) => drawBox(box, badge(box.id))).join('\n')}
${layout.lines.map((line) => drawLabel(line, along(line.from, line.way))).join('\n')}
</svg>
`;
}

function styles(theme: Theme, scheme: MapLook['scheme']): string {
  const declare = (tones: Tones, isDark: boolean) =>
    Object.entries({
      paper: tones.surface,
      ink: tones.ink,
      muted: tones.muted,
      line: mix(tones.ink, tones.surface, isDark ? 0.45 : 0.4),
      card: isDark ? mix(tones.brand, tones.surface, 0.22) : mix('#ffffff', tones.surface, 0.6),
      edge: tones.brand,
      pill: isDark ? mix(tones.ink, tones.surface, 0.1) : mix(tones.ink, tones.surface, 0.06),
      accent: tones.accent,
      'on-accent': tones.onAccent,
    })
      .map(([name, value]) => `--${name}:${value}`)
      .join(';');
  const dark = `:root{${declare(theme.dark, true)}}`;
  const colours =
    scheme === 'dark'
      ? dark
      : `:root{${declare(theme.light, false)}}${scheme === 'auto' ? `@media (prefers-color-scheme:dark){${dark}}` : ''}`;
  return `${colours}
.ground{fill:var(--paper)}text{font-family:${fontFamily};text-anchor:middle;dominant-baseline:central;fill:var(--ink)}
.line{fill:none;stroke:var(--line);stroke-width:1.4}.tip{fill:var(--line)}
.send rect{fill:var(--card);stroke:var(--edge);stroke-width:1.6}.send .title{font-size:14px;font-weight:600}
.note,.label,.wait text,.act text,.end text{font-size:12px}.note{fill:var(--muted)}
.wait rect{fill:var(--pill)}.wait text{fill:var(--muted)}
.act rect{fill:var(--pill);stroke:var(--edge);stroke-dasharray:4 3}
.end rect{fill:var(--edge)}.end text{fill:var(--paper);font-weight:600}
.branch path{fill:var(--card);stroke:var(--edge);stroke-width:1.6}
.label{fill:var(--ink)}.plate{fill:var(--paper)}.count{font-weight:700}
.here rect{fill:var(--accent)}.here text{fill:var(--on-accent);font-size:12px;font-weight:700}`;
}

function drawBox(box: Box, here: string): string {
  const { x, y, width, height, shape, title, note } = box;
  const left = round(x - width / 2);
  const top = round(y - height / 2);
  const badge = here ? drawBadge(round(x + width / 2), top, here) : '';
  if (shape === 'branch') {
    const half = width / 2;
    const diamond = `M${round(x)} ${top}l${half} ${half}-${half} ${half}-${half}-${half}z`;
    return `<g class="branch"><path d="${diamond}"/></g>${badge}`;
  }
  const radius = shape === 'send' ? 8 : Math.min(height / 2, 15);
  const noted = (note?.length ?? 0) * lineHeightPx;
  const titled = textLines(title, x, noted > 0 ? y - noted / 2 - 1 : y, 'title');
  const lines = note === undefined ? titled : `${titled}${textLines(note, x, y + 11, 'note')}`;
  return `<g class="${shape}"><rect x="${left}" y="${top}" width="${round(width)}" height="${height}" rx="${radius}"/>${lines}</g>${badge}`;
}

/** Lines of text around a middle. */
function textLines(lines: readonly string[], x: number, y: number, name: string): string {
  return lines
    .map((line, index) => {
      const at = y + (index - (lines.length - 1) / 2) * lineHeightPx;
      return `<text class="${name}" x="${round(x)}" y="${round(at)}">${escaped(line)}</text>`;
    })
    .join('');
}

/** How far a badge lies over the corner of its box. */
const badgeOverlapPx = 12;
const badgeWidth = (text: string): number => Math.max(22, text.length * 7.4 + 12);

/** How many people stand here now, on the corner of the box. */
function drawBadge(right: number, top: number, text: string): string {
  const width = badgeWidth(text);
  const left = right - badgeOverlapPx;
  return `<g class="here"><title>${text} here now</title><rect x="${round(left)}" y="${round(top - 12)}" width="${round(width)}" height="20" rx="10"/><text x="${round(left + width / 2)}" y="${round(top - 2)}">${text}</text></g>`;
}

function drawLine({ points }: Line): string {
  return `<path class="line" marker-end="url(#tip)" d="${roundedPath(points)}"/>`;
}

function drawLabel({ label, labelAt }: Line, count: string | undefined): string {
  const { width, height } = labelSize(label, count);
  if (width === undefined || height === undefined) return '';
  const plate = `<rect class="plate" x="${round(labelAt.x - width / 2)}" y="${round(labelAt.y - height / 2)}" width="${round(width)}" height="${height}" rx="4"/>`;
  const counted = count === undefined ? '' : `<tspan class="count">${count}</tspan>`;
  const lines = label.length > 0 ? label : [''];
  const text = lines.map((line, index) => {
    const at = labelAt.y + (index - (lines.length - 1) / 2) * lineHeightPx;
    const words = index === lines.length - 1 ? [escaped(line), counted].filter(Boolean).join(' · ') : escaped(line);
    return `<text class="label" x="${round(labelAt.x)}" y="${round(at)}">${words}</text>`;
  });
  return `<g>${plate}${text.join('')}</g>`;
}

/** Straight pieces with rounded corners. */
function roundedPath(points: Line['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const pieces = rest.map((point, index) => {
    const next = rest[index + 1];
    if (!next) return `L${round(point.x)} ${round(point.y)}`;
    const before = points[index] ?? first;
    const near = towards(point, before);
    const far = towards(point, next);
    return `L${round(near.x)} ${round(near.y)}Q${round(point.x)} ${round(point.y)} ${round(far.x)} ${round(far.y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${pieces.join('')}`;
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }): { x: number; y: number } {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(cornerPx, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
