// Where a measure plays: engines in their own process, and the functions on them.
import { TableAccess } from '../../functions/adapters/dynamodb/table-access.ts';
import type { EpochMs } from '../../functions/domain/time.ts';
import { queues } from '../../functions/manifest.ts';
import { tableDefinition } from '../../functions/table.ts';
import { localClient } from '../contract/dynalite-table.ts';
import type { Consumer } from './benched-handlers.ts';
import { type Engines, startEngines } from './engines.ts';
import { Invoker } from './invoker.ts';
import { TableMeter } from './table-meter.ts';

/** A Monday in winter, when the send window opens. */
export const benchStart: EpochMs = Date.UTC(2027, 0, 4, 9);

/** Queues whose consumers the bench calls. */
type WorkedQueue = {
  [Name in keyof typeof queues]: (typeof queues)[Name]['consumer'] extends Consumer ? Name : never;
}[keyof typeof queues];

export class Stage extends Invoker {
  protected constructor(readonly engines: Engines) {
    super(engines.addresses, benchStart);
  }

  static async start(): Promise<Stage> {
    return new Stage(await startEngines());
  }

  async end(): Promise<void> {
    await this.engines.end();
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
