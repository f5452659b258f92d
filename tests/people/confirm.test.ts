// Confirming: only the button acts, pressing twice is harmless, and what a crash left undone is mended.
import { describe, expect, it } from 'vitest';
import { dueShard } from '../../functions/table.ts';
import { elevenMinutesMs, PeopleWorld, pastTtlMs } from './people-world.ts';

const anna = 'anna@example.com';
const say = async (response: Response | Promise<Response>) =>
  `${(await response).status} ${/<h1>(.*?)<\/h1>/.exec(await (await response).text())?.[1]}`;

describe('confirm', () => {
  it('activates, records the consent and enrols, once', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const path = `/confirm/${world.confirmToken(anna)}`;
    expect(await say(world.get(path))).toBe('200 One press, and the series begins');
    expect(await say(world.post(path))).toBe('200 You are in');
    const now = world.clock.now();
    expect(world.person(anna)).toMatchObject({
      status: 'active',
      activeSince: now,
      confirmation: { wanted: false, closedAt: now },
    });
    expect(world.person(anna)).not.toHaveProperty('dueAt');
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({
      purpose: 'marketing',
      given: true,
      source: 'confirm',
      wording: '2026-11',
    });
    expect([...world.state.enrolments.values()]).toMatchObject([
      { journeyId: 'acne-scars', state: 'walking', at: 'welcome', dueAt: now },
    ]);
    expect(world.queues.peek('advance')).toEqual([{ shard: dueShard('enrolment', world.idOf(anna)) }]);
    expect(world.state.journeys.size).toBe(1);
    const before = world.snapshot();
    expect(await say(world.post(path))).toBe('200 You have confirmed already');
    expect(await say(world.get(path))).toBe('200 You have confirmed already');
    expect(world.snapshot()).toBe(before);
  });

  it('mends a confirmed subscriber who was never enrolled', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const path = `/confirm/${world.confirmToken(anna)}`;
    const save = world.enrolments.save.bind(world.enrolments);
    world.enrolments.save = async () => {
      throw new Error('crashed between the two writes');
    };
    expect((await world.post(path)).status).toBe(500);
    expect(world.person(anna)?.status).toBe('active');
    world.enrolments.save = save;
    expect(await say(world.get(path))).toBe('200 One press, and the series begins');
    expect(await say(world.post(path))).toBe('200 You are in');
    expect(world.state.enrolments.size).toBe(1);
  });

  it('refuses forged and foreign tokens', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const before = world.snapshot();
    for (const token of ['x', `${world.confirmToken(anna)}A`, world.leaveToken(anna)]) {
      expect(await say(world.get(`/confirm/${token}`))).toBe('404 There is nothing here');
      expect(await say(world.post(`/confirm/${token}`))).toBe('404 There is nothing here');
    }
    expect(world.snapshot()).toBe(before);
  });

  it('offers a new link for an expired one, at most every ten minutes', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const path = `/confirm/${world.confirmToken(anna)}`;
    world.clock.advance(pastTtlMs);
    expect(await say(world.get(path))).toBe('410 This link has run out');
    expect(await say(world.post(path))).toBe('410 This link has run out');
    expect(world.person(anna)?.status).toBe('pending');
    expect(await say(world.post(path, { action: 'again' }))).toBe('200 Check your mail');
    const asked = world.person(anna);
    expect(asked).toMatchObject({
      dueAt: world.clock.now(),
      confirmation: { requestedAt: world.clock.now(), wanted: true },
    });
    expect(await say(world.post(path, { action: 'again' }))).toBe('200 Check your mail');
    expect(world.person(anna)).toEqual(asked);
    expect(await say(world.post(`/confirm/${world.confirmToken(anna)}`))).toBe('200 You are in');
  });

  it('tells her kindly when mail to her bounced', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    await world.subscribers.save({
      ...world.known(anna),
      status: 'bounced',
      suppression: { reason: 'bounce', at: 1 },
    });
    const before = world.snapshot();
    const path = `/confirm/${world.confirmToken(anna)}`;
    expect(await say(world.get(path))).toBe('200 Our e-mail to you came back');
    expect(await say(world.post(path))).toBe('200 Our e-mail to you came back');
    expect(world.snapshot()).toBe(before);
  });

  it('does not bring back somebody who left by an old link', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const path = `/confirm/${world.confirmToken(anna)}`;
    await world.post(`/unsubscribe/${world.leaveToken(anna)}`);
    const before = world.snapshot();
    expect(await say(world.post(path))).toBe('410 This link is closed');
    expect(await say(world.post(path, { action: 'again' }))).toBe('410 This link is closed');
    expect(world.snapshot()).toBe(before);
  });

  it('begins a new walk for somebody who left, returned and confirmed', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    await world.post(`/unsubscribe/${world.leaveToken(anna)}`);
    const { dueAt: _dueAt, ...ended } = world.walk();
    await world.enrolments.save({ ...ended, state: 'ended', endedAt: 1, endedReason: 'unsubscribed', at: 'done' });
    world.clock.advance(elevenMinutesMs);
    await world.signUp(anna);
    await world.post(`/confirm/${world.confirmToken(anna)}`);
    expect([...world.state.enrolments.values()]).toMatchObject([
      { state: 'walking', at: 'welcome', enrolledAt: world.clock.now(), dueAt: world.clock.now(), sends: [] },
    ]);
  });

  it('leaves a walk alone that ended by itself', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const { dueAt: _dueAt, ...ended } = world.walk();
    await world.enrolments.save({ ...ended, state: 'ended', endedAt: 1, endedReason: 'completed' });
    const before = world.snapshot();
    expect(await say(world.post(`/confirm/${world.confirmToken(anna)}`))).toBe('200 You have confirmed already');
    expect(world.snapshot()).toBe(before);
  });
});
