// A table's life with a backup after every writing port call, and what becomes of each backup once its gap was decided about.
import type { GapChoice } from '../../functions/domain/restore.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { wrapPorts } from '../memory/wrap-ports.ts';
import { dailySeries, Pipeline } from './pipeline.ts';
import { type Backup, backupOf, decideAndResume, restoredFrom } from './restored.ts';

const roomy = { caps: { marketing: 20, days: 7 } };
const issueId = 'issue-one-000000000000';
const writing: ReadonlySet<string> = new Set([
  'enrolments.save',
  'batches.change',
  'batches.plan',
  'batches.add',
  'broadcasts.save',
  'broadcasts.putSlice',
  'metrics.markDirty',
]);

/** Backed up while its first minutes pass, it goes on for a day. */
export interface LostLife {
  readonly lost: Pipeline;
  readonly backups: readonly (Backup & { readonly after: string })[];
}

export async function liveAndLose(people: number): Promise<LostLife> {
  const lost = new Pipeline(dailySeries, {}, roomy);
  await lost.enrolPeople(people);
  lost.world.clock.set(lost.now + minuteMs);
  await lost.startNewsletter(issueId);
  const backups: (Backup & { after: string })[] = [];
  const backUp = (after: string) => backups.push({ ...backupOf(lost), after });
  const plain = { ...lost.world };
  const { mailer, queues } = plain;
  const hooked = wrapPorts(lost.world, async (port, method, _args, proceed) => {
    const answer = await proceed();
    if (writing.has(`${port}.${method}`)) backUp(`${port}.${method}`);
    return answer;
  });
  const answerBulk = mailer.answerBulk;
  mailer.answerBulk = (email) => {
    const answers = answerBulk(email);
    backUp('SES took it');
    return answers;
  };
  // What the pipeline itself asks of these two is answered at once.
  Object.assign(lost.world, hooked, { mailer, queues });
  await lost.runFor(6 * minuteMs);
  Object.assign(lost.world, plain);
  mailer.answerBulk = answerBulk;
  await lost.runFor(30 * hourMs);
  return { lost, backups };
}

export interface Outcome {
  /** E-mails that the lost table had sent. */
  readonly twice: number;
  /** People who are on their way for ever. */
  readonly stuck: number;
}

/** The functions ran for so many minutes on the restored table before the operator decided. */
export async function liveOn(
  { lost }: LostLife,
  backup: Backup,
  choice: Exclude<GapChoice, 'release'>,
  minutes: number,
): Promise<Outcome> {
  const pipeline = await restoredFrom(backup, lost, lost.now, roomy);
  await pipeline.runFor(minutes * minuteMs);
  await decideAndResume(pipeline, backup, choice);
  await pipeline.runFor(30 * minuteMs);
  await pipeline.world.metrics.raiseProof(pipeline.now);
  await pipeline.runFor(dayMs);
  const had = new Set(lost.sent.map(({ to, template }) => `${to} ${template}`));
  const walks = [...pipeline.world.state.enrolments.values()];
  return {
    twice: pipeline.sent.filter(({ to, template }) => had.has(`${to} ${template}`)).length,
    stuck: choice === 'lapse' ? walks.filter(({ state }) => state === 'sending').length : 0,
  };
}
