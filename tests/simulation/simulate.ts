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
  people: Number(values.people),
  trouble: Number(values.trouble),
  ...(values.only && { only: 'retried' as const }),
};
const progressEvery = 250;
const count = Number(values.seeds);
const first = Number(values.from);
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
