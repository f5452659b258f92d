// All that comes back of an e-mail: SES's events, by way of its topic, and what our own endpoints took in. One queue and one function
// for both, because Lambda asks each queue for messages all month long.
import { makeBatchStore } from '../composition/batch-store.ts';
import type { Context } from '../composition/context.ts';
import { makeEnrolmentStore } from '../composition/enrolment-store.ts';
import { makeEvidenceStore } from '../composition/evidence-store.ts';
import { makeIdentity } from '../composition/identity.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { recordReturned } from '../usecases/record-returned.ts';
import { consumeTogether } from './queue-records.ts';
import { returned } from './returned.ts';

export const make = (context: Context) => {
  const deps = {
    batches: makeBatchStore(context),
    subscribers: makeSubscriberStore(context),
    enrolments: makeEnrolmentStore(context),
    journeys: makeJourneyStore(context),
    evidence: makeEvidenceStore(context),
    metrics: makeMetricsStore(context),
    identity: makeIdentity(context),
    clock: context.clock,
    meter: makeMeter(context),
  };
  return consumeTogether(returned, (messages) => recordReturned(deps, messages));
};

export const handler = onLambda(make);
