// `tsx tests/simulation/live-year.ts --people 10000 --seed 1`: lives one year, writes its log to standard output, line by
// line, and what broke to standard error.
import { parseArgs } from 'node:util';
import { journeys } from '../../.build/journeys.mjs';
import { yearBreaches } from './year-checks.ts';
import { YearLife } from './year-life.ts';

const { values } = parseArgs({
  options: { people: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
});
const journey = journeys.find(({ id }) => id === 'acne-scars');
if (!journey) throw new Error('The build has no acne-scars journey.');
const startedAt = performance.now();
const life = await new YearLife({ people: Number(values.people), seed: Number(values.seed), journey }).run();
process.stdout.write(`${life.log.join('\n')}\n`);
const broken = yearBreaches(life, journey);
for (const line of broken.slice(0, 20)) process.stderr.write(`${line}\n`);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stderr.write(`${life.mails.length} e-mails, ${broken.length} breaches, ${seconds} s\n`);
process.exitCode = broken.length > 0 ? 1 : 0;
