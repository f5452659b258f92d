// Repeatable chance: the same seed gives the same lives.

export interface Chance {
  /** From 0 up to, never, 1. */
  next(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  between(low: number, high: number): number;
  /** Mostly near `low`, now and then far towards `high`: how people take their time. */
  leisurely(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** A 32-bit xorshift-multiply generator; good enough for invented people. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + next() * (high - low);
  return {
    next,
    between,
    happens: (probability) => next() < probability,
    leisurely: (low, high) => low * (high / low) ** (next() ** 2),
    pick: (items) => items[Math.floor(next() * items.length)] as never,
  };
}
