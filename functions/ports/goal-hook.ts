// What taking in goals from outside needs: the clinic's shared secrets, and a memory of the events already taken.
import type { EpochMs } from '../domain/time.ts';

export interface GoalSignatures {
  /** Whether one of the clinic's goal secrets signed exactly this text; in constant time. False while there is no secret. */
  verifies(text: string, signature: string): boolean;
}

export interface GoalReceipts {
  /** Consistent: whether this event was taken before. Forgotten after about 30 days. */
  has(eventId: string): Promise<boolean>;
  /** Call once its work is done; repeating it changes nothing. */
  note(eventId: string, at: EpochMs): Promise<void>;
}
