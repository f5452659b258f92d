// What other systems call, behind the HTTP API: goals.
import { makeBatchStore } from '../composition/batch-store.ts';
import type { Context } from '../composition/context.ts';
import { makeEnrolmentStore } from '../composition/enrolment-store.ts';
import { makeGoalReceipts, makeGoalSignatures } from '../composition/goal-hook.ts';
import { makeIdentity } from '../composition/identity.ts';
import { onLambdaHttp } from '../composition/lambda-http.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeHooks } from '../web/hooks/app.ts';

export const make = (context: Context) =>
  makeHooks({
    enrolments: makeEnrolmentStore(context),
    batches: makeBatchStore(context),
    meter: makeMeter(context),
    metrics: makeMetricsStore(context),
    identity: makeIdentity(context),
    signatures: makeGoalSignatures(context),
    receipts: makeGoalReceipts(context),
    clock: context.clock,
  });

export const handler = onLambdaHttp(make);
