// What pressing "send now" leaves behind: compiled content, an issue to plan, one message. Kept out of the measured process,
// because compiling takes MJML, which no sending function holds.
import { makeBlobs } from '../../functions/composition/blobs.ts';
import { makeBroadcastStore } from '../../functions/composition/broadcast-store.ts';
import { makeContentCompiler } from '../../functions/composition/content-compiler.ts';
import type { Context } from '../../functions/composition/context.ts';
import { makeQueues } from '../../functions/composition/queues.ts';
import { audienceShards } from '../../functions/table.ts';
import { startBroadcast } from '../../functions/usecases/start-broadcast.ts';
import { newsletterText } from './newsletter-text.ts';

export async function startNewsletter(context: Context): Promise<void> {
  const broadcasts = makeBroadcastStore(context);
  const id = context.ids.random();
  await broadcasts.save({
    id,
    rev: 0,
    ...newsletterText,
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
