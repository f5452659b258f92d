// Pixels and links: evidence is handed on, links lead on whatever happens, and nothing else ever changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxHitsPerMinute } from '../../functions/adapters/hit-gate.ts';
import { makeTokens } from '../../functions/adapters/links/tokens.ts';
import { shortenedIp } from '../../functions/web/hits/visit.ts';
import { PeopleWorld } from './people-world.ts';

const renderHash = '0123456789abcdef';
const from = { batchId: 'bucketbucktbatchbatch-', slot: 3 };

type Counts = Readonly<Record<string, number>>;

/** Any text as one segment of a path; lone surrogates cannot be sent at all. */
function encodeSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

async function sent() {
  const world = new PeopleWorld();
  await world.links.put({
    hash: renderHash,
    template: 'welcome',
    tracked: true,
    links: [
      { name: 'main', url: 'https://www.lumenskin.example/book?from=mail' },
      { name: 'marks', url: 'https://mail.lumenskin.example/answer/{slotToken}/marks' },
      { name: 'unsubscribe', url: 'https://mail.lumenskin.example/unsubscribe/{leaveToken}' },
      { name: 'decoy', url: 'https://www.lumenskin.example' },
    ],
  });
  return { world, token: world.tokens.slot({ ...from, renderHash }) };
}

describe('the pixel', () => {
  it('is a GIF that no cache keeps, and hands on what the request tells', async () => {
    const { world, token } = await sent();
    const headers = {
      'user-agent': 'x'.repeat(500),
      accept: 'image/*',
      'Sec-Purpose': 'prefetch',
      cookie: 'private',
      'x-forwarded-for': '203.0.113.77',
    };
    const response = await world.hits.request(`/o/${token}.gif`, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/gif');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 0, 6)).toBe('GIF89a');
    expect(world.queues.peek('hits')).toEqual([
      {
        kind: 'engagement',
        ...from,
        event: {
          kind: 'open',
          at: world.clock.now(),
          userAgent: 'x'.repeat(300),
          ip: '203.0.113.0',
          headers: { accept: 'named', 'sec-purpose': 'prefetch' },
        },
      },
    ]);
  });

  it('is shown for a forged token too, and records nothing', async () => {
    const { world, token } = await sent();
    for (const forged of ['x', `${token}A`, world.leaveToken('anna@example.com')]) {
      expect((await world.hits.request(`/o/${forged}.gif`)).headers.get('content-type')).toBe('image/gif');
    }
    expect(world.queues.peek('hits')).toEqual([]);
  });

  it('is shown when the queue is down', async () => {
    const { world, token } = await sent();
    world.queues.send = () => Promise.reject(new Error('the queue is down'));
    expect((await world.hits.request(`/o/${token}.gif`)).status).toBe(200);
  });
});

describe('a link', () => {
  it('leads where the table says, and hands on one click', async () => {
    const { world, token } = await sent();
    const response = await world.hits.request(`/c/${token}/0`);
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://www.lumenskin.example/book?from=mail',
    ]);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(world.queues.peek('hits')).toMatchObject([
      { kind: 'engagement', ...from, event: { kind: 'click', link: 0 } },
    ]);
  });

  it('carries the slot’s token to pages of ours', async () => {
    const { world, token } = await sent();
    const { headers } = await world.hits.request(`/c/${token}/1`);
    expect(headers.get('location')).toBe(`https://mail.lumenskin.example/answer/${token}/marks`);
  });

  it('leads on for HEAD, noted as such', async () => {
    const { world, token } = await sent();
    expect((await world.hits.request(`/c/${token}/0`, { method: 'HEAD' })).status).toBe(302);
    expect(world.queues.peek('hits')).toMatchObject([{ event: { headers: { ':method': 'HEAD' } } }]);
  });

  it('that is the decoy leads to the website, and says in the evidence what it was', async () => {
    const { world, token } = await sent();
    const { headers } = await world.hits.request(`/c/${token}/3`, { headers: { accept: '*/*' } });
    expect(headers.get('location')).toBe('https://www.lumenskin.example');
    expect(world.queues.take('hits')).toMatchObject([
      { event: { kind: 'click', link: 3, headers: { ':decoy': 'yes', accept: '*/*' } } },
    ]);
    await world.hits.request(`/c/${token}/0`);
    expect(JSON.stringify(world.queues.take('hits'))).not.toContain(':decoy');
  });

  it('leads on when the queue is down', async () => {
    const { world, token } = await sent();
    world.queues.send = () => Promise.reject(new Error('the queue is down'));
    expect((await world.hits.request(`/c/${token}/0`)).status).toBe(302);
  });

  it('is a friendly 404 when forged or unknown, and never an open redirect', async () => {
    const { world, token } = await sent();
    const unknown = world.tokens.slot({ ...from, renderHash: 'ffffffffffffffff' });
    for (const path of [
      `/c/${token}A/0`,
      `/c/${token}/2`,
      `/c/${token}/9`,
      `/c/${unknown}/0`,
      `/c/${token}/https:`,
      '/c/x',
    ]) {
      const response = await world.hits.request(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain('There is nothing here');
    }
    expect((await world.hits.request(`/c/${token}/0`, { method: 'POST' })).status).toBe(405);
    expect(world.queues.peek('hits')).toEqual([]);
  });

  it('that staff withdrew is a 410 page with a way on, still noted, and leads on once given back', async () => {
    const { world, token } = await sent();
    await world.links.setWithdrawn(renderHash, 0, { withdrawn: true, by: 'operator', at: 0 });
    const response = await world.hits.request(`/c/${token}/0`);
    expect([response.status, response.headers.get('location')]).toEqual([410, null]);
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain(world.clinic.phone);
    expect(world.queues.take('hits')).toMatchObject([{ event: { kind: 'click', link: 0 } }]);
    expect((await world.hits.request(`/c/${token}/1`)).status).toBe(302);
    await world.links.setWithdrawn(renderHash, 0, { withdrawn: false, by: 'operator', at: 0 });
    expect((await world.hits.request(`/c/${token}/0`)).status).toBe(302);
  });
});

