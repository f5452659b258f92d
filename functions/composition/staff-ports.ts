// What the staff pages' use cases need, from one context.
import { audienceShard, audienceShards } from '../table.ts';
import { makeBatchStore } from './batch-store.ts';
import { makeBlobs } from './blobs.ts';
import { makeBroadcastStore } from './broadcast-store.ts';
import { makeContentCompiler } from './content-compiler.ts';
import type { Context } from './context.ts';
import { makeControl } from './control.ts';
import { makeDueIndex } from './due-index.ts';
import { enrolmentShard } from './enrolment-shard.ts';
import { makeEnrolmentStore } from './enrolment-store.ts';
import { makeEvidenceStore } from './evidence-store.ts';
import { makeGallery } from './gallery.ts';
import { makeIdentity } from './identity.ts';
import { makeJourneyStore } from './journey-store.ts';
import { makeLeads } from './leads.ts';
import { makeLinkTables } from './link-tables.ts';
import { makeMailer } from './mailer.ts';
import { makeMeter } from './meter.ts';
import { makeMetricsStore } from './metrics-store.ts';
import { makeNotices } from './notices.ts';
import { makePace } from './pace.ts';
import { makeQueues } from './queues.ts';
import { makeRenderer } from './renderer.ts';
import { makeSubscriberStore } from './subscriber-store.ts';
import { makeTokens } from './tokens.ts';

export const makeStaffPorts = (context: Context) => ({
  clinic: context.clinic,
  clock: context.clock,
  ids: context.ids,
  audienceShards,
  audienceShardOf: audienceShard,
  subscribers: makeSubscriberStore(context),
  enrolments: makeEnrolmentStore(context),
  batches: makeBatchStore(context),
  evidence: makeEvidenceStore(context),
  metrics: makeMetricsStore(context),
  control: makeControl(context),
  meter: makeMeter(context),
  due: makeDueIndex(context),
  pace: makePace(context),
  notices: makeNotices(context),
  leads: makeLeads(context),
  shardOf: enrolmentShard,
  broadcasts: makeBroadcastStore(context),
  journeys: makeJourneyStore(context),
  linkTables: makeLinkTables(context),
  blobs: makeBlobs(context),
  queues: makeQueues(context),
  mailer: makeMailer(context),
  renderer: makeRenderer(context),
  compiler: makeContentCompiler(context),
  gallery: makeGallery(context),
  identity: makeIdentity(context),
  tokens: makeTokens(context),
});
