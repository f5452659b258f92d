// Recomputes the numbers of the metrics buckets that changed, a shard at a time, and reviews the readers when that is due.
import type { Context } from '../composition/context.ts';
import { makeCountingPorts } from '../composition/counting.ts';
import { onLambda } from '../composition/lambda.ts';
import { rollup } from '../usecases/rollup.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = makeCountingPorts(context);
  return consumeEach(queueMessages.rollup, ({ shard }, budget) => rollup(deps, shard, budget));
};

export const handler = onLambda(make);
