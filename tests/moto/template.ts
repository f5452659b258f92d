// A synthesized template, its references resolved from what was made so far.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
  readonly DependsOn?: Json;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json }>>;
}

/** What `Ref` and `Fn::GetAtt` of a resource give. */
export interface Made {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Known {
  readonly made: ReadonlyMap<string, Made>;
  /** Outputs of the stacks before, by stack and name. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

type Fields = { readonly [name: string]: Json };

/** Puts in what is known and leaves the rest as it stands. */
export function resolve(value: Json, known: Known): Json {
  if (Array.isArray(value)) return value.map((item) => resolve(item, known));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields;
  const ref = fields.Ref;
  if (typeof ref === 'string') return known.made.get(ref)?.ref ?? value;
  const attribute = fields['Fn::GetAtt'];
  if (Array.isArray(attribute)) return known.made.get(String(attribute[0]))?.attributes[String(attribute[1])] ?? value;
  const output = fields['Fn::GetStackOutput'] as Fields | undefined;
  if (output) {
    const found = known.outputs.get(String(output.StackName))?.get(String(output.OutputName));
    if (found === undefined) throw new Error(`No stack before has the output ${JSON.stringify(output)}.`);
    return found;
  }
  const resolved = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, resolve(field, known)]));
  const join = resolved['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1]) && join[1].every((part) => typeof part === 'string')) {
    return join[1].join(String(join[0]));
  }
  return resolved;
}

/** Names of resources a value still refers to. */
export function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Fields;
  if (typeof fields.Ref === 'string') return [fields.Ref];
  const attribute = fields['Fn::GetAtt'];
  if (Array.isArray(attribute)) return [String(attribute[0])];
  return Object.values(fields).flatMap(referencesIn);
}
