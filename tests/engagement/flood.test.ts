// A share of the flood that `npm run prove` lets loose, and what absurd input may do: nothing.
import { expect, it } from 'vitest';
import { maxEvidenceEvents, mergeEvents } from '../../functions/domain/evidence.ts';
import { gradeSlot } from '../../functions/domain/grading.ts';
import { dayMs, secondMs } from '../../functions/domain/time.ts';
import { classOfAgent } from '../../functions/domain/user-agents.ts';
import { begin, doubledAndShuffled, floodOf, numbersAfter } from './flood.ts';
import { agents, event, sentAt } from './people.ts';

it('four thousand hits, doubled and shuffled, leave the same numbers as the distinct ones', async () => {
  const { ids } = await begin(4);
  const hits = floodOf(ids, 2_000, 11);
  const once = await numbersAfter(4, hits, hits.length);
  expect(await numbersAfter(4, doubledAndShuffled(hits, 12), 97)).toEqual(once);
  expect(once.totals.length).toBeGreaterThan(0);
  expect(once.evidence.length).toBeGreaterThan(150);
});

it('a flood on the pixel stays small and pushes out no click', () => {
  const click = event({ kind: 'click', link: 2 });
  let known = [click];
  for (let n = 0; n < 20_000; n += 100) {
    const flood = Array.from({ length: 100 }, (_, k) => event({ at: sentAt + (n + k) * secondMs }));
    known = mergeEvents(known, flood);
  }
  expect(known.length).toBe(maxEvidenceEvents.open + 1);
  expect(gradeSlot({ events: known }, sentAt).clicks.get(2)?.grade).toBe('human');
});

it('absurd agents are read in no time and taken for nobody in particular', () => {
  const absurd = ['x'.repeat(1_000_000), '\u0000\u001b[2J\n'.repeat(1_000), '('.repeat(100_000), ' '.repeat(1_000_000)];
  const from = performance.now();
  for (const userAgent of absurd) expect(classOfAgent(userAgent)).toBe('nameless');
  expect(performance.now() - from).toBeLessThan(200);
});

it('what came before the mail is a machine, and years later nothing is concluded', () => {
  const graded = (at: number) => gradeSlot({ events: [event({ kind: 'click', at })] }, sentAt).bestClick;
  expect(graded(sentAt - dayMs)).toMatchObject({ grade: 'machine', reasons: ['before-delivery'] });
  expect(graded(sentAt + 3 * 365 * dayMs)).toMatchObject({ grade: 'unknown', reasons: ['long-after'] });
});

it("a scanner that her own click sets off is no second click, and a cloud's quick click is no person", () => {
  const hers = event({ kind: 'click', at: sentAt + 700 * secondMs });
  const echo = event({ kind: 'click', at: hers.at + 12 * secondMs, ip: '198.51.100.0', userAgent: agents.cubot });
  const { perEvent } = gradeSlot({ events: [hers, echo] }, sentAt);
  expect(perEvent.map(({ grade }) => grade)).toEqual(['human', 'machine']);
  const quick = event({ kind: 'click', at: sentAt + 90 * secondMs, ip: '18.196.4.0' });
  expect(gradeSlot({ events: [quick] }, sentAt).bestClick?.grade).toBe('machine');
});
