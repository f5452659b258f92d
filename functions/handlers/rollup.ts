// Recomputes the numbers of the metrics buckets that changed, a shard at a time.
import { makeBroadcastStore } from '../composition/broadcast-store.ts';
import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeQueues } from '../composition/queues.ts';
import { rollup } from '../usecases/rollup.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    clinic: context.clinic,
    clock: context.clock,
    due: makeDueIndex(context),
    metrics: makeMetricsStore(context),
    journeys: makeJourneyStore(context),
    broadcasts: makeBroadcastStore(context),
    control: makeControl(context),
    queues: makeQueues(context),
    meter: makeMeter(context),
  };
  return consumeEach(queueMessages.rollup, ({ shard }, budget) => rollup(deps, shard, budget));
};

export const handler = onLambda(make);
