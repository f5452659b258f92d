// A million opens and clicks, half of them repeats, in disorder: the numbers are those of the distinct ones in one go.
import { expect, it } from 'vitest';
import { begin, doubledAndShuffled, floodOf, numbersAfter } from '../engagement/flood.ts';

const batches = 40;

it('a million events with duplicates and disorder count as the distinct set', async () => {
  const { ids } = await begin(batches);
  const hits = floodOf(ids, 500_000, 21);
  const once = await numbersAfter(batches, hits, 50_000);
  const shuffled = doubledAndShuffled(hits, 22);
  expect(shuffled.length).toBe(1_000_000);
  expect(await numbersAfter(batches, shuffled, 1_000)).toEqual(once);
  expect(once.evidence.length).toBe(batches * 50);
});
