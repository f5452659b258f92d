// Recomputes the numbers of the metrics buckets that changed, a shard at a time.

import { makeBatchStore } from '../composition/batch-store.ts';
import { makeBroadcastStore } from '../composition/broadcast-store.ts';
import type { Context } from '../composition/context.ts';
import { makeControl } from '../composition/control.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { makeEnrolmentStore } from '../composition/enrolment-store.ts';
import { makeEvidenceStore } from '../composition/evidence-store.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeLeads } from '../composition/leads.ts';
import { makeLinkTables } from '../composition/link-tables.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeNotices } from '../composition/notices.ts';
import { makeQueues } from '../composition/queues.ts';
import { audience, makeReviews } from '../composition/reviews.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { rollup } from '../usecases/rollup.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    clinic: context.clinic,
    clock: context.clock,
    due: makeDueIndex(context),
    metrics: makeMetricsStore(context),
    batches: makeBatchStore(context),
    subscribers: makeSubscriberStore(context),
    linkTables: makeLinkTables(context),
    leads: makeLeads(context),
    reviews: makeReviews(context),
    enrolments: makeEnrolmentStore(context),
    evidence: makeEvidenceStore(context),
    ...audience,
    notices: makeNotices(context),
    journeys: makeJourneyStore(context),
    broadcasts: makeBroadcastStore(context),
    control: makeControl(context),
    queues: makeQueues(context),
    meter: makeMeter(context),
  };
  return consumeEach(queueMessages.rollup, ({ shard }, budget) => rollup(deps, shard, budget));
};

export const handler = onLambda(make);
