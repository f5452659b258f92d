// The contrast of every piece of text with what lies under it, in light and in dark, from the HTML alone.
// Knows the part of CSS that our e-mails use: styles on elements, sheets of plain selectors, prefers-color-scheme.
import { type CheerioAPI, load } from 'cheerio';
import postcss, { type AtRule, type Rule } from 'postcss';
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { contrast } from '../palette.ts';
import type { EmailUnderCheck } from './email-under-check.ts';

export type Scheme = 'light' | 'dark';

/** WCAG 2 AA for text of any size. */
const CONTRAST_MIN = 4.5;
const MOST_DETAILS = 5;

type Element = Extract<Parameters<CheerioAPI['contains']>[0], object>;
/** What counts of a style: `!important` beats the rest, then the element's own style, then the more specific selector. */
interface Declared {
  readonly value: string;
  readonly weight: number;
}
type Styles = Map<string, Declared>;

export interface Contrast {
  readonly words: string;
  readonly colour: string;
  readonly ground: string;
  readonly ratio: number;
}

export function contrastCheck({ html }: EmailUnderCheck, scheme: Scheme): EmailCheck {
  const all = contrastsOf(html, scheme);
  const poor = all.filter(({ ratio }) => ratio < CONTRAST_MIN);
  const lowest = Math.min(...all.map(({ ratio }) => ratio));
  return {
    name: `Contrast, ${scheme}`,
    found: `${lowest.toFixed(1)} : 1`,
    budget: `at least ${CONTRAST_MIN} : 1`,
    passes: poor.length === 0 && all.length > 0,
    details: poor
      .slice(0, MOST_DETAILS)
      .map(({ words, colour, ground, ratio }) => `“${words}”: ${colour} on ${ground} is ${ratio.toFixed(2)} : 1.`),
  };
}

/** One entry for each pair of colours that text is set in, with the first words that are. */
export function contrastsOf(html: string, scheme: Scheme): readonly Contrast[] {
  const $ = load(html);
  const styles = computeStyles($, scheme);
  const found = new Map<string, Contrast>();
  for (const element of $('body *').toArray()) {
    const words = $(element)
      .contents()
      .filter((_n, node) => node.type === 'text')
      .text()
      .trim();
    if (words === '' || isHidden($, element, styles)) continue;
    const colour = inherited($, element, styles, ['color']) ?? '#000000';
    const ground = inherited($, element, styles, ['background-color', 'background']) ?? '#ffffff';
    const key = `${colour} ${ground}`;
    if (found.has(key)) continue;
    found.set(key, { words: words.slice(0, 40), colour, ground, ratio: contrast(colour, ground) });
  }
  return [...found.values()];
}

function computeStyles($: CheerioAPI, scheme: Scheme): Map<Element, Styles> {
  const styles = new Map<Element, Styles>();
  const declare = (element: Element, name: string, declared: Declared): void => {
    const own: Styles = styles.get(element) ?? new Map();
    const before = own.get(name);
    if (before === undefined || declared.weight >= before.weight) own.set(name, declared);
    styles.set(element, own);
  };
  const sheet = $('style')
    .toArray()
    .map((style) => $(style).text())
    .join('\n');
  postcss.parse(sheet).walkRules((rule) => {
    if (!applies(rule, scheme)) return;
    for (const selector of rule.selectors.filter((one) => !one.includes(':'))) {
      for (const element of $(selector).toArray()) {
        rule.walkDecls(({ prop, value, important }) => {
          declare(element, prop, { value, weight: specificity(selector) + (important ? 10_000 : 0) });
        });
      }
    }
  });
  for (const element of $('[style],[bgcolor]').toArray()) {
    const ground = $(element).attr('bgcolor');
    if (ground) declare(element, 'background-color', { value: ground, weight: 0 });
    for (const part of ($(element).attr('style') ?? '').split(';')) {
      const [name = '', value = ''] = part.split(/:(.*)/s).map((piece) => piece.trim());
      if (value !== '') declare(element, name, { value, weight: 1000 });
    }
  }
  return styles;
}

/** Whether a rule holds on a wide screen in this scheme. */
function applies(rule: Rule, scheme: Scheme): boolean {
  if (rule.parent?.type !== 'atrule') return true;
  const { name, params } = rule.parent as AtRule;
  return name === 'media' && params.includes(`prefers-color-scheme: ${scheme}`);
}

/** Classes count ten, elements one; our sheets hold nothing else. */
function specificity(selector: string): number {
  const classes = selector.match(/[.[][\w-]+/g)?.length ?? 0;
  const elements = selector.match(/(?:^|[\s>+~])[a-z]\w*/g)?.length ?? 0;
  return classes * 10 + elements;
}

function isHidden($: CheerioAPI, element: Element, styles: Map<Element, Styles>): boolean {
  const chain = [element, ...$(element).parents().toArray()];
  return chain.some((one) => styles.get(one)?.get('display')?.value === 'none');
}

/** The value of the nearest element that sets one of these; a ground lies under all that stands on it. */
function inherited(
  $: CheerioAPI,
  element: Element,
  styles: Map<Element, Styles>,
  names: readonly string[],
): string | undefined {
  for (const one of [element, ...$(element).parents().toArray()]) {
    const own = names.map((name) => styles.get(one)?.get(name)).filter((declared) => declared !== undefined);
    const strongest = own.toSorted((a, b) => b.weight - a.weight)[0];
    const colour = strongest && asHex(strongest.value);
    if (colour !== undefined) return colour;
  }
  return undefined;
}

function asHex(value: string): string | undefined {
  const named: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };
  const first = value.toLowerCase().split(/\s+/)[0] ?? '';
  if (/^#[0-9a-f]{6}$/.test(first)) return first;
  if (/^#[0-9a-f]{3}$/.test(first)) return first.replace(/[0-9a-f]/g, '$&$&');
  return named[first];
}
