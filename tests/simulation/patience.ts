// Whether doubts wait as long as SES's words have lately been late, by what the event consumer recorded and the store was told.
import { lateWordKeptMs } from '../../functions/domain/proof.ts';
import { type EpochMs, minuteMs } from '../../functions/domain/time.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import { jumpedBetween } from './restraint.ts';

/** A word that was recorded `lateMs` after what it tells of. */
export interface LateWord {
  readonly at: EpochMs;
  readonly lateMs: number;
}

/** A doubt that ended in another try. */
export interface Release {
  readonly at: EpochMs;
  readonly batchId: string;
  readonly doubtSince: EpochMs;
}

export function watchReleases({ batches, state, clock }: MemoryWorld): readonly Release[] {
  const releases: Release[] = [];
  const write = batches.change.bind(batches);
  batches.change = async (batchId, expected, change) => {
    const doubtSince = state.batches.get(batchId)?.doubtSince ?? 0;
    const written = await write(batchId, expected, change);
    if (written && expected.state === 'doubt' && change.state === 'ready')
      releases.push({ at: clock.now(), batchId, doubtSince });
    return written;
  };
  return releases;
}

/** Whoever looks at a doubt may have read the proof this long before the answer is written: its time-out, and a stray request's way. */
const lookMs = 4 * minuteMs;
/** Half as long again as the latest word. */
const patience = 1.5;

export function hasty(
  releases: readonly Release[],
  words: readonly LateWord[],
  jumps: readonly (readonly [EpochMs, EpochMs])[],
): string[] {
  return releases.flatMap(({ at, batchId, doubtSince }) => {
    const known = words.filter((word) => word.at > at - lateWordKeptMs + lookMs && age(word.at, at, jumps) > lookMs);
    const worstMs = Math.max(0, ...known.map(({ lateMs }) => lateMs));
    const waitedMs = at - doubtSince;
    return waitedMs >= worstMs * patience
      ? []
      : [`batch ${batchId} waited ${waitedMs} ms for SES's word, which had lately been ${worstMs} ms late`];
  });
}

function age(from: EpochMs, to: EpochMs, jumps: readonly (readonly [EpochMs, EpochMs])[]): number {
  return to - from - jumpedBetween(jumps, from, to);
}
