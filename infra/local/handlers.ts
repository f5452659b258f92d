// Every function's `make`, by the manifest's name. Imported only after the build, which some of them bring in.
import type { Context } from '../../functions/composition/context.ts';
import { make as advance } from '../../functions/handlers/advance.ts';
import { make as hits } from '../../functions/handlers/hits.ts';
import { make as hooks } from '../../functions/handlers/hooks.ts';
import { make as images } from '../../functions/handlers/images.ts';
import { make as inbound } from '../../functions/handlers/inbound.ts';
import { make as publishBroadcast } from '../../functions/handlers/publish-broadcast.ts';
import { make as record } from '../../functions/handlers/record.ts';
import { make as rollup } from '../../functions/handlers/rollup.ts';
import { make as sendBatch } from '../../functions/handlers/send-batch.ts';
import { make as sendTransactional } from '../../functions/handlers/send-transactional.ts';
import { make as site } from '../../functions/handlers/site.ts';
import { make as staff } from '../../functions/handlers/staff.ts';
import { make as tick } from '../../functions/handlers/tick.ts';
import type { FunctionName } from '../../functions/manifest.ts';
import type { Handle } from './engines/delivery.ts';
import type { Fetch } from './http/server.ts';

export type Make = (context: Context) => Handle | { fetch: Fetch };
export type Handlers = Readonly<Partial<Record<FunctionName, Make>>>;

type Budget = Parameters<Handle>[1];

/** The pump hands over what Lambda's event source would; each handler's own type of event says which. */
const queued =
  <Event>(make: (context: Context) => (event: Event, budget: Budget) => Promise<unknown>): Make =>
  (context) =>
    make(context) as Handle;

export const handlers: Required<Handlers> = {
  site,
  hits,
  images,
  hooks,
  staff,
  tick: queued(tick),
  advance: queued(advance),
  sendBatch: queued(sendBatch),
  sendTransactional: queued(sendTransactional),
  publishBroadcast: queued(publishBroadcast),
  record: queued(record),
  inbound: queued(inbound),
  rollup: queued(rollup),
};
