// SES's events, from its topic by way of a queue: recorded for all e-mails of one delivery together.
import { makeBatchStore } from '../composition/batch-store.ts';
import type { Context } from '../composition/context.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { recordEngagement } from '../usecases/record-engagement.ts';
import { consumeTogether } from './queue-records.ts';
import { sesNotification } from './ses-event.ts';

export const make = (context: Context) => {
  const deps = {
    batches: makeBatchStore(context),
    subscribers: makeSubscriberStore(context),
    metrics: makeMetricsStore(context),
    clock: context.clock,
    meter: makeMeter(context),
  };
  return consumeTogether(sesNotification, (events) => recordEngagement(deps, events));
};

export const handler = onLambda(make);
