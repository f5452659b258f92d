// `npm run simulate -- --seeds N --from S`: runs seeded lives and prints every seed that breaks a promise. A seed replays exactly.
import { parseArgs } from 'node:util';
import { breaches } from './checks.ts';
import { ClinicLife } from './clinic-life.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    people: { type: 'string', default: '12' },
    trouble: { type: 'string', default: '1' },
    /** `retried`: no trouble but SDK retries of writes that were applied. */
    only: { type: 'string' },
    /** Stops at the first failing seed. */
    stop: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
if (values.only !== undefined && values.only !== 'retried') throw new Error('--only knows "retried" alone.');
const options = {
  people: numberOf('people', 'whole number', 1),
  trouble: numberOf('trouble', 'number', 0),
  ...(values.only && { only: 'retried' as const }),
};
const progressEvery = 250;
const count = numberOf('seeds', 'whole number', 1);
const first = numberOf('from', 'whole number', 0);
let failed = 0;
let turns = 0;
const startedAt = performance.now();
for (let seed = first; seed < first + count && !(values.stop && failed > 0); seed++) {
  const problems: string[] = [];
  try {
    const life = await new ClinicLife(seed, options).run();
    turns += life.turns;
    problems.push(...breaches(life));
    if (values.verbose) console.log(life.stage.log.join('\n'));
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  if (problems.length > 0) {
    failed += 1;
    console.log(`seed ${seed}:\n  ${problems.slice(0, 8).join('\n  ')}`);
  }
  if ((seed - first + 1) % progressEvery === 0) {
    process.stderr.write(`${seed - first + 1} of ${count} seeds, ${failed} failed\n`);
  }
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${count} seeds, ${failed} failed, ${turns} port calls, ${seconds.toFixed(1)} s`);
process.exitCode = failed > 0 ? 1 : 0;

/** Ends the process where it is none: no life at all breaks no promise, which would look like a success. */
function numberOf(
  name: 'seeds' | 'from' | 'people' | 'trouble',
  kind: 'whole number' | 'number',
  least: number,
): number {
  const value = values[name].trim() === '' ? Number.NaN : Number(values[name]);
  const isKind = kind === 'number' ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (isKind && value >= least) return value;
  console.error(`--${name} must be a ${kind} from ${least} on; it is "${values[name]}".`);
  process.exit(1);
}
