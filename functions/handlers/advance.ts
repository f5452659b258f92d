// Works the enrolments due in the shards its messages name.
import type { Context } from '../composition/context.ts';
import { makeDueIndex } from '../composition/due-index.ts';
import { enrolmentShard } from '../composition/enrolment-shard.ts';
import { makeEvidenceStore } from '../composition/evidence-store.ts';
import { onLambda } from '../composition/lambda.ts';
import { makeMeter } from '../composition/meter.ts';
import { makeMetricsStore } from '../composition/metrics-store.ts';
import { makeNotices } from '../composition/notices.ts';
import { makeQueues } from '../composition/queues.ts';
import { makeSendingPorts } from '../composition/sending.ts';
import { advanceEnrolments } from '../usecases/advance-enrolments.ts';
import { queueMessages } from './queue-messages.ts';
import { consumeEach } from './queue-records.ts';

export const make = (context: Context) => {
  const deps = {
    ...makeSendingPorts(context),
    queues: makeQueues(context),
    due: makeDueIndex(context),
    evidence: makeEvidenceStore(context),
    meter: makeMeter(context),
    metrics: makeMetricsStore(context),
    notices: makeNotices(context),
    shardOf: enrolmentShard,
  };
  return consumeEach(queueMessages.advance, ({ shard }, budget) => advanceEnrolments(deps, shard, budget));
};

export const handler = onLambda(make);
