// Signing up: one subscriber per address however it is spelt, one confirmation in ten minutes, nothing told to strangers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasConsent } from '../../functions/domain/subscriber.ts';
import { elevenMinutesMs, PeopleWorld } from './people-world.ts';

const anna = 'anna@example.com';
const accepted = { status: 202, body: '{"status":"accepted"}' };

async function answer(response: Response | Promise<Response>) {
  const { status } = await response;
  return { status, body: await (await response).text() };
}

describe('sign-up', () => {
  it('stores a pending subscriber with her consents and asks for one confirmation', async () => {
    const world = new PeopleWorld();
    const now = world.clock.now();
    const more = { firstName: ' Anna ', tracking: true, timeZone: 'Europe/Berlin', source: 'spring fair' };
    expect(await answer(world.signUp('Anna@Example.com', more))).toMatchObject(accepted);
    expect(world.person(anna)).toMatchObject({
      email: 'Anna@example.com',
      status: 'pending',
      firstName: 'Anna',
      timeZone: 'Europe/Berlin',
      source: 'spring fair',
      confirmation: { requestedAt: now, wanted: true, attempts: 0 },
      dueAt: now,
    });
    expect(world.person(anna)?.consents).toEqual([
      {
        purpose: 'marketing',
        given: true,
        wording: '2026-11',
        at: now,
        source: 'api',
        ipHash: world.identity.ipHash('203.0.113.9'),
      },
      {
        purpose: 'tracking',
        given: true,
        wording: '2026-11',
        at: now,
        source: 'api',
        ipHash: world.identity.ipHash('203.0.113.9'),
      },
    ]);
    expect(world.queues.peek('transactional')).toEqual([{ subscriberId: world.idOf(anna) }]);
  });

  it('makes one subscriber of any spelling of the same address', async () => {
    const local = fc.string({ unit: fc.constantFrom(...'abcxyz0189.+_-'), minLength: 1, maxLength: 12 });
    const address = local.filter((text) => !/^\.|\.$|\.\./.test(text)).map((text) => `${text}@example.com`);
    await fc.assert(
      fc.asyncProperty(address, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), async (email, upper) => {
        const world = new PeopleWorld();
        const spelt = [...email].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join('');
        for (const one of [email, ` ${spelt} `, `${spelt.replace('@', '@')}`]) await world.signUp(one);
        expect(world.state.subscribers.size).toBe(1);
        expect(world.person(email)?.rev).toBe(1);
      }),
      { numRuns: 40 },
    );
  });

  it('takes an international domain in either form for the same', async () => {
    const world = new PeopleWorld();
    await world.signUp('anna@münchen.example');
    await world.signUp('anna@xn--mnchen-3ya.example');
    expect([...world.state.subscribers.values()].map(({ email }) => email)).toEqual(['anna@xn--mnchen-3ya.example']);
  });

  it('asks again only after ten minutes from the last request or sending', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    const first = world.person(anna);
    await world.signUp(anna);
    expect(world.person(anna)).toEqual(first);
    const sentAt = world.clock.now() + 5 * 60_000;
    world.clock.set(sentAt);
    const { dueAt: _dueAt, ...sent } = world.person(anna) as NonNullable<typeof first>;
    await world.subscribers.save({
      ...sent,
      confirmation: { requestedAt: sent.createdAt, wanted: false, attempts: 1, sentAt },
    });
    world.clock.advance(9 * 60_000);
    await world.signUp(anna);
    expect(world.person(anna)?.confirmation?.wanted).toBe(false);
    world.clock.advance(2 * 60_000);
    await world.signUp(anna);
    expect(world.person(anna)).toMatchObject({ dueAt: world.clock.now(), confirmation: { wanted: true, attempts: 0 } });
  });

  it('adds a consent record only where something changed', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna, { tracking: true });
    await world.signUp(anna, { tracking: true });
    expect(world.person(anna)?.consents).toHaveLength(2);
    await world.signUp(anna);
    expect(world.person(anna)?.consents.at(-1)).toMatchObject({ purpose: 'tracking', given: false });
    expect(world.person(anna)?.consents).toHaveLength(3);
  });

  it('changes nothing of an active subscriber, whatever a stranger sends', async () => {
    const world = new PeopleWorld();
    await world.join(anna, { firstName: 'Anna' });
    world.clock.advance(elevenMinutesMs);
    const before = JSON.stringify([...world.state.subscribers]);
    expect(await answer(world.signUp(anna, { firstName: 'Mallory', tracking: true }))).toMatchObject(accepted);
    expect(JSON.stringify([...world.state.subscribers])).toBe(before);
  });

  it.each(['bounced', 'complained', 'erased'] as const)('stores nothing for an address that is %s', async (status) => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    await world.subscribers.save({ ...world.known(anna), status });
    const before = JSON.stringify([...world.state.subscribers]);
    world.clock.advance(elevenMinutesMs);
    expect(await answer(world.signUp(anna))).toMatchObject(accepted);
    expect(JSON.stringify([...world.state.subscribers])).toBe(before);
  });

  it('stores nothing for a suppressed address', async () => {
    const world = new PeopleWorld();
    await world.signUp(anna);
    await world.subscribers.save({ ...world.known(anna), suppression: { reason: 'staff', at: 1 } });
    const before = JSON.stringify([...world.state.subscribers]);
    world.clock.advance(elevenMinutesMs);
    await world.signUp(anna, { firstName: 'X' });
    expect(JSON.stringify([...world.state.subscribers])).toBe(before);
  });

  it('reads again when somebody else saved first, and gives up after a bounded number of tries', async () => {
    const world = new PeopleWorld();
    const save = world.subscribers.save.bind(world.subscribers);
    let refusals = 3;
    world.subscribers.save = async (subscriber) => (refusals-- > 0 ? false : save(subscriber));
    expect(await answer(world.signUp(anna))).toMatchObject(accepted);
    expect(world.person(anna)?.status).toBe('pending');
    refusals = 1_000;
    expect((await world.signUp('eva@example.com')).status).toBe(500);
    expect(refusals).toBeGreaterThan(900);
  });

  it('lets the item be due when the queue is down', async () => {
    const world = new PeopleWorld();
    world.queues.send = async () => {
      throw new Error('the queue is down');
    };
    expect(await answer(world.signUp(anna))).toMatchObject(accepted);
    expect(world.person(anna)?.dueAt).toBe(world.clock.now());
  });
});

