// The ports an operator's commands need beyond the switch. They bring in what the build makes, so that it is made first.
import type { Context } from '../../../functions/composition/context.ts';
import type { Queues } from '../../../functions/ports/queue.ts';
import { build } from '../../build/build.ts';

/** Messages are hints and this terminal writes to no queue: the next tick finds what became due. */
const noQueues: Queues = { send: async () => {} };

export async function operatorPorts(context: Context) {
  await build();
  const [{ makeSendingPorts }, { makeDueIndex }, { makeEvidenceStore }, { makeMetricsStore }, { makePace }] =
    await Promise.all([
      import('../../../functions/composition/sending.ts'),
      import('../../../functions/composition/due-index.ts'),
      import('../../../functions/composition/evidence-store.ts'),
      import('../../../functions/composition/metrics-store.ts'),
      import('../../../functions/composition/pace.ts'),
    ]);
  return {
    ...makeSendingPorts(context),
    due: makeDueIndex(context),
    evidence: makeEvidenceStore(context),
    metrics: makeMetricsStore(context),
    pace: makePace(context),
    queues: noQueues,
  };
}
