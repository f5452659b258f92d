// Histories as the table keeps them: one text instead of a list of maps, whose every value the SDK walks several times and
// whose every field name is paid for again in each record.

/** Records as rows of values in the order of `fields`; absent ones are null, and dropped at a row's end. */
export function packRecords<Name extends string, Row extends { readonly [Field in Name]?: unknown }>(
  fields: readonly Name[],
  records: readonly Row[],
): string {
  return JSON.stringify(records.map((record) => row(fields.map((name) => record[name] ?? null))));
}

function row(values: readonly unknown[]): readonly unknown[] {
  return values.slice(0, values.findLastIndex((value) => value !== null) + 1);
}

export function unpackRecords<Name extends string>(
  fields: readonly Name[],
  text: string,
): { [Field in Name]?: unknown }[] {
  const rows = JSON.parse(text) as unknown[][];
  return rows.map((values) => {
    const record: { [Field in Name]?: unknown } = {};
    for (const [index, name] of fields.entries()) {
      const value = values[index] ?? null;
      if (value !== null) record[name] = value;
    }
    return record;
  });
}

/** All fields of a record, or the compiler objects: one left out would silently not be stored. */
export const everyField =
  <Row>() =>
  <const Names extends readonly (keyof Row & string)[]>(
    ...names: Exclude<keyof Row, Names[number]> extends never ? Names : never
  ): Names =>
    names;
