// Carries the batches its messages name as far as they may go: through SES to settled enrolments.
import { makeBlobs } from '../composition/blobs.ts';
import type { Context } from '../composition/context.ts';
import { makeEvidenceStore } from '../composition/evidence-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMailer } from '../composition/mailer.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makePace } from '../composition/pace.ts';
import { makeRenderer } from '../composition/renderer.ts';
import { makeSendingPorts } from '../composition/sending.ts';
import { makeTokens } from '../composition/tokens.ts';
import { sendBatch } from '../usecases/send-batch.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeAtOnce } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    ...makeSendingPorts(context),
    blobs: makeBlobs(context),
    evidence: makeEvidenceStore(context),
    mailer: makeMailer(context),
    meter: makeMeter(context),
    metrics: makeMetricsStore(context),
    pace: makePace(context),
    renderer: makeRenderer(context),
    tokens: makeTokens(context),
  };
  // Side by side, their reads share calls to the table and their reservations a write of the pace.
  return consumeAtOnce(queueMessages.send, ({ batchId }, budget) => sendBatch(deps, batchId, budget));
};

export const handler = onLambda(make);
