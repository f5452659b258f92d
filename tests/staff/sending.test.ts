// Sending as staff see and steer it: pages and API alike, the question before each act, and who may not.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { enrol } from '../../functions/domain/enrolment.ts';
import type { StaffRole } from '../../functions/domain/staff.ts';
import { minuteMs } from '../../functions/domain/time.ts';
import { stopSending } from '../../functions/usecases/stop-sending.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from '../sending/pipeline.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

let pipeline: Pipeline;
let server: StaffServer | undefined;
let members: Record<StaffRole, Visitor>;

/** A clinic of which SES has rejected one e-mail and left another in doubt. */
beforeEach(async () => {
  await server?.end();
  pipeline = new Pipeline(dailySeries);
  await pipeline.enrolPeople(2);
  let calls = 0;
  pipeline.refuse = () =>
    calls++ === 0 ? { result: 'never', reason: 'ses-message-rejected' } : { result: 'unknown', reason: 'ses-time-out' };
  await pipeline.runFor(5 * minuteMs);
  pipeline.refuse = () => undefined;
  const started = await startStaffServer(pipeline.world);
  server = started;
  const signedIn = async (role: StaffRole) => {
    const visitor = new Visitor(started.origin);
    await visitor.signIn(role);
    return visitor;
  };
  members = { viewer: await signedIn('viewer'), editor: await signedIn('editor'), admin: await signedIn('admin') };
});
afterAll(() => server?.end());

const page = async (path: string, role: StaffRole = 'editor') => {
  const { answer } = await members[role].visit(path);
  return { status: answer.status, html: await answer.text() };
};
// biome-ignore lint/suspicious/noExplicitAny: an API answer, read field by field.
const json = async (answer: Response): Promise<any> => answer.json();

/** What the form on the page says when its button is pressed. */
const resumeForm = async (role: StaffRole = 'editor') => {
  const { html } = await page('/staff/sending', role);
  return { rev: /name="rev" value="(\d+)"/.exec(html)?.[1] ?? '' };
};

