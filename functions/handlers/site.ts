// The public pages and sign-up, behind the HTTP API.
import { makeBatchStore } from '../composition/batch-store.ts';
import { makeBlobs } from '../composition/blobs.ts';
import { makeBroadcastStore } from '../composition/broadcast-store.ts';
import type { Context } from '../composition/context.ts';
import { enrolmentShard } from '../composition/enrolment-shard.ts';
import { makeEnrolmentStore } from '../composition/enrolment-store.ts';
import { makeIdentity } from '../composition/identity.ts';
import { makeJourneyStore } from '../composition/journey-store.ts';
import { onLambdaHttp } from '../composition/lambda-http.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeQueues } from '../composition/queues.ts';
import { makeRenderer } from '../composition/renderer.ts';
import { makeSubscriberStore } from '../composition/subscriber-store.ts';
import { makeTokens } from '../composition/tokens.ts';
import { makeSite } from '../web/site/app.tsx';

export const make = (context: Context) =>
  makeSite({
    subscribers: makeSubscriberStore(context),
    enrolments: makeEnrolmentStore(context),
    journeys: makeJourneyStore(context),
    batches: makeBatchStore(context),
    broadcasts: makeBroadcastStore(context),
    blobs: makeBlobs(context),
    renderer: makeRenderer(context),
    queues: makeQueues(context),
    identity: makeIdentity(context),
    tokens: makeTokens(context),
    clock: context.clock,
    meter: makeMeter(context),
    clinic: context.clinic,
    shardOf: enrolmentShard,
  });

export const handler = onLambdaHttp(make);
