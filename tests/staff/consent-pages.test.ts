// Pages about what readers allow and do: warm leads, links taken back, how one reads, and the end of a long silence.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffRole } from '../../functions/domain/staff.ts';
import { dayMs, minuteMs } from '../../functions/domain/time.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars, seededClinic, seedNow } from './seeded-clinic.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

let world: MemoryWorld;
let server: StaffServer;
let empty: StaffServer;
const members = {} as Record<StaffRole, Visitor>;
const hash = 'fedcba9876543210';
const links = [
  { name: 'main', url: 'https://www.lumenskin.example/open-day' },
  { name: 'more', url: 'https://www.lumenskin.example/more' },
];

beforeAll(async () => {
  world = await seededClinic({ people: 40 });
  await world.links.put({ hash, template: 'next-step', tracked: true, links });
  server = await startStaffServer(world);
  empty = await startStaffServer(new MemoryWorld({ now: seedNow, journeys: [acneScars] }));
  for (const role of ['viewer', 'editor'] as const) {
    members[role] = new Visitor(server.origin);
    await members[role].signIn(role);
  }
});
afterAll(() => Promise.all([server.end(), empty.end()]));

const page = async (path: string, role: StaffRole = 'editor') => (await members[role].visit(path)).answer.text();
const withdrawn = async () => (await world.links.get(hash))?.withdrawn;

describe('warm leads', () => {
  it('are listed newest first with person, e-mail and journey, a page at a time', async () => {
    const [one] = (await world.leads.page(1)).items;
    for (let n = 0; n < 60; n++)
      await world.leads.put({ ...one, batchId: `batch-${n}`, slot: 1, at: seedNow - dayMs - n * minuteMs } as never);
    const first = await page('/staff/leads', 'viewer');
    expect(first.match(/<tr>/g)).toHaveLength(51);
    expect(first).toContain(`/staff/subscribers/${one?.subscriberId}`);
    expect(first).toContain('/staff/journeys/acne-scars');
    expect(first).toContain('Combined approach');
    const [, next = ''] = /href="(\/staff\/leads\?after=[^"]+)"/.exec(first) ?? [];
    const second = await page(next.replaceAll('&amp;', '&'), 'viewer');
    const left = (await world.leads.page(100)).items.length - 50;
    expect(second.match(/<tr>/g)).toHaveLength(left + 1);
    expect(second).toContain('Newest');
    expect((await members.viewer.visit('/staff/leads?after=nowhere')).url.search).toBe('');
  });

  it('say so where there are none', async () => {
    const visitor = new Visitor(empty.origin);
    await visitor.signIn('viewer');
    expect(await (await visitor.visit('/staff/leads')).answer.text()).toContain('Nobody yet');
    expect(await (await visitor.visit('/staff/links')).answer.text()).toContain('All links lead on');
  });
});

