// One newsletter to everybody, as the application sends it: from "send now" through the planner to SES.
import { makeBlobs } from '../../functions/composition/blobs.ts';
import { makeBroadcastStore } from '../../functions/composition/broadcast-store.ts';
import { makeContentCompiler } from '../../functions/composition/content-compiler.ts';
import { makeQueues } from '../../functions/composition/queues.ts';
import { dayMs } from '../../functions/domain/time.ts';
import { audienceShards } from '../../functions/table.ts';
import { startBroadcast } from '../../functions/usecases/start-broadcast.ts';
import { newsletterText } from '../staff/seeded-clinic.ts';
import type { Taken } from './ses-sink.ts';
import { benchStart, type Stage } from './stage.ts';

/** Further apart than the weekly cap looks back, so that every newsletter may reach everybody. */
export const betweenNewslettersMs = 20 * dayMs;
export const audience = { cohort: 'audience', joinedAt: benchStart - 60 * dayMs, trackedOneIn: 3 } as const;

/** Sends one issue and answers what SES took of it; the stage's cost and units are those of its two functions. */
export async function sendNewsletter(stage: Stage): Promise<Taken[]> {
  await startNewsletter(stage);
  await stage.engines.taken();
  stage.reset();
  await stage.work('broadcast');
  await stage.work('send');
  return stage.engines.taken();
}

/** What pressing "send now" leaves behind: compiled content, a planned issue, one message. */
async function startNewsletter({ context }: Stage): Promise<void> {
  const broadcasts = makeBroadcastStore(context);
  const id = context.ids.random();
  await broadcasts.save({
    id,
    rev: 0,
    subject: 'February: open evenings, and a question about sun cream',
    markdown: newsletterText,
    state: 'draft',
    createdAt: context.clock.now(),
    createdBy: 'editor@clinic.test',
  });
  const started = await startBroadcast(
    {
      broadcasts,
      compiler: makeContentCompiler(context),
      blobs: makeBlobs(context),
      queues: makeQueues(context),
      clock: context.clock,
      audienceShards,
    },
    id,
  );
  if (!started) throw new Error('The newsletter of the bench could not be started.');
}
