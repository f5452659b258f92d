// Lets LevelDB iterators be closed: dynalite ends the one behind each query by `return()`, which Level's iterators lack. Each
// that stays open keeps memory, and all that was written since; a runner that ticks for days grew by a gigabyte.
import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

type Open = (this: unknown, options?: unknown) => Iterator;

/** To be called before dynalite opens its store; more than once is harmless. */
export function letIteratorsClose(): void {
  const require = createRequire(import.meta.url);
  // The very Level that dynalite uses, whichever versions are installed besides.
  const { Level } = createRequire(require.resolve('dynalite'))('level') as {
    Level: { prototype: Record<'keys' | 'values', Open> };
  };
  for (const name of ['keys', 'values'] as const) {
    const open = Level.prototype[name];
    Level.prototype[name] = function (options) {
      const iterator = open.call(this, options);
      iterator.return ??= () => iterator.close();
      return iterator;
    };
  }
}
