// SQS, SNS and S3 in one embedded server with SQLite persistence. Starts with its topic and bucket; queues come after.
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { localRegion } from './account.ts';
import type { Ending } from './engine.ts';

export interface FauxqsEngine extends Ending {
  readonly endpoint: string;
  readonly server: FauxqsServer;
}

export async function startFauxqsEngine(dataDir: string, bucket: string): Promise<FauxqsEngine> {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: localRegion, dataDir });
  server.createBucket(bucket);
  return { endpoint: `http://127.0.0.1:${server.port}`, server, end: () => server.stop() };
}
