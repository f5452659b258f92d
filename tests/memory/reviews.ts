// Where the review stands, in memory.
import type { Review } from '../../functions/domain/review.ts';
import type { Reviews } from '../../functions/ports/reviews.ts';
import { copy, type MemoryState } from './state.ts';

export class MemoryReviews implements Reviews {
  constructor(private readonly state: MemoryState) {}

  async begin(dueAt: number): Promise<void> {
    await this.save({ rev: 0, dueAt });
  }

  async get(): Promise<Review | undefined> {
    return copy(this.state.review);
  }

  async save(review: Review): Promise<boolean> {
    if ((this.state.review?.rev ?? 0) !== review.rev) return false;
    this.state.review = { ...copy(review), rev: review.rev + 1 };
    return true;
  }
}
