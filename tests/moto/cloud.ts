// The deployment at work: the stacks' functions, fed from the stacks' queues by the stacks' mappings, called by the API's routes.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { functions, schedules } from '../../functions/manifest.ts';
import type { Deployed } from './deploy.ts';
import { type Lambda, startLambda } from './lambda.ts';
import { credentials, type Moto, region } from './moto.ts';
import type { Json, Resource } from './template.ts';

type Sent = Readonly<Record<string, Json>>;

interface Mapping {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly functionId: string;
}

const mostRounds = 40;

export class Cloud {
  readonly #sqs: SQSClient;
  readonly #lambdas = new Map<string, Promise<Lambda>>();
  readonly #resources: ReadonlyMap<string, { readonly resource: Resource; readonly ref: string; readonly sent: Sent }>;
  #front: Server | undefined;
  aheadMs = 0;

  constructor(
    readonly moto: Moto,
    readonly folder: string,
    readonly deployed: readonly Deployed[],
    /** Where the functions find the services. */
    readonly endpoints: Readonly<Record<string, string>>,
  ) {
    this.#sqs = new SQSClient({ endpoint: moto.endpoint, region, credentials, useQueueUrlAsEndpoint: false });
    this.#resources = new Map(
      deployed.flatMap(({ stack, template, made, sent }) =>
        Object.entries(template.Resources).map(([id, resource]) => [
          `${stack}/${id}`,
          { resource, ref: made.get(id)?.ref ?? '', sent: sent.get(id) ?? {} },
        ]),
      ),
    );
  }

  /** Stack and logical id of the function with that description's ending. */
  functionId(entry: string): string {
    const found = this.ofType('AWS::Lambda::Function').find(({ resource }) =>
      String(resource.Properties?.Description).endsWith(`: ${entry}`),
    );
    if (!found) throw new Error(`No stack has a function for ${entry}.`);
    return found.id;
  }

  ofType(
    type: string,
  ): { readonly id: string; readonly resource: Resource; readonly ref: string; readonly sent: Sent }[] {
    return [...this.#resources].flatMap(([id, one]) => (one.resource.Type === type ? [{ id, ...one }] : []));
  }

  async invoke(functionId: string, event: unknown): Promise<unknown> {
    const started = this.#lambdas.get(functionId) ?? this.#start(functionId);
    this.#lambdas.set(functionId, started);
    return (await started).invoke(event, this.aheadMs);
  }

  /** The environment that the stack gave the function, as moto's Lambda has it. */
  async environmentOf(functionId: string): Promise<Readonly<Record<string, string>>> {
    const { ref } = this.#resources.get(functionId) as { ref: string };
    const answer = await this.moto.rest('lambda', 'GET', `/2015-03-31/functions/${ref}/configuration`);
    return (answer.Environment as { Variables?: Record<string, string> })?.Variables ?? {};
  }

  async #start(functionId: string): Promise<Lambda> {
    const { resource } = this.#resources.get(functionId) as { resource: Resource };
    const { S3Key } = (resource.Properties as unknown as { Code: { S3Key: string } }).Code;
    const file = join(this.folder, `asset.${S3Key.replace(/\.zip$/, '')}`, 'index.mjs');
    const given = await this.environmentOf(functionId);
    return startLambda(file, {
      PATH: process.env.PATH,
      // moto names its queues as AWS does, and the SDK goes where a queue's address leads: here, to moto.
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, this.#local(value)])),
      ...this.endpoints,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
  }

  #local(value: string): string {
    return value.startsWith('https://sqs.') ? `${this.moto.endpoint}${new URL(value).pathname}` : value;
  }

  /** Ticks, and lets the queues' consumers work until nothing is left. */
  async settle(): Promise<void> {
    const mappings = await this.mappings();
    for (const { function: name } of Object.values(schedules))
      await this.invoke(this.functionId(functions[name].entry), {});
    for (let round = 0; round < mostRounds; round += 1) {
      let found = false;
      for (const mapping of mappings) found = (await this.#feed(mapping)) || found;
      if (!found) return;
    }
    throw new Error(`After ${mostRounds} rounds the queues still hold messages.`);
  }

  async advance(ms: number): Promise<void> {
    this.aheadMs += ms;
    await this.settle();
  }

  async mappings(): Promise<Mapping[]> {
    const { EventSourceMappings } = await this.moto.rest('lambda', 'GET', '/2015-03-31/event-source-mappings/');
    const functions = this.ofType('AWS::Lambda::Function');
    return (EventSourceMappings as { EventSourceArn: string; FunctionArn: string }[]).map((one) => ({
      queueArn: one.EventSourceArn,
      queueUrl: `${this.moto.endpoint}/${one.EventSourceArn.split(':').slice(-2).join('/')}`,
      functionId: functions.find(({ ref }) => one.FunctionArn.includes(`:${ref}`))?.id ?? '',
    }));
  }

  async #feed({ queueUrl, queueArn, functionId }: Mapping): Promise<boolean> {
    const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
    const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(input));
    if (Messages.length === 0) return false;
    const answer = (await this.invoke(functionId, { Records: Messages.map((one) => record(one, queueArn)) })) as {
      batchItemFailures?: { itemIdentifier: string }[];
    } | null;
    const failed = new Set((answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size > 0) throw new Error(`${functionId} failed ${failed.size} of ${Messages.length} messages.`);
    for (const { ReceiptHandle } of Messages) {
      await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
    return true;
  }

  /** The HTTP API on this machine: each request to the function its route leads to. Answers its origin. */
  async openFront(): Promise<string> {
    const server = createServer(async (request, response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const url = new URL(request.url ?? '/', 'http://front');
        const answer = (await this.invoke(
          this.functionFor(url.pathname),
          httpEvent(request.method ?? 'GET', url, request.headers, Buffer.concat(chunks)),
        )) as {
          statusCode: number;
          headers?: Record<string, string>;
          cookies?: string[];
          body?: string;
          isBase64Encoded?: boolean;
        };
        const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
        const cookies = answer.cookies?.length ? { 'set-cookie': answer.cookies } : {};
        response.writeHead(answer.statusCode, { ...answer.headers, ...cookies }).end(body);
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
    this.#front = server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  /** By the API's own routes: the whole path, or the longest beginning of it. */
  functionFor(path: string): string {
    const routes = this.ofType('AWS::ApiGatewayV2::Route').map(({ sent }) => ({
      path: String(sent.RouteKey).split(' ')[1] ?? '',
      target: String(sent.Target),
    }));
    const matches = routes
      .filter((route) => {
        const start = route.path.replace('{proxy+}', '');
        return route.path === start ? path === start : path.startsWith(start) && path.length > start.length;
      })
      .sort((one, other) => other.path.replace('{proxy+}', '').length - one.path.replace('{proxy+}', '').length);
    const integration = this.ofType('AWS::ApiGatewayV2::Integration').find(
      ({ ref }) => matches[0]?.target === `integrations/${ref}`,
    );
    const uri = String(integration?.sent.IntegrationUri);
    const found = this.ofType('AWS::Lambda::Function').find(({ ref }) => uri.includes(`:function:${ref}`));
    if (!found) throw new Error(`No route leads ${path} to a function.`);
    return found.id;
  }

  async waiting(queueUrl: string): Promise<number> {
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  async end(): Promise<void> {
    this.#front?.close();
    this.#front?.closeAllConnections();
    await Promise.all([...this.#lambdas.values()].map(async (lambda) => (await lambda).end()));
  }
}

function record({ MessageId, ReceiptHandle, Body, Attributes }: Message, queueArn: string) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

/** Payload format 2.0. */
function httpEvent(method: string, { pathname, search }: URL, headers: NodeJS.Dict<string | string[]>, body: Buffer) {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: String(headers.host),
      domainPrefix: 'api',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'moto' },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}
