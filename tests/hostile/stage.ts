// A stage of separate processes for one scenario: DynamoDB, SQS, SES and the application, all gone afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '../journeys/killed-runner.ts';
import { startEngines, startSes } from './processes.ts';
import type { Crowd, Surroundings } from './scenario.ts';

export async function onStage<Result>(
  { seed, ...crowd }: Crowd & { readonly seed: number },
  play: (around: Surroundings) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-hostile-'));
  const engines = await startEngines(folder);
  const ses = await startSes({ folder, sqs: engines.sqs, seed });
  const data = join(folder, 'data');
  const application = await startProcess(data, {
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb,
    AWS_ENDPOINT_URL_SQS: engines.sqs,
    AWS_ENDPOINT_URL_SESV2: ses.endpoint,
  });
  await ses.follow(application.origin);
  try {
    const { origin } = application;
    return await play({
      origin,
      dynamodb: engines.dynamodb,
      keysFile: join(data, 'keys.json'),
      ledger: ses.ledger,
      ses,
      ...crowd,
    });
  } finally {
    await application.kill('SIGTERM');
    await ses.end();
    await engines.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
