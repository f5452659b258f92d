// The goal hook against friends and strangers: what is not proven changes nothing, what comes twice counts once.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeGoalSignatures } from '../../functions/adapters/goal-signatures.ts';
import { goalToleranceMs, readGoalSignature } from '../../functions/domain/goal-event.ts';
import { makeHooks } from '../../functions/web/hooks/app.ts';
import { MemoryGoalReceipts } from '../memory/goal-receipts.ts';
import { PeopleWorld } from '../people/people-world.ts';

const secrets = ['the newer goal secret of these tests alone', 'the older goal secret of these tests alone'] as const;
const email = 'anna@example.com';

class HookWorld extends PeopleWorld {
  readonly hooks = makeHooks({
    ...this.ports(),
    metrics: this.metrics,
    signatures: makeGoalSignatures({ goals: [...secrets] }),
    receipts: new MemoryGoalReceipts(this.state),
  });

  sign(body: string, secret: string = secrets[0], seconds = Math.floor(this.clock.now() / 1_000)): string {
    return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
  }

  send(body: string, signature: string | undefined = this.sign(body)): Promise<Response> | Response {
    const headers: Record<string, string> = signature === undefined ? {} : { 'afterglow-signature': signature };
    return this.hooks.request('/hooks/goal', { method: 'POST', body, headers });
  }
}

async function joined(): Promise<HookWorld> {
  const world = new HookWorld();
  await world.join(email);
  return world;
}

const event = (more: object = {}) => JSON.stringify({ id: 'booking-1', email, ...more });

describe('POST /hooks/goal', () => {
  it('ends the walk once, under either secret, and knows the event again', async () => {
    for (const secret of secrets) {
      const world = await joined();
      const first = await world.send(event(), world.sign(event(), secret));
      expect([first.status, await first.json()]).toEqual([200, { outcome: 'noted' }]);
      expect(world.walk()).toMatchObject({ state: 'ended', endedReason: 'goal', goalAt: world.clock.now() });
      const before = world.snapshot();
      expect(await (await world.send(event())).json()).toEqual({ outcome: 'repeated' });
      expect(world.snapshot()).toBe(before);
    }
  });

  it('takes the same message many times at once as one goal', async () => {
    const world = await joined();
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.send(event())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(world.walk()).toMatchObject({ state: 'ended', endedReason: 'goal' });
  });

  it('says so when nobody is known by that address', async () => {
    const world = await joined();
    const body = event({ email: 'stranger@example.com' });
    expect(await (await world.send(body)).json()).toEqual({ outcome: 'nobody' });
    expect(world.walk().goalAt).toBeUndefined();
  });

  it('refuses a message overheard once it is old, and one from the future', async () => {
    const world = await joined();
    const seconds = Math.floor(world.clock.now() / 1_000);
    const limit = goalToleranceMs / 1_000;
    for (const away of [-limit - 1, limit + 1]) {
      const answer = await world.send(event(), world.sign(event(), secrets[0], seconds + away));
      expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('five minutes')]);
    }
    expect(world.walk().goalAt).toBeUndefined();
    const answer = await world.send(event(), world.sign(event(), secrets[0], seconds - limit));
    expect(answer.status).toBe(200);
  });

  it('is moved by no forged, changed or cut signature', async () => {
    const world = await joined();
    const good = world.sign(event());
    const before = world.snapshot();
    const hostile = fc.oneof(
      fc.string(),
      fc.nat(good.length - 1).map((length) => good.slice(0, length)),
      fc.nat(63).map((at) => {
        const place = good.length - 1 - at;
        return good.slice(0, place) + (good[place] === '0' ? '1' : '0') + good.slice(place + 1);
      }),
      fc.string({ minLength: 32 }).map((secret) => world.sign(event(), secret)),
      fc.constant(world.sign(event({ id: 'another' }))),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (signature) => {
        // A header cannot carry every text; what is not carried is not sent.
        fc.pre(/^[\x20-\x7e]*$/.test(signature));
        const answer = await world.send(event(), signature);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
      }),
      { numRuns: 200 },
    );
    expect((await world.hooks.request('/hooks/goal', { method: 'POST', body: event() })).status).toBe(401);
    expect(world.snapshot()).toBe(before);
  });

  it.each([
    ['no JSON', '{', 400, 'JSON object'],
    ['no id', JSON.stringify({ email }), 422, '"field":"id"'],
    ['no address', JSON.stringify({ id: '1', email: 'anna' }), 422, 'anna@example.com'],
    ['a time that is none', event({ at: 'yesterday' }), 422, '2027-01-04T15:00:00Z'],
    ['more than it takes', event({ treatment: 'x' }), 422, 'nothing else'],
    ['too much', event({ id: 'x'.repeat(9_000) }), 413, '8 KB'],
  ])('names what is wrong with %s', async (_what, body, status, told) => {
    const world = await joined();
    const answer = await world.send(body);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(told)]);
    expect(world.walk().goalAt).toBeUndefined();
  });

  it('takes POST only', async () => {
    const answer = await new HookWorld().hooks.request('/hooks/goal');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('the signature header', () => {
  it('reads what it documents', () => {
    const hex = (digit: string) => digit.repeat(64);
    const read = { timestamp: '12', signatures: [hex('a'), hex('b')] };
    expect(readGoalSignature(`t=12,v1=${hex('a')},v1=${hex('b')}`)).toEqual(read);
    expect(readGoalSignature(`t=12${`,v1=${hex('a')}`.repeat(5)}`)).toBeUndefined();
    expect(readGoalSignature(`t=12,v1=${hex('A')}`)).toBeUndefined();
  });
});
