// Sets of slots as the table keeps them: fifty slots that share a time or a reason are one short entry instead of fifty.
// A write costs by the size of the item it touches, and an outcome is written many times.

/** As many as a number holds without loss; a batch has fewer. */
const packableSlots = 53;
const packedMark = '~';
const radix = 36;

/** `slot:what` entries, those alike in `what` together: `~slots:what`. Unions of packed entries unpack to the union. */
export function packEntries(entries: Iterable<string>): string[] {
  const alike = Map.groupBy(entries, (entry) => entry.slice(entry.indexOf(':') + 1));
  return [...alike].flatMap(([what, group]) => {
    const slots = group.map((entry) => Number.parseInt(entry, 10));
    const isPackable = group.length > 1 && slots.every((slot) => slot < packableSlots);
    return isPackable ? [`${packedMark}${packSlots(slots)}:${what}`] : group;
  });
}

export function unpackEntries(stored: Iterable<string>): Set<string> {
  const entries = new Set<string>();
  for (const entry of stored) {
    if (!entry.startsWith(packedMark)) entries.add(entry);
    else {
      const colon = entry.indexOf(':');
      for (const slot of unpackSlots(entry.slice(packedMark.length, colon)))
        entries.add(`${slot}${entry.slice(colon)}`);
    }
  }
  return entries;
}

/** Distinct slots as the digits of one number: slot n is its n-th bit. */
export function packSlots(slots: readonly number[]): string {
  return [...new Set(slots)].reduce((sum, slot) => sum + 2 ** slot, 0).toString(radix);
}

/** In ascending order. */
export function unpackSlots(packed: string): number[] {
  const slots: number[] = [];
  let rest = Number.parseInt(packed, radix);
  for (let slot = 0; rest > 0; slot += 1) {
    if (rest % 2 === 1) slots.push(slot);
    rest = Math.floor(rest / 2);
  }
  return slots;
}
