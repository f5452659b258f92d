// The engines of the bench, in a process of their own, so that the bench's process does the application's work alone:
// DynamoDB, SQS and S3 in memory, an SES that takes everything, and a few commands to fill and to look into them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startFauxqs } from 'fauxqs';
import { journeys } from '../../.build/journeys.mjs';
import type { Context } from '../../functions/composition/context.ts';
import type { Journey } from '../../functions/domain/journey.ts';
import { queues } from '../../functions/manifest.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { tableDefinition } from '../../functions/table.ts';
import { dynalite } from '../../infra/local/engines/dynalite.ts';
import { createTable, localClient } from '../contract/dynalite-table.ts';
import { benchContext } from './bench-context.ts';
import type { EngineAddresses } from './engines.ts';
import { type Cohort, seedCohort, seedNewsletters } from './seeding.ts';
import { SesSink } from './ses-sink.ts';
import { startNewsletter } from './start-newsletter.ts';

const { region } = localClient('');

const table = dynalite({ createTableMs: 0 });
patient(table);
await new Promise<void>((listening) => table.listen(0, '127.0.0.1', listening));
const dynamodb = `http://127.0.0.1:${(table.address() as AddressInfo).port}`;
const client = new DynamoDBClient(localClient(dynamodb));
await createTable(client, tableDefinition.name);

const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
const sqs = `http://127.0.0.1:${fauxqs.port}`;
const queueUrls = Object.fromEntries(Object.keys(queues).map((name) => [name, makeQueue(name as QueueName)]));

const sink = new SesSink();
const journey = journeys[0] as Journey;
const commands: Record<string, (query: URLSearchParams, body: () => Promise<unknown>) => unknown> = {
  '/drain': (query) => drain(query.get('queue') as QueueName),
  '/taken': () => sink.takeAll(),
  '/forget': () => void sink.takeAll(),
  '/counts': () => sink.counts,
  '/cohort': async (_query, body) => seedCohort(client, tableDefinition.name, journey, (await body()) as Cohort),
  '/newsletter': async (query) => startNewsletter(contextAt(Number(query.get('now')))),
  '/newsletters': async (query) => seedNewsletters(client, tableDefinition.name, Number(query.get('before'))),
};

const server = createServer((request, response) => void serve(request, response));
patient(server);
server.listen(0, '127.0.0.1', () => {
  process.send?.(addresses());
});
// Nobody is left to bench.
process.on('disconnect', () => process.exit(0));

/**
 * A bench that reckons for longer than the five seconds Node keeps a quiet connection would find all of its pool hung up at
 * once, more of them than the client tries again. AWS keeps them longer, and a Lambda does not stand still in the middle.
 */
function patient(engine: ReturnType<typeof createServer>): void {
  engine.keepAliveTimeout = 0;
}

function addresses(): EngineAddresses {
  const sesv2 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { dynamodb, sqs, sesv2, queueUrls };
}

/** A context of its own for what is set up here; made anew for each time, and used seldom. */
function contextAt(now: number): Context {
  return benchContext(addresses(), { now: () => now });
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const command = commands[pathname];
  if (!command) return sink.serve(pathname, request, response);
  try {
    const answer = await command(searchParams, () => bodyOf(request));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function makeQueue(name: QueueName): string {
  const { queueUrl } = fauxqs.createQueue(queues[name].name, { region });
  return `${sqs}${new URL(queueUrl).pathname}`;
}

/** The bodies waiting in a queue, which is empty afterwards. */
function drain(name: QueueName): string[] {
  const bodies = (fauxqs.inspectQueue(queues[name].name)?.messages.ready ?? []).map(({ body }) => body);
  if (bodies.length > 0) {
    fauxqs.deleteQueue(queues[name].name, { region });
    makeQueue(name);
  }
  return bodies;
}
