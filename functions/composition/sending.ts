// What planning and sending share: the ports they have in common, from one context.
import { audienceShard } from '../table.ts';
import { makeBatchStore } from './batch-store.ts';
import { makeBroadcastStore } from './broadcast-store.ts';
import type { Context } from './context.ts';
import { makeControl } from './control.ts';
import { makeEnrolmentStore } from './enrolment-store.ts';
import { makeJourneyStore } from './journey-store.ts';
import { makeLinkTables } from './link-tables.ts';
import { makeSubscriberStore } from './subscriber-store.ts';

export const makeSendingPorts = (context: Context) => ({
  clinic: context.clinic,
  clock: context.clock,
  ids: context.ids,
  audienceShardOf: audienceShard,
  batches: makeBatchStore(context),
  broadcasts: makeBroadcastStore(context),
  control: makeControl(context),
  enrolments: makeEnrolmentStore(context),
  journeys: makeJourneyStore(context),
  linkTables: makeLinkTables(context),
  subscribers: makeSubscriberStore(context),
});