describe('a link', () => {
  const token = () => world.tokens.slot({ batchId: 'bucketbucktbatchbatch-', slot: 3, renderHash: hash });
  const find = (address: string) => members.editor.submit('/staff/links/find', { address });

  it('is found by its address, asked about, taken back, listed and given back', async () => {
    const found = await find(` https://mail.lumenskin.example/c/${token()}/1 `);
    expect(found.url.pathname).toBe(`/staff/links/${hash}/1`);
    const question = await found.answer.text();
    expect(question).toContain('Take this link back?');
    expect(question).toContain(links[1]?.url);
    expect(await withdrawn()).toBeUndefined();
    const path = `/staff/links/${hash}/1`;
    const done = await members.editor.submit(path, { action: 'withdraw' });
    expect(await done.answer.text()).toMatch(
      /The link is taken back[\s\S]*lumenskin\.example\/more[\s\S]*by editor@clinic\.test/,
    );
    expect(await withdrawn()).toEqual([1]);
    await members.editor.submit(path, { action: 'withdraw' });
    expect(await withdrawn()).toEqual([1]);
    expect(await page(path)).toContain('Let this link lead on again?');
    expect(await page('/staff/links', 'viewer')).not.toContain('Let it lead on again');
    await members.editor.submit(path, { action: 'restore' });
    expect(await withdrawn()).toBeUndefined();
    expect(await page('/staff/links')).not.toContain('lumenskin.example/more');
  });

  it('is refused where it is none of ours, and what was typed is kept', async () => {
    const forged = `https://mail.lumenskin.example/c/${token().slice(0, -2)}AA/0`;
    for (const address of ['', 'https://www.lumenskin.example/"book', forged, `https://x.example/c/${token()}/7`]) {
      const { answer } = await find(address);
      expect(answer.status).toBe(422);
      const html = await answer.text();
      expect(html).toContain('This is no link of ours.');
      expect(html).toContain(address.replaceAll('"', '&quot;'));
    }
    for (const path of [`/staff/links/${hash}/2`, `/staff/links/${hash}/x`, '/staff/links/0000/0'])
      expect((await members.editor.visit(path)).answer.status).toBe(404);
    expect((await members.editor.submit(`/staff/links/${hash}/0`, { action: 'burn' })).answer.status).toBe(422);
    expect(await withdrawn()).toBeUndefined();
  });

  it('is taken back by editors alone, and from no other site', async () => {
    const path = `/staff/links/${hash}/0`;
    for (const wanted of [path, '/staff/links/find'])
      expect((await members.viewer.submit(wanted, { action: 'withdraw' })).answer.status).toBe(403);
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const body = new URLSearchParams({ action: 'withdraw' });
    expect((await members.editor.ask(path, { method: 'POST', body, headers: foreign })).status).toBe(403);
    expect(await withdrawn()).toBeUndefined();
  });
});

describe('how she reads', () => {
  it('stands on her page in words, and not where she is not tracked', async () => {
    const people = [...world.state.subscribers.values()];
    const tracked = people.filter(
      ({ consents, status }) => status === 'active' && consents.some(({ purpose }) => purpose === 'tracking'),
    );
    const untracked = people.find(
      ({ consents, status }) => status === 'active' && consents.every(({ purpose }) => purpose !== 'tracking'),
    );
    const pages = await Promise.all(tracked.map(({ id }) => page(`/staff/subscribers/${id}`)));
    expect(pages.filter((html) => /<strong>\d{1,3}<\/strong> of 100: [a-z ,]+\./.test(html)).length).toBeGreaterThan(3);
    const other = await page(`/staff/subscribers/${untracked?.id}`);
    expect(other).toContain('opens and clicks of hers may not be noticed');
    expect(other).not.toContain('of 100');
  });

  it('and the topics she switched off, and the end of a long silence by an editor', async () => {
    const [anna] = [...world.state.subscribers.values()].filter(({ status }) => status === 'active');
    const id = anna?.id ?? '';
    await world.subscribers.save({
      ...anna,
      sunsetSince: seedNow - 9 * dayMs,
      declined: [{ topic: 'newsletter', at: seedNow - dayMs }],
    } as never);
    const html = await page(`/staff/subscribers/${id}`);
    expect(html).toContain('No newsletters and no series');
    expect(html).toContain('“Newsletters” switched off');
    expect(await page(`/staff/subscribers/${id}`, 'viewer')).not.toContain('Write to her again');
    const { answer } = await members.viewer.submit(`/staff/subscribers/${id}/stir`, {});
    expect(answer.status).toBe(403);
    const done = await members.editor.submit(`/staff/subscribers/${id}/stir`, {});
    expect(await done.answer.text()).toContain('She is written to again');
    expect(await world.subscribers.get(id)).toMatchObject({ stirredAt: seedNow });
    expect((await members.editor.submit('/staff/subscribers/nobody/stir', {})).answer.status).toBe(404);
  });
});
