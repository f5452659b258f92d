// DynamoDB or SQS in a process of its own, which lives on while the application is killed. Arguments: which, and its folder.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { argv } from 'node:process';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { queues } from '../../functions/manifest.ts';
import { localAccount, localRegion } from '../../infra/local/engines/account.ts';
import { dynalite } from '../../infra/local/engines/dynalite.ts';

export type EngineReport = { readonly ready: string } | { readonly done: number; readonly error?: string };

const [, , which = '', folder = ''] = argv;
const report = (message: EngineReport): void => void process.send?.(message);

// Nobody is left to serve.
process.on('disconnect', () => process.exit(0));
report({ ready: which === 'dynamodb' ? await startTable() : await startQueues() });

async function startTable(): Promise<string> {
  const server = dynalite({ path: folder, createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startQueues(): Promise<string> {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: localRegion });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = new SQSClient({ ...localAccount, endpoint });
  process.on('message', ({ id }: { id: number }) => {
    release(server, client, endpoint).then(
      () => report({ done: id }),
      (error) => report({ done: id, error: String(error) }),
    );
  });
  return endpoint;
}

/**
 * What a killed consumer had received can be received again at once. Its time-out runs on the wall clock, and the
 * application's virtual time does not wait for that: minutes there would be days here.
 */
async function release(server: FauxqsServer, client: SQSClient, endpoint: string): Promise<void> {
  for (const { name } of Object.values(queues)) {
    const found = server.inspectQueue(name);
    const QueueUrl = found && `${endpoint}${new URL(found.url).pathname}`;
    for (const { receiptHandle: ReceiptHandle } of found?.messages.inflight ?? []) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  }
}
