// One newsletter to everybody, as the application sends it: from "send now" through the planner to SES.
import { dayMs } from '../../functions/domain/time.ts';
import type { Taken } from './ses-sink.ts';
import { benchStart, type Stage } from './stage.ts';

/** Further apart than the weekly cap looks back, so that every newsletter may reach everybody. */
export const betweenNewslettersMs = 20 * dayMs;
export const audience = { cohort: 'audience', joinedAt: benchStart - 60 * dayMs, trackedOneIn: 3 } as const;

/**
 * Sends so many issues one after the other and answers how many e-mails SES took of them; the stage's cost is that of all.
 */
export async function sendNewsletters(stage: Stage, issues: number): Promise<number> {
  await stage.engines.forgetTaken();
  stage.countAnew();
  for (let issue = 0; issue < issues; issue += 1) {
    await stage.engines.startNewsletter(stage.now);
    await stage.work('broadcast');
    await stage.work('send');
    stage.now += betweenNewslettersMs;
  }
  return stage.engines.takenCount();
}

/** Sends one issue and answers what SES took of it; the stage's cost is that of the planner's and the sender's work. */
export async function sendNewsletter(stage: Stage): Promise<Taken[]> {
  await stage.engines.startNewsletter(stage.now);
  await stage.engines.forgetTaken();
  stage.reset();
  await stage.work('broadcast');
  await stage.work('send');
  return stage.engines.taken();
}
