// Starts runners for tests: any free port, a frozen clock, silence, ended with the test.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLog } from '../../infra/local/log.ts';
import { type LocalOptions, type LocalRunner, startLocal } from '../../infra/local/runner.ts';
import { testFolder } from './folder.ts';

export const newYear = Date.UTC(2027, 0, 1);

export async function run(options: Partial<LocalOptions> = {}): Promise<LocalRunner> {
  const runner = await startLocal({
    port: 0,
    data: options.data ?? join(testFolder(), 'data'),
    rate: 0,
    startAt: newYear,
    log: silentLog,
    handlers: {},
    ...options,
  });
  // Once more is harmless where the test has closed it.
  onTestFinished(() => runner.close());
  return runner;
}

export async function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
}
