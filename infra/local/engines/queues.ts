// The manifest's queues, with their dead-letter queues, on the embedded SQS or on one that runs already.
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { deadLetterName, functions, type QueueSpec, queues, sesEvents } from '../../../functions/manifest.ts';
import type { QueueName } from '../../../functions/ports/queue.ts';
import { localAccount } from './account.ts';
import type { Ending } from './engine.ts';
import type { FauxqsEngine } from './fauxqs.ts';

/** AWS asks for a visibility time-out of six times the consumer's. */
const visibilityFactor = 6;

export interface LocalQueue {
  readonly spec: QueueSpec;
  readonly url: string;
  readonly deadLetterUrl: string;
}

export interface QueueEngine extends Ending {
  readonly endpoint: string;
  readonly client: SQSClient;
  readonly all: readonly LocalQueue[];
  readonly urls: Readonly<Record<QueueName, string>>;
  /** How many messages wait, where the engine can be asked cheaply. */
  waiting?(queueName: string): number;
}

export async function startQueues(parts: {
  embedded: FauxqsEngine;
  external?: string | undefined;
}): Promise<QueueEngine> {
  const endpoint = parts.external ?? parts.embedded.endpoint;
  const client = new SQSClient({ ...localAccount, endpoint });
  const specs: QueueSpec[] = Object.values(queues);
  const all = await Promise.all(specs.map((spec) => makeQueue(client, spec)));
  const byName = new Map(all.map((queue) => [queue.spec.name, queue.url]));
  const urls = Object.fromEntries(
    Object.entries(queues).map(([name, spec]) => [name, byName.get(spec.name) as string]),
  ) as Record<QueueName, string>;
  const made = { endpoint, client, all, urls, end: () => client.destroy() };
  if (parts.external) return made;
  const { server } = parts.embedded;
  server.createTopic(sesEvents.topic);
  server.subscribe({ topic: sesEvents.topic, queue: sesEvents.queue.name });
  return {
    ...made,
    waiting: (queueName) => server.inspectQueue(queueName)?.messages.ready.length ?? 0,
  };
}

async function makeQueue(client: SQSClient, spec: QueueSpec): Promise<LocalQueue> {
  const deadLetter = await queueUrl(client, deadLetterName(spec.name));
  const url = await queueUrl(client, spec.name);
  const region = localAccount.region;
  const account = new URL(url).pathname.split('/').at(-2) ?? '000000000000';
  await client.send(
    new SetQueueAttributesCommand({
      QueueUrl: url,
      Attributes: {
        VisibilityTimeout: String(functions[spec.consumer].timeoutSeconds * visibilityFactor),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:${deadLetterName(spec.name)}`,
          maxReceiveCount: spec.maxReceives,
        }),
      },
    }),
  );
  return { spec, url, deadLetterUrl: deadLetter };
}

/** Its messages survive: an existing queue is found, never made again. */
async function queueUrl(client: SQSClient, name: string): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  const here = (url: string): string =>
    // Engines name hosts that not every system resolves, or the port of an earlier run; only the path tells queues apart.
    endpoint
      ? `${endpoint.protocol}//${endpoint.hostname}${endpoint.port ? `:${endpoint.port}` : ''}${new URL(url).pathname}`
      : url;
  try {
    return here((await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl as string);
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    return here((await client.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl as string);
  }
}
