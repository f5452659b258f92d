// SES misbehaves, in small and in one process: nothing twice, nothing lost, sending goes on by itself.
import { join } from 'node:path';
import { startFauxqs } from 'fauxqs';
import { expect, it, onTestFinished } from 'vitest';
import { sesClient } from '../../functions/composition/ses-client.ts';
import { silentLog } from '../../infra/local/log.ts';
import { type LocalRunner, startLocal } from '../../infra/local/runner.ts';
import { testFolder } from '../local/folder.ts';
import { FakeSes } from './fake-ses.ts';
import { type Crowd, type Lived, live, type Scenario } from './scenario.ts';
import { inSmall } from './troubles.ts';
import { expectPromiseKept } from './verdict.ts';

const crowd: Crowd = { subscribers: 120, walkers: 10, ratePerSecond: 3 };
/** Instead of twenty seconds, so that a late answer does not hold up the tests. */
const timeoutMs = 400;

async function liveSmall(scenario: Scenario, seed: number): Promise<Lived> {
  const folder = testFolder();
  const queues = await startFauxqs({ port: 0, logger: false });
  onTestFinished(() => queues.stop());
  const sqs = `http://127.0.0.1:${queues.port}`;
  const ledger = join(folder, 'ses.db');
  const ses = new FakeSes({ ledger, sqs, seed });
  const sesv2 = await ses.start();
  onTestFinished(() => ses.end());
  const data = join(folder, 'data');
  const runner = await startLocal({ port: 0, data, rate: 0, log: silentLog, external: { sqs, sesv2 } });
  onTestFinished(() => runner.close());
  beImpatient(runner);
  ses.clock.follow(runner.origin);
  const { origin } = runner;
  const dynamodb = runner.endpoints.dynamodb as string;
  return live(scenario, { origin, dynamodb, keysFile: join(data, 'keys.json'), ledger, ses, ...crowd });
}

/** The SDK's own handler, whose package is not ours to import. */
interface TimedHandler {
  updateHttpClientConfig(name: 'requestTimeout', timeoutMs: number): void;
}

function beImpatient({ context }: LocalRunner): void {
  const handler: unknown = sesClient(context).config.requestHandler;
  (handler as TimedHandler).updateHttpClientConfig('requestTimeout', timeoutMs);
}

it('mails nobody twice, loses nobody and counts as SES does', async () => {
  const lived = await liveSmall(inSmall, 3);
  const [mixed = 0, refused, silent = 0] = lived.taken;
  expect(mixed).toBeGreaterThan(0);
  expect(refused).toBe(mixed);
  expect(silent).toBeGreaterThan(mixed);
  expectPromiseKept(lived, { ...crowd, mayRefuse: true, mayDuplicate: false });
}, 90_000);
