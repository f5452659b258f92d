// Where a measure plays: engines in their own process, a context on them, the handlers made once as in a warm Lambda,
// and what their invocations cost. Only the handlers' own work is measured: set-up and the making of events are not.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SQSEvent } from 'aws-lambda';
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import type { Context } from '../../functions/composition/context.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { functions, queues } from '../../functions/manifest.ts';
import type { Budget } from '../../functions/ports/clock.ts';
import { tableDefinition } from '../../functions/table.ts';
import { localClient } from '../contract/dynalite-table.ts';
import { benchContext } from './bench-context.ts';
import { type Consumer, makeConsumer, type QueueHandle } from './benched-handlers.ts';
import { type Engines, startEngines } from './engines.ts';
import { TableMeter } from './table-meter.ts';

/** A Monday in winter, when the send window opens. */
export const benchStart: EpochMs = Date.UTC(2027, 0, 4, 9);

export interface Cost {
  readonly cpuMicros: number;
  readonly wallMs: number;
  /** The most this process held after any invocation, its own tools included. */
  readonly peakRssBytes: number;
}

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** Queues whose consumers the bench calls. */
type WorkedQueue = {
  [Name in keyof typeof queues]: (typeof queues)[Name]['consumer'] extends Consumer ? Name : never;
}[keyof typeof queues];

export class Stage {
  now: EpochMs = benchStart;
  #cost: Cost = { cpuMicros: 0, wallMs: 0, peakRssBytes: 0 };
  readonly context: Context;
  readonly #made = new Map<Consumer, Promise<QueueHandle>>();

  protected constructor(readonly engines: Engines) {
    this.context = benchContext(engines.addresses, { now: () => this.now });
  }

  static async start(): Promise<Stage> {
    return new Stage(await startEngines());
  }

  async end(): Promise<void> {
    await this.engines.end();
  }

  /** Hands these bodies to a queue's consumer, as many at a time as its event source would, one invocation after the other. */
  async deliver(consumer: Consumer, bodies: readonly string[], batchSize: number): Promise<void> {
    const handle = await this.#consumer(consumer);
    for (let at = 0; at < bodies.length; at += batchSize) {
      const event = sqsEvent(bodies.slice(at, at + batchSize));
      const { batchItemFailures } = await this.measured(() => handle(event, budgetOf(consumer)));
      if (batchItemFailures.length > 0) throw new Error(`${consumer} failed messages; see what it logged above.`);
    }
  }

  /** Works a queue until nothing waits in it; answers whether anything did. */
  async work(queue: WorkedQueue): Promise<boolean> {
    const { consumer, batchSize } = queues[queue];
    for (let found = false; ; found = true) {
      const bodies = await this.engines.drain(queue);
      if (bodies.length === 0) return found;
      await this.deliver(consumer, bodies, batchSize);
    }
  }

  async measured<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const answer = await work();
    const { user, system } = process.cpuUsage(before);
    const { cpuMicros, wallMs, peakRssBytes } = this.#cost;
    this.#cost = {
      cpuMicros: cpuMicros + user + system,
      wallMs: wallMs + performance.now() - startedAt,
      peakRssBytes: Math.max(peakRssBytes, process.memoryUsage.rss()),
    };
    return answer;
  }

  /** Begins to count anew; garbage of the set-up is not charged to what is measured next. */
  reset(): void {
    collectGarbage();
    this.countAnew();
  }

  /**
   * Begins to count anew and leaves the garbage to Node, for what is long enough to pay for its own: a collection that is
   * forced brings the next one forward, which a short run then pays for alone.
   */
  countAnew(): void {
    this.#cost = { cpuMicros: 0, wallMs: 0, peakRssBytes: 0 };
  }

  get cost(): Cost {
    return this.#cost;
  }

  #consumer(name: Consumer): Promise<QueueHandle> {
    const made = this.#made.get(name) ?? makeConsumer(name, this.context);
    this.#made.set(name, made);
    return made;
  }
}

/** The same engines, with a meter on the table and handlers of its own. What it costs in CPU says nothing. */
export class MeteredStage extends Stage {
  readonly meter: TableMeter;

  constructor(stage: Stage) {
    super(stage.engines);
    this.now = stage.now;
    this.meter = new TableMeter(localClient(stage.engines.addresses.dynamodb), tableDefinition.name);
    this.context.once('table', () => new TableAccess(this.meter.client, tableDefinition.name));
  }

  override countAnew(): void {
    super.countAnew();
    this.meter.reset();
  }
}

function budgetOf(name: Consumer): Budget {
  const endsAt = performance.now() + functions[name].timeoutSeconds * 1_000;
  return { remainingMs: () => Math.max(0, endsAt - performance.now()) };
}

function sqsEvent(bodies: readonly string[]): SQSEvent {
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
      eventSourceARN: 'arn:aws:sqs:eu-west-2:000000000000:bench',
      awsRegion: 'eu-west-2',
    })),
  };
}
