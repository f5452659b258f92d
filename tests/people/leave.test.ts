// Leaving, undoing it, preferences and answers: one press is enough, and a look changes nothing.
import { describe, expect, it } from 'vitest';
import { hasConsent } from '../../functions/domain/subscriber.ts';
import { elevenMinutesMs, PeopleWorld } from './people-world.ts';

const anna = 'anna@example.com';
const from = { batchId: 'bucketbucktbatchbatch-', slot: 7 };
const heading = async (response: Response | Promise<Response>) =>
  `${(await response).status} ${/<h1>(.*?)<\/h1>/.exec(await (await response).text())?.[1]}`;

describe('one-click unsubscribe', () => {
  it('acts on the POST alone, answers 200 itself, sets no cookie and counts once', async () => {
    const world = new PeopleWorld();
    await world.join(anna, { tracking: true });
    const path = `/unsubscribe/${world.leaveToken(anna, from)}`;
    const before = world.snapshot();
    expect(await heading(world.get(path))).toBe('200 Leave the list?');
    expect(world.snapshot()).toBe(before);
    const left = await world.post(path, { 'List-Unsubscribe': 'One-Click' });
    expect(left.status).toBe(200);
    expect(left.headers.get('set-cookie')).toBeNull();
    const now = world.clock.now();
    expect(world.person(anna)).toMatchObject({ status: 'unsubscribed', leftAt: now, leftFrom: from });
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({
      purpose: 'marketing',
      given: false,
      source: 'one-click',
    });
    expect(world.queues.take('hits')).toEqual([{ kind: 'unsubscribe', ...from, at: now }]);
    const after = JSON.stringify([...world.state.subscribers]);
    world.clock.advance(60_000);
    await world.post(`/unsubscribe/${world.leaveToken(anna, { ...from, slot: 8 })}`);
    expect(world.queues.peek('hits')).toEqual([]);
    await world.post(path, { 'List-Unsubscribe': 'One-Click' });
    expect(world.queues.peek('hits')).toEqual([{ kind: 'unsubscribe', ...from, at: now }]);
    expect(JSON.stringify([...world.state.subscribers])).toBe(after);
  });

  it('is understood as multipart, and without any body', async () => {
    for (const body of [formData(), undefined, 'garbage']) {
      const world = new PeopleWorld();
      await world.join(anna);
      const request = { method: 'POST', ...(body && { body }) };
      const response = await world.site.request(`/unsubscribe/${world.leaveToken(anna)}`, request);
      expect(response.status).toBe(200);
      expect(world.person(anna)?.status).toBe('unsubscribed');
    }
  });

  it('lets her leave although the queue is down', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    world.queues.send = async () => {
      throw new Error('the queue is down');
    };
    expect(await heading(world.post(`/unsubscribe/${world.leaveToken(anna, from)}`))).toBe('200 You have left');
  });

  it('refuses a forged token, and explains the one of the public copy', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const before = world.snapshot();
    expect(await heading(world.post(`/unsubscribe/${world.leaveToken(anna)}x`))).toBe('404 There is nothing here');
    expect(await heading(world.get('/unsubscribe/archive'))).toBe('200 This is the public copy');
    expect(await heading(world.post('/preferences/archive', { tracking: 'on' }))).toBe('200 This is the public copy');
    expect(world.snapshot()).toBe(before);
  });
});