describe('somebody who left', () => {
  it('stays out until she confirms, and nobody else can change what she agreed to', async () => {
    const world = new PeopleWorld();
    await world.join(anna, { firstName: 'Anna' });
    await world.post(`/unsubscribe/${world.leaveToken(anna)}`);
    world.clock.advance(elevenMinutesMs);
    await world.signUp(anna, { tracking: true, firstName: 'Mallory' });
    expect(world.person(anna)).toMatchObject({ status: 'unsubscribed', firstName: 'Anna', dueAt: world.clock.now() });
    expect(hasConsent(world.known(anna), 'tracking')).toBe(false);
    await world.post(`/confirm/${world.confirmToken(anna)}`);
    expect(world.person(anna)?.status).toBe('active');
    expect(hasConsent(world.known(anna), 'tracking')).toBe(true);
    expect(hasConsent(world.known(anna), 'marketing')).toBe(true);
  });

  it('is asked later when the last confirmation is younger than ten minutes', async () => {
    const world = new PeopleWorld();
    await world.join(anna);
    const asked = world.clock.now();
    await world.post(`/unsubscribe/${world.leaveToken(anna)}`);
    world.queues.purge();
    await world.signUp(anna);
    await world.signUp(anna);
    expect(world.person(anna)).toMatchObject({ dueAt: asked + 10 * 60_000, confirmation: { wanted: true } });
    expect(world.queues.peek('transactional')).toEqual([]);
  });
});
