// Guesses which known name was meant by a misspelt one.

const maxSlips = 2;

/** `Did you mean "send"? ` where a known name is at most two slips away, else nothing. */
export function likely(written: string, known: Iterable<string>): string {
  let best: { readonly name: string; readonly slips: number } | undefined;
  for (const name of known) {
    const slips = slipsBetween(written, name);
    if (slips <= maxSlips && slips < name.length && (!best || slips < best.slips)) best = { name, slips };
  }
  return best ? `Did you mean "${best.name}"? ` : '';
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const above = rows[row - 1] as number[];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (above[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (above[column - 1] as number) + (same ? 0 : 1),
        swapped ? (rows[row - 2]?.[column - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(current);
  }
  return rows[a.length]?.[b.length] as number;
}
