// What readers choose and do, over HTTP on the local runner: topics off and on, a warm lead, a score, a link taken back.
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { Visitor } from '../staff/visitor.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person } from './person.ts';

const { runner } = startOwn();
let clinic: Clinic;
let reader: Person;
let chooser: Person;
let staff: Visitor;

/** Whole days; she reads each e-mail a while after it came. */
async function live(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await clinic.advance('PT12H');
    await reader.readNew();
    await clinic.advance('PT12H');
  }
}

async function preferencesOf(person: Person): Promise<string> {
  const [mail] = (await person.mail()).filter(({ template }) => template === 'welcome');
  return mail?.links.find(({ name }) => name === 'preferences')?.url ?? '';
}

const page = async (path: string) => (await staff.visit(path)).answer.text();
const idOf = (html: string, email: string) => new RegExp(`/staff/subscribers/([\\w-]{22})">${email}`).exec(html)?.[1];

beforeAll(async () => {
  clinic = new Clinic(runner().origin);
  reader = new Person(clinic, 'reader@example.com', true);
  chooser = new Person(clinic, 'chooser@example.com', false);
  for (const person of [reader, chooser]) {
    await person.signUp();
    await runner().settle();
    expect(await person.confirm()).toBe(200);
  }
  await clinic.advance('PT1H');
  staff = new Visitor(clinic.origin);
  await staff.signIn('editor');
}, 60_000);

describe('a reader who chooses', () => {
  it('gets nothing of a topic she switched off, and again what comes after she switched it on', async () => {
    const preferences = await preferencesOf(chooser);
    const shown = { 'shown-series': 'yes', 'shown-newsletter': 'yes' };
    // A scanner that only looks changes nothing.
    expect(await (await fetch(preferences)).text()).toMatch(/name="topic-series" checked/);
    await fetch(preferences, { method: 'POST', body: new URLSearchParams({ ...shown, 'topic-newsletter': 'on' }) });
    await live(7);
    expect(await chooser.calendar()).toEqual(['0 welcome']);
    const all = { ...shown, 'topic-series': 'on', 'topic-newsletter': 'on' };
    await fetch(preferences, { method: 'POST', body: new URLSearchParams(all) });
    await live(6);
    expect((await chooser.calendar()).slice(0, 3)).toEqual(['0 welcome', '8 microneedling', '12 combined-approach']);
    const id = idOf(await page('/staff/subscribers'), chooser.email);
    expect(await page(`/staff/subscribers/${id}`)).toContain('Not sent: switched this topic off');
  });
});

describe('a reader who reads', () => {
  it('becomes a warm lead by the booking link, once, and has reached no goal by that', async () => {
    await live(1);
    expect((await reader.mail()).map(({ template }) => template)).toContain('combined-approach');
    const leads = await page('/staff/leads');
    expect(leads.match(/<tr>/g)).toHaveLength(2);
    expect(leads).toContain(reader.email);
    expect(leads).toContain('Combined approach');
    expect(leads).toContain('Not booked');
    expect(leads).not.toContain(chooser.email);
    expect((await page('/staff/notices')).match(/Anna followed the booking link/g)).toHaveLength(1);
  });

  it('has a score, which the weekly review stores for segments, and whoever is not tracked has none', async () => {
    const list = await page('/staff/subscribers');
    const hers = await page(`/staff/subscribers/${idOf(list, reader.email)}`);
    expect(Number(/<strong>(\d+)<\/strong> of 100/.exec(hers)?.[1])).toBeGreaterThanOrEqual(90);
    expect(await page(`/staff/subscribers/${idOf(list, chooser.email)}`)).not.toContain('of 100');
    const stored = await makeSubscriberStore(runner().context).getMany(
      [reader, chooser].map(({ email }) => idOf(list, email) ?? ''),
    );
    const scores = [...stored.values()].map(({ email, score }) => [email, score]);
    expect(scores.toSorted()).toEqual([
      [chooser.email, undefined],
      [reader.email, expect.any(Number)],
    ]);
  });

  it('finds nothing behind a link that staff took back, until they give it back', async () => {
    const mail = (await reader.mail()).find(({ template }) => template === 'combined-approach');
    const address = mail?.links.find(({ name }) => name === 'main')?.url ?? '';
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(302);
    const { url } = await staff.submit('/staff/links/find', { address });
    await staff.submit(url.pathname, { action: 'withdraw' });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(410);
    expect(await page('/staff/links')).toContain('/book');
    await staff.submit(url.pathname, { action: 'restore' });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(302);
    expect(await page('/staff/links')).toContain('All links lead on');
  });
});
