// Pixels and tracked links, behind the HTTP API; kept apart from the pages so that it starts quickly.
import type { Context } from '../composition/context.ts';
import { makeHitGate } from '../composition/hit-gate.ts';
import { onLambdaHttp } from '../composition/lambda-http.ts';
import { makeLinkTables } from '../composition/link-tables.ts';
import { makeQueues } from '../composition/queues.ts';
import { makeTokens } from '../composition/tokens.ts';
import { makeHitsApp } from '../web/hits/app.tsx';

export const make = (context: Context) =>
  makeHitsApp({
    tokens: makeTokens(context),
    links: makeLinkTables(context),
    queues: makeQueues(context),
    gate: makeHitGate(context),
    clock: context.clock,
    clinic: context.clinic,
  });

export const handler = onLambdaHttp(make);
