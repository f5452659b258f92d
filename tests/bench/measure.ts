// What a measure of the bench is: a name, and a run that puts its numbers into the report.
export interface Report {
  /** A top-level key of the JSON object; units belong in the names of the value's fields. */
  put(key: string, value: Readonly<Record<string, unknown>>): void;
  /** Tells whoever is waiting how far it is. */
  note(text: string): void;
}

export interface Measure {
  readonly name: string;
  run(report: Report): Promise<void>;
}

/** The middle one; of an even count the mean of the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('The median of nothing was asked for.');
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] as number;
  return (low + high) / 2;
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** How far apart the runs lie: from the least to the most, in percent of the median. */
export function spreadPercent(values: readonly number[]): number {
  return round(((Math.max(...values) - Math.min(...values)) / median(values)) * 100);
}

export type Results = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Plain figures as one row; a figure that is itself a record (a variant, a function, a size) gets a row of its own. */
export function asRows(
  title: string,
  value: Readonly<Record<string, unknown>>,
): Record<string, Readonly<Record<string, unknown>>> {
  const isRow = (field: unknown) => typeof field === 'object' && field !== null;
  const rows = Object.entries(value).filter(([, field]) => isRow(field));
  const plain = Object.entries(value).filter(([, field]) => !isRow(field));
  return Object.fromEntries([...(plain.length > 0 ? [[title, Object.fromEntries(plain)]] : []), ...rows]);
}
