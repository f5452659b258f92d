// The bench: `npm run bench` prints tables, each target of issue 3 beside its figure; `npm run bench -- --json` prints one
// JSON object on stdout. Names after it choose measures; `--full` adds those that take many minutes; `--write` renews
// bench/RESULTS.md.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { functions } from '../../functions/manifest.ts';
import { build } from '../../infra/build/build.ts';
import { asRows } from './measure.ts';
import type { FromMeasure } from './measure-child.ts';
import { type Listed, measures } from './measures.ts';
import { writeResults } from './results-page.ts';
import { targetRows } from './targets.ts';

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0) {
  console.error(
    `No measure is called ${unknown.join(', ')}; there are: ${measures.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

/**
 * Lambda tells Node how much of a function's memory the young and the old generation may take: a tenth and the rest. Without
 * that, Node on a large machine lets garbage lie, and its memory says nothing about the function's.
 */
const { memoryMb } = functions.sendBatch;
const lambdaHeap = [
  `--max-semi-space-size=${Math.floor(memoryMb / 10 / 2)}`,
  `--max-old-space-size=${memoryMb - Math.floor(memoryMb / 10)}`,
];

await build();
const results: Record<string, Readonly<Record<string, unknown>>> = {};
for (const measure of measures) if (isWanted(measure)) await run(measure);

if (values.json) console.log(JSON.stringify(results));
else {
  for (const [title, value] of Object.entries(results)) {
    console.log(`\n${title}`);
    console.table(asRows(title, value));
  }
  console.log('\nTo reach');
  console.table(targetRows(results));
}

if (values.write) {
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`;
  note('bench', `wrote ${await writeResults(results, command, new Date().toISOString().slice(0, 10))}`);
}

function isWanted({ name, isLong }: Listed): boolean {
  if (positionals.length > 0) return positionals.includes(name);
  if (!isLong || values.full) return true;
  note(name, 'left out; `--full` or its name runs it, and it takes many minutes');
  return false;
}

/** Progress goes to stderr, so that stdout stays one JSON object. */
function note(name: string, text: string): void {
  process.stderr.write(`${name}: ${text}\n`);
}

async function run({ name }: Listed): Promise<void> {
  const script = fileURLToPath(new URL('./measure-child.ts', import.meta.url));
  const child = fork(script, [name], { execArgv: [...process.execArgv, ...lambdaHeap] });
  child.on('message', (message: FromMeasure) => {
    if ('note' in message) note(name, message.note);
    else results[message.put.key] = message.put.value;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The measure "${name}" ended with ${code}; what went wrong stands above.`);
}
