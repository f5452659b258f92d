// Recomputes the numbers of the metrics buckets that changed, a shard at a time.
import type { Context } from '../composition/context.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { rollup } from '../usecases/rollup.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = { due: makeDueIndex(context), metrics: makeMetricsStore(context), clock: context.clock };
  return consumeEach(queueMessages.rollup, ({ shard }, budget) => rollup(deps, shard, budget));
};

export const handler = onLambda(make);
