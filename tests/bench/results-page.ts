// Writes what a run of the bench found: bench/RESULTS.md for people, bench/RESULTS.json for `npm run cli -- cost`.
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { asRows, type Results } from './measure.ts';
import { targetRows } from './targets.ts';

type Row = Readonly<Record<string, unknown>>;

const page = fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url));
const data = fileURLToPath(new URL('../../bench/RESULTS.json', import.meta.url));
const bytesPerGigabyte = 2 ** 30;

export async function writeResults(results: Results, command: string, today: string): Promise<string> {
  const sections = Object.entries(results).map(([name, value]) => `## ${name}\n\n${table(asRows(name, value))}`);
  const text = [
    '# Results of the bench',
    `\`${command}\` on ${machine()}, Node ${process.version}, ${today}. Written by the bench itself.`,
    howMeasured,
    `## To reach\n\n${table(targetRows(results))}`,
    ratio(results),
    ...sections,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  await mkdir(fileURLToPath(new URL('../../bench', import.meta.url)), { recursive: true });
  await writeFile(page, `${text}\n`);
  const record = { command, machine: machine(), node: process.version, date: today, results };
  await writeFile(data, `${JSON.stringify(record, null, 2)}\n`);
  return page;
}

const howMeasured = `How it was measured:

- DynamoDB (dynalite, in memory), SQS and SES are another process. Sender CPU is \`process.cpuUsage()\` around the handlers'
  invocations alone: user and system time of all threads, garbage collection included, set-up excluded. Real handlers, the
  manifest's batch sizes, one invocation after the other, Lambda's heap for the function's memory.
- A first run warms the code up and does not count. Figures are medians of the runs after it; \`cpuSpreadPercent\` is how far
  the lowest and the highest lie apart, in percent of the median. Work of others on the machine raises CPU figures.
- A run of a newsletter is fifty thousand e-mails, a hundred thousand for the flatness, in as many issues as that takes: code gets
  faster for a long while, and garbage is collected when Node sees fit. The planner and the sender have a process each, as they have in
  the cloud, with bundled code, and fresh ones for every run, with a warm-up as long before it: two that did the same work stayed 8 %
  apart. The sizes take turns, five runs each; \`cpuApartPercent\` is how much more the dearest of their medians is than the cheapest.
- Units are what DynamoDB bills, computed in a run of their own from the sizes of all items before and after each write, the
  changes of both indexes, refused conditions and the sizes read (\`tests/bench/units.ts\`); they hardly vary between runs.
- \`peakRssMb\` is the larger of the two processes, the planner's and the sender's: Node, the function, and what little of the bench invokes it.
- Bundles as the cloud gets them; \`importMillis\` is a bare Node importing one, the median of seven.`;

function machine(): string {
  const [first] = cpus();
  const memoryGb = Math.round(totalmem() / bytesPerGigabyte);
  return `a virtual machine with ${availableParallelism()} cores (${first?.model.trim()}) and ${memoryGb} GB`;
}

/** What one call for fifty saves, beside the same newsletter sent the naive way. */
function ratio({ broadcast, naive }: Results): string {
  const [ours, theirs] = [Number(broadcast?.cpuMicrosPerEmail), Number(naive?.cpuMicrosPerEmail)];
  if (!(ours > 0 && theirs > 0)) return '';
  return `The same newsletter done the naive way (each person read, MJML compiled, one SendEmail, one write) takes ${Math.round(theirs / ours)} times the CPU.`;
}

function table(rows: Readonly<Record<string, Row>>): string {
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly unknown[]) => `| ${cells.map((cell) => String(cell ?? '')).join(' | ')} |`;
  return [
    line(['', ...columns]),
    line(['---', ...columns.map(() => '---:')]),
    ...Object.entries(rows).map(([name, row]) => line([name, ...columns.map((column) => row[column])])),
  ].join('\n');
}
