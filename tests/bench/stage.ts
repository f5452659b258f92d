// Where a measure plays: engines in their own process, a context on them, the handlers made once as in a warm Lambda,
// and what their invocations cost. Only the handlers' own work is measured: set-up and the making of events are not.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import clinic from '../../clinic.config.ts';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import { randomIds } from '../../functions/adapters/ids.ts';
import { type Context, makeContext } from '../../functions/composition/context.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { type FunctionName, functions, queues } from '../../functions/manifest.ts';
import type { Budget } from '../../functions/ports/clock.ts';
import type { QueueName } from '../../functions/ports/queue.ts';
import { tableDefinition } from '../../functions/table.ts';
import { type FunctionsHost, makeFunctionsHost } from '../../infra/local/functions-host.ts';
import { handlers } from '../../infra/local/handlers.ts';
import { localClient } from '../contract/dynalite-table.ts';
import { type Engines, startEngines } from './engines.ts';
import { TableMeter, type Units } from './table-meter.ts';

/** A Monday in winter, when the send window opens. */
export const benchStart: EpochMs = Date.UTC(2027, 0, 4, 9);

export interface Cost {
  readonly cpuMicros: number;
  readonly wallMs: number;
  readonly invocations: number;
  readonly peakRssBytes: number;
}

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** The engines and, on them, contexts with and without a meter. */
export class Stage {
  now: EpochMs = benchStart;
  #cost = { cpuMicros: 0, wallMs: 0, invocations: 0, peakRssBytes: 0 };
  readonly context: Context;
  readonly #host: FunctionsHost;

  private constructor(
    readonly engines: Engines,
    readonly meter?: TableMeter,
  ) {
    this.context = this.#makeContext();
    this.#host = makeFunctionsHost(handlers, this.context);
  }

  static async start(): Promise<Stage> {
    return new Stage(await startEngines());
  }

  /** The same engines and time, with a meter on the table and handlers of its own. */
  async metered(): Promise<Stage & { readonly meter: TableMeter }> {
    const meter = new TableMeter(localClient(this.engines.addresses.dynamodb));
    await meter.learn(tableDefinition.name);
    const stage = new Stage(this.engines, meter) as Stage & { readonly meter: TableMeter };
    stage.now = this.now;
    return stage;
  }

  async end(): Promise<void> {
    await this.engines.end();
  }

  /** Hands these bodies to the queue's consumer, as many at a time as its event source would, one invocation after the other. */
  async deliver(queue: QueueName | 'sesEvents', bodies: readonly string[], consumer: FunctionName, batchSize: number) {
    const handle = this.#host.handle(consumer);
    for (let at = 0; at < bodies.length; at += batchSize) {
      const event = sqsEvent(queue, bodies.slice(at, at + batchSize));
      const answer = (await this.measured(() => handle(event, budgetOf(consumer)))) as SQSBatchResponse;
      if (answer.batchItemFailures.length > 0)
        throw new Error(`${consumer} failed messages; see what it logged above.`);
    }
  }

  /** Works a queue until nothing waits in it. */
  async work(queue: QueueName): Promise<void> {
    const { consumer, batchSize } = queues[queue];
    for (;;) {
      const bodies = await this.engines.drain(queue);
      if (bodies.length === 0) return;
      await this.deliver(queue, bodies, consumer, batchSize);
    }
  }

  /** What an HTTP function answers to a request, measured with the rest. */
  async request(name: FunctionName, request: Request): Promise<Response> {
    const web = this.#host.web(name);
    return this.measured(async () => web(request));
  }

  async measured<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const answer = await work();
    const { user, system } = process.cpuUsage(before);
    this.#cost.cpuMicros += user + system;
    this.#cost.wallMs += performance.now() - startedAt;
    this.#cost.invocations += 1;
    this.#cost.peakRssBytes = Math.max(this.#cost.peakRssBytes, process.memoryUsage.rss());
    return answer;
  }

  /** Begins to count anew; garbage of the set-up is not charged to what is measured next. */
  reset(): void {
    collectGarbage();
    this.#cost = { cpuMicros: 0, wallMs: 0, invocations: 0, peakRssBytes: 0 };
    this.meter?.reset();
  }

  get cost(): Cost {
    return { ...this.#cost };
  }

  get units(): Units {
    if (!this.meter) throw new Error('This stage has no meter; units are counted on a metered one.');
    return this.meter.units;
  }

  #makeContext(): Context {
    const { dynamodb, sqs, s3, sesv2, queueUrls, bucket } = this.engines.addresses;
    const context = makeContext({
      settings: {
        tableName: tableDefinition.name,
        queueUrls,
        blobBucket: bucket,
        configurationSet: 'afterglow',
        oidc: { issuer: 'http://127.0.0.1', clientId: 'bench' },
        endpoints: { dynamodb, sqs, s3, sesv2 },
      },
      clinic,
      clock: { now: () => this.now },
      ids: randomIds,
      keys: { identity: 'i'.repeat(32), tokens: [{ id: 'a', key: 't'.repeat(32) }], session: 's'.repeat(32) },
    });
    const { meter } = this;
    if (meter) context.once('table', () => new TableAccess(meter.client, context.settings.tableName));
    return context;
  }
}

function budgetOf(name: FunctionName): Budget {
  const endsAt = performance.now() + functions[name].timeoutSeconds * 1_000;
  return { remainingMs: () => Math.max(0, endsAt - performance.now()) };
}

function sqsEvent(queue: string, bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      receiptHandle: 'bench',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'bench',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-2:000000000000:${queue}`,
      awsRegion: 'eu-west-2',
    })),
  };
}
