// Instants are UTC epoch milliseconds everywhere below the pages; durations carry their unit in the name.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Seconds since the epoch in base 36: short, and six characters until 2039. */
export function toSeconds36(at: EpochMs): string {
  return Math.floor(at / secondMs).toString(36);
}

export function fromSeconds36(text: string): EpochMs {
  return Number.parseInt(text, 36) * secondMs;
}
