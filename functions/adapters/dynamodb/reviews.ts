// The review's place in the table: one item, due when it goes on.
import type { Review } from '../../domain/review.ts';
import type { Reviews } from '../../ports/reviews.ts';
import { dueShard, keys } from '../../table.ts';
import { type TableAccess, withoutKeys } from './table-access.ts';

export function makeReviews(table: TableAccess): Reviews {
  const save = (review: Review) => table.putVersioned(keys.review(), { ...review, dueShard: dueShard('review', '') });
  let began = false;
  return {
    async begin(dueAt) {
      if (!began) await save({ rev: 0, dueAt });
      began = true;
    },
    async get() {
      const item = await table.get(keys.review());
      return item && (withoutKeys(item) as unknown as Review);
    },
    save,
  };
}
