// Opens, clicks and leavings that our own endpoints took in: recorded together, with the follow-ups they wake.
import { makeBatchStore } from '../composition/batch-store.ts';
import type { Context } from '../composition/context.ts';
import { makeEnrolmentStore } from '../composition/enrolment-store.ts';
import { makeEvidenceStore } from '../composition/evidence-store.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { recordHits } from '../usecases/record-hits.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeTogether } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    batches: makeBatchStore(context),
    subscribers: makeSubscriberStore(context),
    enrolments: makeEnrolmentStore(context),
    journeys: makeJourneyStore(context),
    evidence: makeEvidenceStore(context),
    metrics: makeMetricsStore(context),
    clock: context.clock,
    meter: makeMeter(context),
  };
  return consumeTogether(queueMessages.hits, (hits) => recordHits(deps, hits));
};

export const handler = onLambda(make);
