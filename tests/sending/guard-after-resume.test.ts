// The rest of an issue that was stopped and resumed is judged, on whatever day it leaves; what was known at the resume is not judged again.
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { recordEngagement } from '../../functions/usecases/record-engagement.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { dailySeries, Pipeline } from './pipeline.ts';

const issue = 'issue-one-000000000000';
const people = 1_200;

/** An issue that staff stopped after its first batch. */
async function stoppedIssue(): Promise<Pipeline> {
  const pipeline = new Pipeline(dailySeries);
  await pipeline.enrolPeople(people);
  pipeline.world.state.enrolments.clear();
  await pipeline.startNewsletter(issue);
  await pipeline.world.queues.send('broadcast', [{ broadcastId: issue }]);
  const { mailer } = pipeline.world;
  const answer = mailer.answerBulk;
  let calls = 0;
  mailer.answerBulk = async (email) => {
    calls += 1;
    if (calls === 1) await stopSending(pipeline.world, { by: 'staff', reason: 'emergency-stop', everything: false });
    return answer(email);
  };
  await pipeline.runFor(10 * minuteMs);
  return pipeline;
}

/** Everything that has left bounces, unless that was said before. */
async function bounceAll(pipeline: Pipeline, said = new Set<string>()): Promise<number> {
  const left = [...pipeline.world.state.batches.values()].flatMap((batch) =>
    [...batch.accepted].map((entry) => ({ batch: batch.id, slot: String(Number.parseInt(entry, 10)) })),
  );
  const anew = left.filter(({ batch, slot }) => !said.has(`${batch} ${slot}`));
  for (const { batch, slot } of anew) said.add(`${batch} ${slot}`);
  const at = { mailAt: pipeline.now, at: pipeline.now };
  await recordEngagement(
    pipeline.world,
    anew.map((tags) => ({ kind: 'bounce', bounceType: 'Permanent', ...at, tags })),
  );
  return anew.length;
}

describe('the rest of an issue that was stopped', () => {
  it.each([
    ['the same day', 2 * hourMs],
    ['the next morning', 18 * hourMs],
    ['two days later', 2 * dayMs],
  ])('is judged after a resume %s', async (_when, pauseMs) => {
    const pipeline = await stoppedIssue();
    expect(pipeline.sent.length).toBeLessThan(200);
    await pipeline.runFor(pauseMs);
    await resumeSending(pipeline.world, { by: 'staff' });
    await pipeline.runFor(hourMs);
    expect(await bounceAll(pipeline)).toBe(people);
    await pipeline.runFor(hourMs);
    expect(await pipeline.world.control.get()).toMatchObject({ paused: true, reason: 'bounces' });
  });

  it('pays for nothing that was known when staff resumed', async () => {
    const pipeline = await stoppedIssue();
    const said = new Set<string>();
    const first = await bounceAll(pipeline, said);
    await pipeline.runFor(18 * hourMs);
    await resumeSending(pipeline.world, { by: 'staff' });
    await pipeline.runFor(2 * hourMs);
    const { baseline } = await pipeline.world.control.get();
    expect(baseline?.earlier).toMatchObject([{ day: '2027-01-04', sent: first, bounced: first }]);
    // One bounce more has the numbers judged.
    const [batch] = [...pipeline.world.state.batches.values()].filter(
      ({ id }) => ![...said].some((one) => one.startsWith(id)),
    );
    const tags = { batch: batch?.id, slot: '0' };
    const at = { mailAt: pipeline.now, at: pipeline.now };
    await recordEngagement(pipeline.world, [{ kind: 'bounce', bounceType: 'Permanent', ...at, tags }]);
    await pipeline.runFor(hourMs);
    expect((await pipeline.world.control.get()).paused).toBe(false);
  });
});
