// The bench: `npm run bench` prints tables, `npm run bench -- --json` one JSON object on stdout; names after it choose measures.
// A measure is a file of this folder that exports `name` and `run(report)`; list it below.
import { parseArgs } from 'node:util';
import * as broadcastMeasure from './broadcast.ts';
import * as deliveryMeasure from './delivery.ts';
import * as dripMeasure from './drip.ts';
import * as functionsMeasure from './functions.ts';
import type { Measure } from './measure.ts';

const measures: readonly Measure[] = [broadcastMeasure, dripMeasure, deliveryMeasure, functionsMeasure];

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0) {
  console.error(
    `No measure is called ${unknown.join(', ')}; there are: ${measures.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const results: Record<string, unknown> = {};
for (const measure of measures) {
  if (positionals.length > 0 && !positionals.includes(measure.name)) continue;
  await measure.run({
    put: (key, value) => {
      results[key] = value;
    },
    // Progress goes to stderr, so that stdout stays one JSON object.
    note: (text) => process.stderr.write(`${measure.name}: ${text}\n`),
  });
}

if (values.json) console.log(JSON.stringify(results));
else for (const [key, value] of Object.entries(results)) printTable(key, value as Record<string, unknown>);

function printTable(title: string, value: Record<string, unknown>): void {
  console.log(`\n${title}`);
  const isTableOfRows = Object.values(value).every((row) => typeof row === 'object');
  console.table(isTableOfRows ? value : [value]);
}