describe('the page', () => {
  it('shows pace, quota, doubts and give-ups in words', async () => {
    const { html } = await page('/staff/sending', 'viewer');
    expect(html).toMatch(/E-mails a second<.dt><dd><strong>500/);
    expect(html).toContain('of 1,000,000 by Amazon SES');
    expect(html).toContain('SES rejected the message');
    expect(html).toContain('SES has not said whether these left');
    expect(html).not.toMatch(/Send again|Stop sending/);
  });

  it('asks before it stops, says who stopped it, and resumes', async () => {
    expect((await page('/staff/sending/stop')).html).toContain('Stop sending now?');
    expect((await pipeline.world.control.get()).paused).toBe(false);
    const stopped = await members.editor.submit('/staff/sending/stop', { everything: 'yes' });
    expect(stopped.url.search).toBe('?done=stopped');
    const html = await stopped.answer.text();
    expect(html).toContain('All mail is paused, confirmations too, because somebody pressed stop.');
    expect(html).toContain('By editor@clinic.test');
    expect((await page('/staff/sending', 'viewer')).html).not.toContain('Resume sending');
    const resumed = await members.admin.submit('/staff/sending/resume', await resumeForm('admin'));
    expect(await resumed.answer.text()).toContain('slowed down for a while');
    expect((await pipeline.world.control.get()).paused).toBe(false);
  });

  it('says to whoever stops after another who did, when and why, and loses nothing of it', async () => {
    const because = 'The price in <Tuesday> is wrong';
    await members.editor.submit('/staff/sending/stop', { because });
    const asked = (await page('/staff/sending/stop', 'admin')).html;
    expect(asked).toContain('Sending is stopped already');
    expect(asked).toContain('By editor@clinic.test');
    expect(asked).toContain('The price in &lt;Tuesday&gt; is wrong');
    const again = await members.admin.submit('/staff/sending/stop', {});
    expect(again.url.search).toBe('?done=stood');
    const stood = await again.answer.text();
    expect(stood).toContain('Sending was stopped before you');
    expect(stood).toContain('By editor@clinic.test');
    const wider = await members.admin.submit('/staff/sending/stop', { everything: 'yes', because: 'All of it' });
    expect(wider.url.search).toBe('?done=added');
    const html = await wider.answer.text();
    expect(html).toContain('All mail is paused');
    expect(html).toContain('The price in &lt;Tuesday&gt; is wrong');
    expect(html).toContain('By editor@clinic.test');
    expect(html).toMatch(/admin@clinic\.test.*All of it/s);
  });

  it('resumes nothing from a page on which a later stop does not stand, and shows it then', async () => {
    const old = await resumeForm();
    await stopSending(pipeline.world, { by: 'operator', reason: 'emergency-stop', everything: true, because: 'LEGAL' });
    for (const form of [old, {}]) {
      const { url, answer } = await members.editor.submit('/staff/sending/resume', form);
      expect(url.search).toBe('?done=changed');
      const html = await answer.text();
      expect(html).toContain('Not resumed: the stop has changed since your page was opened.');
      expect(html).toContain('LEGAL');
    }
    expect((await pipeline.world.control.get()).paused).toBe(true);
    await members.editor.submit('/staff/sending/resume', await resumeForm());
    expect((await pipeline.world.control.get()).paused).toBe(false);
  });

  it('lets an editor stop the rest while marketing alone is paused', async () => {
    await members.editor.submit('/staff/sending/stop', {});
    expect((await page('/staff/sending')).html).toContain('Stop confirmations too');
    expect((await page('/staff/sending', 'viewer')).html).not.toContain('Stop confirmations too');
  });

  it('asks before it sends again, and sends once', async () => {
    const [, path = ''] = /href="(\/staff\/sending\/again\/[\w-]+)"/.exec((await page('/staff/sending')).html) ?? [];
    expect((await page(path)).html).toContain('1 person has not had it: SES rejected the message.');
    expect(pipeline.sent).toEqual([]);
    const told = async () => (await members.editor.submit(path, {})).answer.text();
    expect(await told()).toContain('1 will be sent again within minutes');
    expect(await told()).toContain('Nothing of it waits to be sent again.');
    await pipeline.runFor(5 * minuteMs);
    expect(pipeline.sent.length).toBe(1);
    expect((await page(path)).html).toContain('Nothing to send again');
  });

  it('shows many batches of one e-mail as one, and sends all of them again', async () => {
    await pipeline.enrolPeople(1);
    const { world } = pipeline;
    for (const [index, id] of Array.from({ length: 40 }, (_, n) => pipeline.idOf(`late-${n}`)).entries()) {
      await world.subscribers.save({ ...person(id, 'marketing'), activeSince: pipeline.now });
      await world.enrolments.save(enrol(id, dailySeries, pipeline.now - index));
    }
    let refusals = 0;
    pipeline.refuse = () => ({ result: 'never', reason: refusals++ % 2 ? 'ses-bad-request' : 'ses-invalid-parameter' });
    await pipeline.runFor(3 * minuteMs);
    pipeline.refuse = () => undefined;
    const { html } = await page('/staff/sending');
    const rows = [...html.matchAll(/SES could not read the request.*?again\/([\w-]+)"/g)];
    expect(rows).toHaveLength(1);
    expect((await page(`/staff/sending/again/${rows[0]?.[1]}`)).html).toContain('41 people have not had it');
    const told = await (await members.editor.submit(`/staff/sending/again/${rows[0]?.[1]}`, {})).answer.text();
    expect(told).toContain('41 will be sent again');
    await pipeline.runFor(5 * minuteMs);
    expect(pipeline.sent.length).toBe(41);
  });

  it('says of a newsletter who is spared before it asks, and how many were, afterwards', async () => {
    const { subscribers } = pipeline.world.state;
    pipeline.refuse = () => ({ result: 'never', reason: 'ses-message-rejected' });
    await pipeline.startNewsletter('issue-one-000000000000');
    await pipeline.runFor(5 * minuteMs);
    pipeline.refuse = () => undefined;
    const [leaver] = subscribers.values();
    if (!leaver) throw new Error('Nobody is there.');
    subscribers.set(leaver.id, { ...leaver, status: 'unsubscribed', leftAt: pipeline.now });
    expect((await page('/staff/sending')).html).toMatch(/Day"><time datetime="2027-01-04">4 Jan 2027</);
    expect((await page(`/staff/subscribers/${leaver.id}`)).html).toContain('Not sent: SES rejected the message');
    const [, id] = /Newsletter “News”.*?again\/([\w-]+)"/s.exec((await page('/staff/sending')).html) ?? [];
    const asked = (await page(`/staff/sending/again/${id}`)).html;
    expect(asked).toContain('Send the newsletter “News” again?');
    expect(asked).toContain('2 people have not had it');
    expect(asked).toContain('Whoever has left meanwhile is spared');
    const told = await (await members.editor.submit(`/staff/sending/again/${id}`, {})).answer.text();
    expect(told).toContain('1 will be sent again within minutes, under the usual rules; 1 spared');
  });

  it('says of what is sent again while sending is stopped that it waits', async () => {
    await pipeline.enrolPeople(1);
    pipeline.refuse = () => ({ result: 'never', reason: 'ses-message-rejected' });
    await pipeline.runFor(3 * minuteMs);
    pipeline.refuse = () => undefined;
    await members.editor.submit('/staff/sending/stop', {});
    const path = /\/staff\/sending\/again\/[\w-]+/.exec((await page('/staff/sending')).html)?.[0] ?? '';
    const told = await (await members.editor.submit(path, {})).answer.text();
    expect(told).toContain('1 will be sent again once somebody resumes sending, which is stopped now');
  });

  it('is no button for a viewer, whatever she types', async () => {
    for (const path of ['stop', 'resume', 'again/x']) {
      expect((await members.viewer.submit(`/staff/sending/${path}`, {})).answer.status).toBe(403);
    }
    expect((await pipeline.world.control.get()).paused).toBe(false);
  });

  it('says what an operator must do first after a restore', async () => {
    await stopSending(pipeline.world, { by: 'operator', reason: 'restore', everything: true });
    const { html } = await page('/staff/sending');
    expect(html).toContain('the data was restored from a backup');
    expect(html).toContain('“reconcile”');
    expect(html).not.toContain('Resume sending');
    expect((await members.editor.post('/staff/api/sending/resume')).status).toBe(409);
  });
});

describe('the API', () => {
  it('tells the same and does the same', async () => {
    const before = await json(await members.viewer.ask('/staff/api/sending'));
    expect(before).toMatchObject({ paused: false, pace: { ratePerSecond: 500, isSandbox: false, usedInDay: 2 } });
    expect(before.doubts).toMatchObject([{ count: 1, subject: { step: 'one' } }]);
    expect(before.giveUps).toMatchObject([{ count: 1, reason: 'ses-message-rejected', mayRedrive: true }]);
    const stopped = await members.editor.post('/staff/api/sending/stop', { everything: false });
    expect(await json(stopped)).toMatchObject({
      paused: true,
      marketingOnly: true,
      reason: 'emergency-stop',
      by: 'editor@clinic.test',
    });
    const widened = await members.admin.post('/staff/api/sending/stop', { everything: true, because: 'All of it' });
    expect(await json(widened)).toMatchObject({
      marketingOnly: false,
      reason: 'emergency-stop',
      by: 'editor@clinic.test',
      further: [{ reason: 'emergency-stop', detail: 'All of it', by: 'admin@clinic.test', everything: true }],
    });
    const again = await members.editor.post(`/staff/api/sending/again/${before.giveUps[0].batchId}`);
    expect([again.status, await json(again)]).toEqual([
      202,
      { again: 1, passed: { later: 0, already: 0, spared: 0, stepGone: 0, erased: 0 } },
    ]);
    const { rev } = await json(await members.editor.ask('/staff/api/sending'));
    expect((await members.editor.post('/staff/api/sending/resume', { rev: rev - 1 })).status).toBe(409);
    const resumed = await json(await members.editor.post('/staff/api/sending/resume', { rev }));
    expect(resumed).toMatchObject({ paused: false, pace: { share: 0.25 } });
  });
});
