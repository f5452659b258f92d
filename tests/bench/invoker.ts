// Invokes functions as their event sources would, and counts what the invocations cost. Only the handlers' own work is
// measured: set-up and the making of events are not.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SQSEvent } from 'aws-lambda';
import type { Context } from '../../functions/composition/context.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { functions } from '../../functions/manifest.ts';
import type { Budget } from '../../functions/ports/clock.ts';
import { benchContext } from './bench-context.ts';
import { type Consumer, makeConsumer, type QueueHandle } from './benched-handlers.ts';
import type { EngineAddresses } from './engines.ts';

export interface Cost {
  readonly cpuMicros: number;
  readonly wallMs: number;
  /** The most a process held after any invocation, its own tools included. */
  readonly peakRssBytes: number;
}

const nothing: Cost = { cpuMicros: 0, wallMs: 0, peakRssBytes: 0 };

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** A context on the engines, and the handlers made once as in a warm Lambda. */
export class Invoker {
  #cost = nothing;
  readonly context: Context;
  readonly #made = new Map<Consumer, Promise<QueueHandle>>();

  constructor(
    addresses: EngineAddresses,
    public now: EpochMs,
  ) {
    this.context = benchContext(addresses, { now: () => this.now });
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

  async measured<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const answer = await work();
    const { user, system } = process.cpuUsage(before);
    this.charge({
      cpuMicros: user + system,
      wallMs: performance.now() - startedAt,
      peakRssBytes: process.memoryUsage.rss(),
    });
    return answer;
  }

  protected charge({ cpuMicros, wallMs, peakRssBytes }: Cost): void {
    this.#cost = {
      cpuMicros: this.#cost.cpuMicros + cpuMicros,
      wallMs: this.#cost.wallMs + wallMs,
      peakRssBytes: Math.max(this.#cost.peakRssBytes, peakRssBytes),
    };
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
    this.#cost = nothing;
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
