// One runner for a whole file of tests: any free port, a clock that moves only when it is told to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLog } from '../../infra/local/log.ts';
import { type LocalOptions, type LocalRunner, startLocal } from '../../infra/local/runner.ts';

export function startOwn(options: Partial<LocalOptions> = {}): { runner: () => LocalRunner } {
  let started: LocalRunner | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-journey-'));
  beforeAll(async () => {
    started = await startLocal({
      port: 0,
      data: join(folder, 'data'),
      rate: 0,
      startAt: Date.UTC(2027, 0, 4, 15),
      log: silentLog,
      ...options,
    });
  }, 60_000);
  afterAll(async () => {
    await started?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    runner: () => {
      if (!started) throw new Error('The runner has not started.');
      return started;
    },
  };
}
