// Where the review of all readers stands: one item.
import type { Review } from '../domain/review.ts';
import type { EpochMs } from '../domain/time.ts';

export interface Reviews {
  /** Makes the first review due then, where there never was one; cheap when repeated. */
  begin(dueAt: EpochMs): Promise<void>;
  /** Consistent; undefined before there was anything to review. */
  get(): Promise<Review | undefined>;
  /** Writes IF the stored rev is `review.rev` (0 for the first); stores rev + 1. */
  save(review: Review): Promise<boolean>;
}
