// What every store of the review's place keeps: one item under its revision, due when it goes on.
import { expect, it } from 'vitest';
import type { Reviews } from '../../functions/ports/reviews.ts';
import type { DueIndex } from '../../functions/ports/stores.ts';
import { noonMs } from './examples.ts';

export function reviewsContract(make: () => Promise<{ reviews: Reviews; due: DueIndex }>): void {
  it('the review keeps its place under its revision, and is due then', async () => {
    const { reviews, due } = await make();
    const shard = due.shards().find(({ kind }) => kind === 'review')?.shard ?? '';
    expect(await reviews.get()).toBeUndefined();
    await reviews.begin(noonMs);
    await reviews.begin(noonMs + 7);
    expect(await reviews.save({ rev: 0, dueAt: noonMs + 1 })).toBe(false);
    expect(await reviews.get()).toEqual({ rev: 1, dueAt: noonMs });
    expect(await due.due(shard, noonMs - 1, 10)).toEqual([]);
    expect(await due.due(shard, noonMs, 10)).toEqual([{ kind: 'review' }]);
    const at = { shard: 1, after: 'someone' };
    expect(await reviews.save({ rev: 1, dueAt: noonMs + 5, at })).toBe(true);
    expect(await reviews.get()).toEqual({ rev: 2, dueAt: noonMs + 5, at });
    expect(await due.due(shard, noonMs, 10)).toEqual([]);
  });
}
