// Runs one measure in a process of its own, so that none is warmed, slowed or fattened by those before it.
import type { Report } from './measure.ts';
import { measures } from './measures.ts';

export type FromMeasure =
  | { readonly put: { readonly key: string; readonly value: Readonly<Record<string, unknown>> } }
  | { readonly note: string };

const [name] = process.argv.slice(2);
const listed = measures.find((measure) => measure.name === name);
if (!listed) throw new Error(`No measure is called ${name}.`);

const say = (message: FromMeasure) => process.send?.(message);
const report: Report = {
  put: (key, value) => say({ put: { key, value } }),
  note: (note) => say({ note }),
};
await (await listed.load()).run(report);
process.disconnect();
