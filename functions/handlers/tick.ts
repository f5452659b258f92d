// Every minute: hands the shards and batches that want attention to the queues that work them.

import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeQueues } from '../composition/queues.ts';
import { tick } from '../usecases/tick.ts';

export const make = (context: Context) => {
  const deps = {
    control: makeControl(context),
    due: makeDueIndex(context),
    queues: makeQueues(context),
    clock: context.clock,
    meter: makeMeter(context),
  };
  return async (_event: unknown) => tick(deps);
};

export const handler = onLambda(make);