describe('undo', () => {
  it('makes her active again and wakes the walk that her leaving ended', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/unsubscribe/${world.leaveToken(anna, from)}`;
    await world.post(path);
    const { dueAt: _dueAt, ...walk } = world.walk();
    await world.enrolments.save({ ...walk, state: 'ended', endedAt: 5, endedReason: 'unsubscribed', at: 'done' });
    world.clock.advance(60_000);
    world.queues.purge();
    expect(await heading(world.post(path, { action: 'undo' }))).toBe('200 Welcome back');
    expect(world.person(anna)?.status).toBe('active');
    expect(world.person(anna)).not.toHaveProperty('leftAt');
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({ purpose: 'marketing', given: true, source: 'undo' });
    const [awake] = [...world.state.enrolments.values()];
    expect(awake).toMatchObject({ state: 'walking', at: 'done', dueAt: world.clock.now() });
    expect(awake).not.toHaveProperty('endedReason');
    expect(world.queues.peek('advance')).toHaveLength(1);
  });

  it('revives a walk that was ended, in the same moment, by somebody who read her before she came back', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/unsubscribe/${world.leaveToken(anna, from)}`;
    await world.post(path);
    const save = world.enrolments.save.bind(world.enrolments);
    let raced = false;
    world.enrolments.save = async (enrolment) => {
      if (!raced) {
        raced = true;
        const { dueAt: _dueAt, ...walk } = world.walk();
        await save({ ...walk, state: 'ended', endedAt: 5, endedReason: 'unsubscribed' });
      }
      return save(enrolment);
    };
    expect(await heading(world.post(path, { action: 'undo' }))).toBe('200 Welcome back');
    expect(raced).toBe(true);
    expect(world.walk()).toMatchObject({ state: 'walking', dueAt: world.clock.now() });
  });

  it.each(['bounced', 'complained', 'erased'] as const)('never revives somebody %s', async (status) => {
    const world = new PeopleWorld();
    await world.join(anna);
    await world.subscribers.save({ ...world.known(anna), status });
    const before = world.snapshot();
    const path = `/unsubscribe/${world.leaveToken(anna)}`;
    expect(await heading(world.post(path))).toBe('200 You get no e-mails from us');
    expect(await heading(world.post(path, { action: 'undo' }))).toBe('200 You get no e-mails from us');
    expect(world.snapshot()).toBe(before);
  });

  it('asks somebody who never confirmed to sign up', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const path = `/unsubscribe/${world.leaveToken(anna)}`;
    await world.post(path);
    expect(await heading(world.post(path, { action: 'undo' }))).toBe('200 Please sign up once more');
    expect(world.person(anna)?.status).toBe('unsubscribed');
  });
});

