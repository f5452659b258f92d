// When a bucket that changed is counted anew: at once while its e-mails are fresh, ever more rarely as they grow old.
import { type EpochMs, hourMs, minuteMs, secondMs } from './time.ts';

/** Numbers may lag behind by this part of their e-mails' age: nobody sees the difference, and most opens are counted together. */
const lagOfAge = 1 / 12;
/** Two minutes are what a rollup takes to come round; a working half-day is as long as anybody should wait. */
const longestLagMs = 6 * hourMs;

/**
 * A mark that is due later than this from now has not been taken up by any rollup yet, however much clocks differ. Amazon's are
 * within milliseconds of each other.
 */
export const markRestMs = 20 * secondMs;

/**
 * When a change is to be counted, at least one minute and less than two after it. With `createdAt`, of the youngest batch that changed, the
 * change can wait: a twelfth of its age longer, five minutes after an hour, two hours after a day, six hours at most. Marks of one
 * minute share a time.
 */
export function rollupDueAt(now: EpochMs, createdAt: EpochMs = now): EpochMs {
  const lagMs = Math.min(longestLagMs, Math.max(minuteMs, (now - createdAt) * lagOfAge));
  return Math.ceil((now + lagMs) / minuteMs) * minuteMs;
}
