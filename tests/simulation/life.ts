// What a simulated life leaves behind for the checks: the world as it ended, and the truth that only those outside of it know.
import type { Journey } from '../../functions/domain/journey.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import type { MemoryWorld } from '../memory/memory-world.ts';
import type { Done } from './deeds.ts';
import type { LateWord, Release } from './patience.ts';
import type { Brake, Restraint } from './restraint.ts';
import type { SimulatedSes } from './ses.ts';
import type { Stage } from './stage.ts';

export interface LifeOptions {
  readonly people: number;
  /** Multiplies every fault's chance; 0 gives a calm life. */
  readonly trouble: number;
  /** No trouble but SDK retries of writes that were applied. */
  readonly only?: 'retried';
}

export interface Life {
  readonly seed: number;
  readonly world: MemoryWorld;
  readonly ses: SimulatedSes;
  readonly journey: Journey;
  readonly broadcastId: string;
  readonly stage: Stage;
  readonly restraint: Restraint;
  readonly eventsStopped: readonly [EpochMs, EpochMs];
  /** When a hard bounce of somebody was first recorded whole. */
  readonly bouncesKnownAt: ReadonlyMap<string, EpochMs>;
  /** What people did, and staff with them, once it was done. */
  readonly deeds: readonly Done[];
  /** When somebody's pause was first about to end. */
  readonly resumesBegun: ReadonlyMap<string, EpochMs>;
  readonly brakes: readonly Brake[];
  readonly releases: readonly Release[];
  /** SES's words that were recorded late. */
  readonly lateWords: readonly LateWord[];
  readonly options: LifeOptions;
  readonly turns: number;
}