describe('preferences', () => {
  it('withdraw and give tracking, each with one record', async () => {
    const world = new PeopleWorld();
    await world.join(anna, { tracking: true });
    const path = `/preferences/${world.leaveToken(anna)}`;
    const before = world.snapshot();
    expect(await (await world.get(path)).text()).toContain('name="tracking" checked');
    expect(world.snapshot()).toBe(before);
    expect(await heading(world.post(path))).toBe('200 Your preferences');
    expect(hasConsent(world.known(anna), 'tracking')).toBe(false);
    const count = world.person(anna)?.consents.length;
    await world.post(path);
    expect(world.person(anna)?.consents).toHaveLength(count ?? 0);
    await world.post(path, { tracking: 'on' });
    expect(hasConsent(world.known(anna), 'tracking')).toBe(true);
  });

  it('take no tracking given under sentences that changed since, and its withdrawal from any page', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/preferences/${world.leaveToken(anna)}`;
    const current = world.clinic.consentWording.version;
    expect(await (await world.get(path)).text()).toContain(`name="wording" value="${current}"`);
    const before = world.person(anna)?.consents;
    const answer = await (await world.post(path, { tracking: 'on', wording: '2019-01' })).text();
    expect(answer).toContain('changed since you opened this page, and is still off');
    expect(answer).toMatch(/name="tracking"\/?>/);
    expect(world.person(anna)?.consents).toEqual(before);
    await world.post(path, { tracking: 'on', wording: current });
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({ purpose: 'tracking', given: true, wording: current });
    await world.post(path, { wording: '2019-01' });
    expect(hasConsent(world.known(anna), 'tracking')).toBe(false);
  });

  it('switch topics off and on at once, and write nothing when nothing changes', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/preferences/${world.leaveToken(anna)}`;
    const shown = { 'shown-series': 'yes', 'shown-newsletter': 'yes' };
    const page = await (await world.get(path)).text();
    for (const name of ['topic-series', 'topic-newsletter']) expect(page).toContain(`name="${name}" checked`);
    const saved = await (await world.post(path, { ...shown, 'topic-series': 'on' })).text();
    expect(saved).toMatch(/name="topic-newsletter"\/?>/);
    const at = world.clock.now();
    expect(world.person(anna)?.declined).toEqual([{ topic: 'newsletter', at }]);
    const before = world.snapshot();
    world.clock.advance(60_000);
    await world.post(path, { ...shown, 'topic-series': 'on' });
    await world.post(path);
    await world.post(path, { 'shown-made-up': 'yes', 'topic-x': 'on' });
    await world.get(path);
    expect(world.snapshot()).toBe(before);
    expect(await (await world.post(path, shown)).text()).toContain('All of them are off');
    expect(world.person(anna)?.declined?.map(({ topic }) => topic)).toEqual(['newsletter', 'series']);
    await world.post(path, { ...shown, 'topic-series': 'on', 'topic-newsletter': 'on' });
    expect(world.person(anna)).not.toHaveProperty('declined');
  });

  it('forget switched off topics when she signs up anew after leaving, and not when she undoes it', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const token = world.leaveToken(anna);
    await world.post(`/preferences/${token}`, { 'shown-series': 'yes' });
    await world.post(`/unsubscribe/${token}`);
    await world.post(`/unsubscribe/${token}`, { action: 'undo' });
    expect(world.person(anna)).toMatchObject({ status: 'active', declined: [{ topic: 'series' }] });
    await world.post(`/unsubscribe/${token}`);
    await world.post(`/preferences/${token}`, { 'shown-newsletter': 'yes' });
    expect(world.person(anna)?.declined).toHaveLength(1);
    world.clock.advance(elevenMinutesMs);
    await world.join(anna);
    expect(world.person(anna)).toMatchObject({ status: 'active' });
    expect(world.person(anna)).not.toHaveProperty('declined');
  });

  it('let her leave', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/preferences/${world.leaveToken(anna)}`;
    expect(await heading(world.post(path, { action: 'leave' }))).toBe('200 You have left');
    expect(await heading(world.post(path, { tracking: 'on' }))).toBe('200 You have left');
    expect(hasConsent(world.known(anna), 'tracking')).toBe(false);
  });

  it('are not opened by a forged token', async () => {
    expect(await heading(new PeopleWorld().post('/preferences/forged', { tracking: 'on' }))).toBe(
      '404 There is nothing here',
    );
  });
});

describe('answers', () => {
  async function asked() {
    const world = new PeopleWorld();
    await world.join(anna);
    const id = world.idOf(anna);
    world.state.recipients.set('unused', []);
    world.batches.recipients = async (batchId) =>
      batchId === from.batchId ? [{ slot: 7, subscriberId: id, email: anna }] : [];
    const slotToken = world.tokens.slot({ ...from, renderHash: '0123456789abcdef' });
    return { world, slotToken };
  }

  it('are stored, end the quiet and wake the walk, by either kind of token', async () => {
    const { world, slotToken } = await asked();
    await world.subscribers.save({ ...world.known(anna), restingSince: 3 });
    const before = world.snapshot();
    expect(await heading(world.get(`/answer/${slotToken}/marks`))).toBe('200 Which of these do you see?');
    expect(world.snapshot()).toBe(before);
    expect(await heading(world.post(`/answer/${slotToken}/marks`, { answer: 'rolling' }))).toBe('200 Thank you');
    expect(world.person(anna)?.attributes).toEqual({ marks: 'rolling' });
    expect(world.person(anna)).not.toHaveProperty('restingSince');
    await world.post(`/answer/${world.leaveToken(anna)}/interest`, { answer: 'yes' });
    expect(world.person(anna)?.attributes).toEqual({ marks: 'rolling', interest: 'yes' });
    expect(await (await world.get(`/answer/${slotToken}/marks`)).text()).toMatch(/value="rolling"[^>]*checked/);
  });

  it('take "no, thanks" for leaving, and offer to undo it', async () => {
    const { world, slotToken } = await asked();
    const page = await (await world.post(`/answer/${slotToken}/interest`, { answer: 'no' })).text();
    expect(world.person(anna)).toMatchObject({ status: 'unsubscribed', attributes: { interest: 'no' } });
    expect(world.queues.peek('hits')).toMatchObject([{ kind: 'unsubscribe', ...from }]);
    const undo = /action="(\/unsubscribe\/[^"]+)"/.exec(page)?.[1] ?? '';
    expect(await heading(world.post(undo, { action: 'undo' }))).toBe('200 Welcome back');
    expect(world.person(anna)?.status).toBe('active');
  });

  it('show where to book', async () => {
    const { world, slotToken } = await asked();
    const page = await (await world.post(`/answer/${slotToken}/interest`, { answer: 'book' })).text();
    expect(page).toContain(world.clinic.bookingUrl);
  });

  it('are refused when unknown, forged or nobody’s', async () => {
    const { world, slotToken } = await asked();
    const before = world.snapshot();
    expect(await heading(world.post(`/answer/${slotToken}/marks`, { answer: 'freckles' }))).toBe(
      '422 Which of these do you see?',
    );
    expect(await heading(world.post(`/answer/${slotToken}/marks`))).toBe('422 Which of these do you see?');
    expect(await heading(world.post(`/answer/${slotToken}/shoe-size`, { answer: '38' }))).toBe(
      '404 There is nothing here',
    );
    expect(await heading(world.post('/answer/forged/marks', { answer: 'rolling' }))).toBe('404 There is nothing here');
    const nobodys = world.tokens.slot({ ...from, slot: 9, renderHash: '0123456789abcdef' });
    expect(await heading(world.post(`/answer/${nobodys}/marks`, { answer: 'rolling' }))).toBe(
      '404 There is nothing here',
    );
    expect(world.snapshot()).toBe(before);
  });
});

function formData(): FormData {
  const data = new FormData();
  data.set('List-Unsubscribe', 'One-Click');
  return data;
}
