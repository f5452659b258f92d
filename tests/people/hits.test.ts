// Pixels and links: evidence is handed on, links lead on whatever happens, and nothing else ever changes.
import { describe, expect, it } from 'vitest';
import { shortenedIp } from '../../functions/web/hits/visit.ts';
import { PeopleWorld } from './people-world.ts';

const renderHash = '0123456789abcdef';
const from = { batchId: 'bucketbucktbatchbatch-', slot: 3 };

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
          headers: { accept: 'image/*', 'sec-purpose': 'prefetch' },
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
