// Every minute: recomputes the numbers of the metrics buckets that changed.
import { makeBroadcastStore } from '../composition/broadcast-store.ts';
import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeQueues } from '../composition/queues.ts';
import type { Budget } from '../ports/clock.ts';
import { rollupDue } from '../usecases/rollup.ts';

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
  return async (_event: unknown, budget: Budget) => rollupDue(deps, budget);
};

export const handler = onLambda(make);
