// Carries newsletters on: plans the audience of one that was started, and notices when it is sent.
import { makeBatchStore } from '../composition/batch-store.ts';
import { makeBroadcastStore } from '../composition/broadcast-store.ts';
import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeQueues } from '../composition/queues.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { publishBroadcast } from '../usecases/publish-broadcast.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    broadcasts: makeBroadcastStore(context),
    subscribers: makeSubscriberStore(context),
    batches: makeBatchStore(context),
    control: makeControl(context),
    metrics: makeMetricsStore(context),
    queues: makeQueues(context),
    ids: context.ids,
    clock: context.clock,
  };
  return consumeEach(queueMessages.broadcast, ({ broadcastId }, budget) => publishBroadcast(deps, broadcastId, budget));
};

export const handler = onLambda(make);
