// dynalite, with what it lacks: iterators that are closed, and index entries that are told apart.
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { letIteratorsClose } from './close-iterators.ts';
import { keepWholeIndexKeys } from './whole-index-keys.ts';

interface Options {
  /** Directory of the LevelDB store; in memory when absent. */
  readonly path?: string;
  readonly createTableMs?: number;
  readonly deleteTableMs?: number;
}

letIteratorsClose();
keepWholeIndexKeys();

/** The very module that was mended: an `import` may bring another copy. */
export const dynalite = createRequire(import.meta.url)('dynalite') as (options?: Options) => Server;
