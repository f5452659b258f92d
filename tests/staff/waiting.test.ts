// What staff and an operator read of mail that waits: the true reason, for as long as it waits.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import type { EntryResult } from '../../functions/ports/mailer.ts';
import { findHeld } from '../../functions/usecases/find-held.ts';
import { listTroubles } from '../../functions/usecases/list-troubles.ts';
import { reconcileRestore } from '../../functions/usecases/reconcile-restore.ts';
import { redrive } from '../../functions/usecases/redrive.ts';
import { resumeSending } from '../../functions/usecases/resume-sending.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { dailySeries, Pipeline } from '../sending/pipeline.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

const issue = 'issue-one-000000000000';
const fullWeek = 'had enough e-mails this week';
let pipeline: Pipeline;
let server: StaffServer | undefined;
let viewer: Visitor;

/** Five people on a journey with a cap that none of them reaches. */
beforeEach(async () => {
  await server?.end();
  pipeline = new Pipeline(dailySeries, {}, { caps: { marketing: 10, days: 7 } });
  await pipeline.enrolPeople(5);
  server = await startStaffServer(pipeline.world);
  viewer = new Visitor(server.origin);
  await viewer.signIn('viewer');
});
afterAll(() => server?.end());

const page = async (path: string) => (await (await viewer.visit(path)).answer.text()).replace(/\s+/g, ' ');
const stop = () => stopSending(pipeline.world, { by: 'operator', reason: 'emergency-stop', everything: false });
const issuePage = () => page(`/staff/newsletters/${issue}`);

/** A newsletter that SES did not take, given so much time. */
async function withAnswer(answer: EntryResult, forMs = 20 * minuteMs): Promise<void> {
  pipeline.refuse = () => answer;
  await pipeline.startNewsletter(issue);
  await pipeline.runFor(forMs);
}

describe('a newsletter that waits', () => {
  it('says that SES refuses us, and when the next try is', async () => {
    await withAnswer({ result: 'not-sent', reason: 'ses-access-denied' });
    const html = await issuePage();
    expect(html).toMatch(/5 wait: SES cannot be reached.*The next try is at \d/);
    expect(html).not.toContain(fullWeek);
    const sending = await page('/staff/sending');
    expect(sending).toMatch(/class="badge[^>]*>Waits for SES</);
    expect(sending).toMatch(/Newsletters and series wait: SES cannot be reached.*\(ses-access-denied\)/);
  });

  it('says that somebody stopped it', async () => {
    await withAnswer({ result: 'not-sent', reason: 'ses-access-denied' });
    await stop();
    expect(await issuePage()).toContain(
      '5 wait: Newsletters and series are paused because somebody pressed stop. They leave when somebody resumes.',
    );
  });

  it('shows as waiting where it was sent again during a stop, though it was done', async () => {
    await withAnswer({ result: 'never', reason: 'ses-bad-request' }, hourMs);
    expect(await issuePage()).toMatch(/class="badge[^>]*>Sent</);
    pipeline.refuse = () => undefined;
    await stop();
    const { giveUps } = await listTroubles(pipeline.deps, pipeline.now);
    for (const { batchId, subject } of giveUps) if (subject.kind === 'broadcast') await redrive(pipeline.deps, batchId);
    await pipeline.runFor(hourMs);
    const html = await issuePage();
    expect(html).toMatch(/class="badge[^>]*>Some wait</);
    expect(html).toContain('5 wait: Newsletters and series are paused');
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(2 * hourMs);
    expect(await issuePage()).not.toContain('Some wait');
  });
});

describe('what a restore left held', () => {
  it('is counted and said on its pages, until it is let go', async () => {
    await withAnswer({ result: 'not-sent', reason: 'ses-access-denied' });
    await stopSending(pipeline.world, { by: 'operator', reason: 'restore', everything: true });
    const from = pipeline.now - hourMs;
    await pipeline.runFor(2 * hourMs);
    await reconcileRestore(pipeline.deps, { from, to: pipeline.now }, 'hold');
    pipeline.refuse = () => undefined;
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(5 * hourMs);
    const held = await findHeld(pipeline.deps, pipeline.now);
    expect(held).toEqual({ emails: 10, newsletters: 0, confirmations: 0, isPartial: false });
    expect(await issuePage()).toContain('5 are held since the');
    expect(await page('/staff/sending')).toContain('Held since a restore: 10 e-mails.');
    expect(await page('/staff/journeys/daily')).toContain('5 of them are held since the restore');
    await stop();
    await reconcileRestore(pipeline.deps, { from, to: pipeline.now }, 'release');
    await resumeSending(pipeline.world, { by: 'operator' });
    await pipeline.runFor(5 * hourMs);
    expect(await findHeld(pipeline.deps, pipeline.now)).toMatchObject({ emails: 0 });
    expect(await issuePage()).not.toContain('held since');
    expect(await page('/staff/sending')).not.toContain('Held since');
  });
});
