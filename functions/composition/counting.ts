// What counting, leads and the review of readers share: the ports they need, from one context.
import { audienceShards } from '../table.ts';
import { makeBatchStore } from './batch-store.ts';
import { makeBroadcastStore } from './broadcast-store.ts';
import type { Context } from './context.ts';
import { makeControl } from './control.ts';
import { makeDueIndex } from './due-index.ts';
import { makeEnrolmentStore } from './enrolment-store.ts';
import { makeEvidenceStore } from './evidence-store.ts';
import { makeJourneyStore } from './journey-store.ts';
import { makeLeads } from './leads.ts';
import { makeLinkTables } from './link-tables.ts';
import { makeMeter } from './meter.ts';
import { makeMetricsStore } from './metrics-store.ts';
import { makeNotices } from './notices.ts';
import { makeQueues } from './queues.ts';
import { makeReviews } from './reviews.ts';
import { makeSubscriberStore } from './subscriber-store.ts';

export const makeCountingPorts = (context: Context) => ({
  clinic: context.clinic,
  clock: context.clock,
  audienceShards,
  due: makeDueIndex(context),
  metrics: makeMetricsStore(context),
  batches: makeBatchStore(context),
  evidence: makeEvidenceStore(context),
  subscribers: makeSubscriberStore(context),
  enrolments: makeEnrolmentStore(context),
  journeys: makeJourneyStore(context),
  broadcasts: makeBroadcastStore(context),
  linkTables: makeLinkTables(context),
  leads: makeLeads(context),
  reviews: makeReviews(context),
  notices: makeNotices(context),
  control: makeControl(context),
  queues: makeQueues(context),
  meter: makeMeter(context),
});
