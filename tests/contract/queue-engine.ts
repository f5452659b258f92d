// Queues to run their contract on: fauxqs inside this process, or the engine that AWS_ENDPOINT_URL_SQS names.
import { randomBytes } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { queues } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { localClient } from './dynalite-table.ts';

type Urls = Readonly<Record<QueueName, string>>;

export interface QueueTestEngine {
  readonly endpoint: string;
  /** Makes every queue of the manifest anew, empty. */
  freshQueues(): Promise<Urls>;
  /** Takes out what waits in a queue. */
  takeAll(queueUrl: string): Promise<unknown[]>;
  /** Removes every queue made here, and the engine if it runs in this process. */
  end(): Promise<void>;
}

export async function startQueueEngine(): Promise<QueueTestEngine> {
  const named = process.env.AWS_ENDPOINT_URL_SQS;
  const { region } = localClient('');
  const embedded = named ? undefined : await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  const endpoint = named || `http://127.0.0.1:${embedded?.port}`;
  const client = new SQSClient(localClient(endpoint));
  const made: string[] = [];
  const newQueue = async (name: string): Promise<string> => {
    const QueueName = `${name}-contract-${randomBytes(6).toString('hex')}`;
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName }));
    // Engines name hosts that not every system resolves; only the path tells queues apart.
    const url = new URL(new URL(QueueUrl).pathname, endpoint).href;
    made.push(url);
    return url;
  };
  return {
    endpoint,
    async freshQueues() {
      const pairs = Object.entries(queues).map(async ([queue, { name }]) => [queue, await newQueue(name)] as const);
      return Object.fromEntries(await Promise.all(pairs)) as Urls;
    },
    // Waits for a moment only where an engine may still be bringing messages: the embedded one has them at once.
    takeAll: (queueUrl) => takeAll(client, queueUrl, embedded ? 0 : 1),
    async end() {
      for (const QueueUrl of made) await client.send(new DeleteQueueCommand({ QueueUrl }));
      client.destroy();
      await embedded?.stop();
    },
  };
}

async function takeAll(client: SQSClient, QueueUrl: string, WaitTimeSeconds: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds }),
    );
    if (Messages.length === 0) return taken;
    taken.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
