// The drawn journey, by geometry: nothing is cut off, nothing lies on anything else, no arrow runs through a box.
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import type { Journey } from '../../functions/domain/journey.ts';
import { type Layout, labelSize, layOut } from '../../functions/web/staff/map-layout.ts';
import { readJourney } from '../../infra/build/journeys.ts';
import { anyJourney } from '../journeys/any-journey.ts';
import { clinicKnows } from '../journeys/broken-journeys.ts';

const spanish = { id: 'spanish', title: 'Spanish', where: { kind: 'locale', is: ['es'] } } as const;
const everyStep = readJourney(
  'every-step.yaml',
  readFileSync(new URL('../journeys/every-step.yaml', import.meta.url), 'utf8'),
  { ...clinicKnows, segments: new Map([['spanish', spanish]]) },
).journey as Journey;

const counted = { along: () => '12,345', beside: () => 40 };
const plain = { along: () => undefined, beside: () => 0 };
const looks = [
  ['plain, wide', plain, false],
  ['counted, wide', counted, false],
  ['plain, narrow', plain, true],
  ['counted, narrow', counted, true],
] as const;

interface Oblong {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const around = (what: string, { x, y }: { x: number; y: number }, width: number, height: number): Oblong => ({
  what,
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

const hairPx = 0.6;
const overlap = (one: Oblong, other: Oblong): boolean =>
  one.left < other.right - hairPx &&
  other.left < one.right - hairPx &&
  one.top < other.bottom - hairPx &&
  other.top < one.bottom - hairPx;

/** Everything that is wrong with a layout, in words. */
function faults({ boxes, lines, width, height }: Layout, along: (from: string, way: number) => string | undefined) {
  const drawn = boxes.map((box) => around(box.id, box, box.width, box.height));
  const labels = lines.flatMap(({ from, way, label, labelAt }) => {
    const size = labelSize(label, along(from, way));
    return size.width && size.height ? [around(`label of ${from}`, labelAt, size.width, size.height)] : [];
  });
  const things = [...drawn, ...labels];
  const cut = things.filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height);
  const onOther = things.flatMap((one, index) =>
    things.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.what} lies on ${other.what}`] : [])),
  );
  const through = lines.flatMap(({ from, to, points }) =>
    points.slice(1).flatMap((point, index) => {
      const before = points[index] as { x: number; y: number };
      const middle = { x: (point.x + before.x) / 2, y: (point.y + before.y) / 2 };
      const piece = around('', middle, Math.abs(point.x - before.x) + 1, Math.abs(point.y - before.y) + 1);
      return drawn
        .filter((box) => overlap({ ...piece, left: piece.left - hairPx, right: piece.right + hairPx }, box))
        .filter(({ what }) => what !== from && what !== to)
        .map(({ what }) => `the arrow from ${from} to ${to} runs through ${what}`);
    }),
  );
  const slanted = lines.flatMap(({ from, points }) =>
    points.slice(1).flatMap((point, index) => {
      const before = points[index] as { x: number; y: number };
      return Math.abs(point.x - before.x) > 1 && Math.abs(point.y - before.y) > 1 ? [`from ${from} it is slanted`] : [];
    }),
  );
  return [...cut.map(({ what }) => `${what} is cut off`), ...onOther, ...through, ...slanted];
}

describe('the drawn journey', () => {
  it('is tried with every kind of step there is', () => {
    const kinds = new Set(Object.values(everyStep.nodes).map(({ kind }) => kind));
    const all = ['branch', 'exit', 'goal', 'notify', 'rest', 'send', 'split', 'start', 'tag', 'wait'];
    expect([...kinds].sort()).toEqual(all);
  });

  it.each(looks)('is clear: %s', (_look, extras, isNarrow) => {
    for (const journey of [everyStep, ...journeys]) {
      expect(faults(layOut(journey, extras, isNarrow), extras.along), journey.id).toEqual([]);
    }
  });

  it('is clear for any journey', () => {
    fc.assert(
      fc.property(anyJourney, fc.boolean(), (journey, isNarrow) => {
        expect(faults(layOut(journey, counted, isNarrow), counted.along)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('has an arrow for every way, each from the edge of its box to the edge of the next', () => {
    const { boxes, lines } = layOut(everyStep, plain, false);
    for (const { from, to, points } of lines) {
      for (const [id, point] of [
        [from, points[0]],
        [to, points.at(-1)],
      ] as const) {
        const box = boxes.find((one) => one.id === id);
        expect(Math.abs((point?.y ?? 0) - (box?.y ?? 0))).toBeCloseTo((box?.height ?? 0) / 2, 1);
      }
    }
  });
});
