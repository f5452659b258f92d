// A clock that stands until it is set, an invocation's budget that can be spent, and ids that repeat for the same seed.
import { createHash } from 'node:crypto';
import { randomIds } from '../../functions/adapters/ids.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { Budget, Clock, Ids } from '../../functions/ports/clock.ts';

export class MemoryClock implements Clock {
  constructor(private at: EpochMs) {}

  now(): EpochMs {
    return this.at;
  }

  set(at: EpochMs): void {
    if (at < this.at) throw new Error(`Time goes forward only: ${at} is before ${this.at}.`);
    this.at = at;
  }

  advance(byMs: number): void {
    this.set(this.at + byMs);
  }
}

export class MemoryBudget implements Budget {
  constructor(public leftMs = 60_000) {}

  remainingMs(): number {
    return this.leftMs;
  }
}

/** The same ids in the same order for the same seed; real ones by name, so that both worlds agree on buckets. */
export function seededIds(seed: string): Ids {
  let count = 0;
  const next = (bytes: number) => digest(`${seed}/${count++}`, bytes);
  return {
    random: () => next(16),
    batch: (bucketId) => bucketId + next(8),
    batchNamed: randomIds.batchNamed,
    bucket: randomIds.bucket,
  };
}

const digest = (text: string, bytes: number): string =>
  createHash('sha256').update(text).digest().subarray(0, bytes).toString('base64url');