describe('hostile requests', () => {
  it('with any damaged, foreign or borrowed token record nothing, lead nowhere and are counted', async () => {
    const { world, token } = await sent();
    const foreign = makeTokens({ tokens: [{ id: 'b', key: 'the token key of another clinic, nothing to us' }] });
    const borrowed = [
      foreign.slot({ ...from, renderHash }),
      world.leaveToken('anna@example.com', from),
      world.confirmToken('anna@example.com'),
    ];
    const damaged = fc.oneof(
      fc.integer({ min: 0, max: token.length - 1 }).map((length) => token.slice(0, length)),
      fc
        .tuple(fc.integer({ min: 0, max: token.length - 1 }), fc.constantFrom(...'Aq7-_'))
        .filter(([at, letter]) => token[at] !== letter)
        .map(([at, letter]) => token.slice(0, at) + letter + token.slice(at + 1)),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,200}$/),
      fc.string({ minLength: 1, unit: 'binary' }).map(encodeSafely),
      fc.constantFrom(...borrowed),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (forged) => {
        fc.pre(forged !== token && forged !== '');
        const pixel = await world.hits.request(`/o/${forged}.gif`);
        const link = await world.hits.request(`/c/${forged}/0`);
        expect([pixel.status, link.status, link.headers.get('location')]).toEqual([
          expect.toSatisfy((status: number) => status === 200 || status === 404),
          404,
          null,
        ]);
        expect(world.queues.peek('hits')).toEqual([]);
      }),
      { numRuns: 300 },
    );
    world.clock.advance(61_000);
    await world.hits.request('/o/x.gif');
    const counted = world.refusedHits.reduce<number>(
      (sum, counts) => sum + ((counts as Counts)['forged-token'] ?? 0),
      0,
    );
    expect(counted).toBeGreaterThan(300);
  });

  it('in a flood on one pixel hand on a few a minute, answer all, and leave links and others alone', async () => {
    const { world, token } = await sent();
    for (let n = 0; n < 500; n++) expect((await world.hits.request(`/o/${token}.gif`)).status).toBe(200);
    expect(world.queues.take('hits')).toHaveLength(maxHitsPerMinute);
    const other = world.tokens.slot({ ...from, slot: 4, renderHash });
    await world.hits.request(`/c/${token}/0`);
    await world.hits.request(`/o/${other}.gif`);
    expect(world.queues.take('hits')).toHaveLength(2);
    world.clock.advance(60_000);
    await world.hits.request(`/o/${token}.gif`);
    expect(world.queues.peek('hits')).toHaveLength(1);
    expect(world.refusedHits).toEqual([{ flood: 1 }, { flood: 500 - maxHitsPerMinute - 1 }]);
  });

  it('bear absurd agents, headers and addresses as bounded text', async () => {
    const { world, token } = await sent();
    const absurd = fc.record({
      'user-agent': fc.stringMatching(/^[\x20-\x7e]{0,4000}$/),
      'sec-purpose': fc.stringMatching(/^[\x21-\x7e]{1,900}$/),
      'x-forwarded-for': fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[\x21-\x7e]{0,300}$/)),
    });
    await fc.assert(
      fc.asyncProperty(absurd, async (headers) => {
        world.clock.advance(60_000);
        expect((await world.hits.request(`/o/${token}.gif`, { headers })).status).toBe(200);
        const [hit] = world.queues.take('hits');
        expect(JSON.stringify(hit).length).toBeLessThan(2_000);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a clinic never meant to be asked', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'LINK'])(
    '%s records nothing and leads nowhere',
    async (method) => {
      const { world, token } = await sent();
      for (const path of [`/o/${token}.gif`, `/c/${token}/0`]) {
        const response = await world.hits.request(path, { method });
        expect([404, 405]).toContain(response.status);
        expect(response.headers.get('location')).toBeNull();
      }
      expect(world.queues.peek('hits')).toEqual([]);
    },
  );

  it('a flood of headers and an endless agent leave a bounded note without what nobody asked for', async () => {
    const { world, token } = await sent();
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-flood-${n}`, 'y'.repeat(200)]));
    const headers = {
      ...many,
      'user-agent': 'z'.repeat(100_000),
      accept: 'a'.repeat(10_000),
      'accept-language': 'b'.repeat(10_000),
    };
    expect((await world.hits.request(`/c/${token}/0`, { headers })).status).toBe(302);
    const [hit] = world.queues.take('hits');
    expect(JSON.stringify(hit).length).toBeLessThan(1_000);
    expect(JSON.stringify(hit)).not.toContain('x-flood');
  });

  it('control characters and bytes beyond ASCII in an agent are kept as text', async () => {
    const { world, token } = await sent();
    const latin = ['\u0001\u0002', 'caf\u00e9 \u0085', '\u00f0\u009f\u0098\u0080'.repeat(40)];
    for (const userAgent of latin) {
      world.clock.advance(60_000);
      const request = new Request(`https://mail.lumenskin.example/o/${token}.gif`);
      Object.defineProperty(request, 'headers', {
        value: { get: (name: string) => (name === 'user-agent' ? userAgent : null) },
      });
      expect((await world.hits.fetch(request)).status).toBe(200);
      const [hit] = world.queues.take('hits');
      expect(hit).toMatchObject({ event: { userAgent } });
    }
  });
});

describe('addresses of visitors', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['', ''],
    ['unknown', ''],
  ])('%s is kept as %s', (ip, kept) => {
    expect(shortenedIp(ip)).toBe(kept);
  });
});
