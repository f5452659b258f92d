// Every function's `make`, by the manifest's name. Imported only after the build, which some of them bring in.
import type { Context } from '../../functions/composition/context.ts';
import { make as recordEngagement } from '../../functions/handlers/record-engagement.ts';
import { make as recordHits } from '../../functions/handlers/record-hits.ts';
import { make as rollup } from '../../functions/handlers/rollup.ts';
import { make as tick } from '../../functions/handlers/tick.ts';
import type { FunctionName } from '../../functions/manifest.ts';
import type { Handle } from './engines/pump.ts';
import type { Fetch } from './http/server.ts';

export type Make = (context: Context) => Handle | { fetch: Fetch };
export type Handlers = Readonly<Partial<Record<FunctionName, Make>>>;

const queued = <Event>(
  make: (context: Context) => (event: Event, budget: Parameters<Handle>[1]) => Promise<unknown>,
): Make => make as unknown as Make;

export const handlers: Handlers = {
  tick: queued(tick),
  recordEngagement: queued(recordEngagement),
  recordHits: queued(recordHits),
  rollup: queued(rollup),
};
