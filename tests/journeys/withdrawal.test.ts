// Withdrawing tracking over HTTP alone: pixels and links already sent still answer, and from that moment record nothing.
import { beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../staff/visitor.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person, type ReceivedMail } from './person.ts';

const userAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

describe('two people who were sent the same e-mails', () => {
  const { runner } = startOwn();
  let clinic: Clinic;
  let staff: Visitor;
  let keeper: Person;
  let leaver: Person;
  const look = (url: string) => fetch(url, { headers: { 'user-agent': userAgent }, redirect: 'manual' });
  const welcome = async (person: Person): Promise<ReceivedMail> => {
    const mail = (await person.mail()).find(({ template }) => template === 'welcome');
    if (!mail) throw new Error(`${person.email} has no welcome.`);
    return mail;
  };
  const pixelOf = ({ html }: ReceivedMail) => /https?:\/\/[^"]+\/o\/[^"]+\.gif/.exec(html)?.[0] ?? '';
  const linkOf = ({ links }: ReceivedMail) => links.find(({ name }) => name === 'main')?.url ?? '';

  beforeAll(async () => {
    clinic = new Clinic(runner().origin);
    keeper = new Person(clinic, 'keeper@example.com', true);
    leaver = new Person(clinic, 'leaver@example.com', true);
    for (const person of [keeper, leaver]) {
      await person.signUp();
      await runner().settle();
      expect(await person.confirm()).toBe(200);
    }
    await clinic.advance('PT1H');
    staff = new Visitor(clinic.origin);
    await staff.signIn('viewer');
  }, 60_000);

  it('who withdraws gets the same answers, and is counted nowhere; who does not is counted', async () => {
    const preferences = (await welcome(leaver)).links.find(({ name }) => name === 'preferences')?.url ?? '';
    const page = await fetch(preferences, { method: 'POST', body: new URLSearchParams() });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('It counts from this moment')]);
    for (const person of [keeper, leaver]) {
      const mail = await welcome(person);
      expect((await look(pixelOf(mail))).headers.get('content-type')).toBe('image/gif');
      await clinic.advance('PT5M');
      expect((await look(linkOf(mail))).status).toBe(302);
    }
    await clinic.advance('PT10M');
    const answer = await staff.ask('/staff/api/journeys/acne-scars/report');
    const { steps } = (await answer.json()) as { steps: { step: string; opened: object; clicked: object }[] };
    const one = { human: 1, likelyHuman: 0, machine: 0, unknown: 0 };
    expect(steps.find(({ step }) => step === 'welcome')).toMatchObject({ sent: 2, opened: one, clicked: one });
  });

  it('gets untracked mail from then on', async () => {
    await clinic.advance('P3D');
    const mail = (await leaver.mail()).find(({ template }) => template === 'understanding-scars');
    expect(`${mail?.html}${mail?.text}`).toContain('/preferences/');
    expect(`${mail?.html}${mail?.text}`).not.toMatch(/\/[oc]\/[A-Za-z0-9_-]{20,}/);
    expect(
      pixelOf((await keeper.mail()).find(({ template }) => template === 'understanding-scars') as ReceivedMail),
    ).toContain('/o/');
  });
});
