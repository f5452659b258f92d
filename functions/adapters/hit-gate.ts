// The gate of the pixel and link endpoints, in the memory of one process: a bounded count a minute for each pixel and link.
// What was refused is logged at most once a minute, as a number, so that a flood costs neither writes nor a log of its own.
import { LRUCache } from 'lru-cache';
import { type EpochMs, minuteMs } from '../domain/time.ts';
import type { HitGate, RefusedHit } from '../ports/hit-gate.ts';

/** No reader opens one e-mail, or follows one of its links, more often than this in a minute. */
export const maxHitsPerMinute = 30;
const watchedPixelsAndLinks = 10_000;

export interface HitGateOptions {
  readonly now: () => EpochMs;
  /** Called with the counts since the last call, at most once a minute. */
  readonly report: (refused: Readonly<Partial<Record<RefusedHit, number>>>) => void;
}

export function makeHitGate({ now, report }: HitGateOptions): HitGate {
  const counts = new LRUCache<string, { minute: number; count: number }>({ max: watchedPixelsAndLinks });
  let refused: Partial<Record<RefusedHit, number>> = {};
  let reportedAt = Number.NEGATIVE_INFINITY;

  const reportIfDue = (at: EpochMs): void => {
    if (at - reportedAt < minuteMs || Object.keys(refused).length === 0) return;
    report(refused);
    refused = {};
    reportedAt = at;
  };
  const refuse = (reason: RefusedHit): void => {
    refused[reason] = (refused[reason] ?? 0) + 1;
    reportIfDue(now());
  };
  return {
    admits({ batchId, slot }, link) {
      const at = now();
      const minute = Math.floor(at / minuteMs);
      const key = link === undefined ? `${batchId}${slot}` : `${batchId}${slot}/${link}`;
      const known = counts.get(key);
      if (known?.minute === minute) {
        if (known.count >= maxHitsPerMinute) {
          refuse('flood');
          return false;
        }
        known.count += 1;
      } else counts.set(key, { minute, count: 1 });
      reportIfDue(at);
      return true;
    },
    refuse,
  };
}

/** One line for a person; answers how many there were. */
export function logRefused(refused: Readonly<Partial<Record<RefusedHit, number>>>): number {
  const count = Object.values(refused).reduce((sum, one) => sum + one, 0);
  console.warn(JSON.stringify({ event: 'hits-refused', count, refused }));
  return count;
}
