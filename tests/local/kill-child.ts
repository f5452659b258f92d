// A runner in a process of its own, for tests that kill it: `tsx kill-child.ts DIR` prints where everything is as JSON.
import { silentLog } from '../../infra/local/log.ts';
import { startLocal } from '../../infra/local/runner.ts';
import { newYear } from './run.ts';
import { walkingFunctions } from './stub-functions.ts';

const [data = ''] = process.argv.slice(2);
const runner = await startLocal({
  port: 0,
  data,
  rate: 0,
  startAt: newYear,
  log: silentLog,
  handlers: walkingFunctions([]),
});
console.log(JSON.stringify({ origin: runner.origin, endpoints: runner.endpoints }));
