// The main job over HTTP alone: five people, forty days, staff numbers equal to what happened.
import { beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../staff/visitor.ts';
import { whenOpened, whenUnopened, whenUntracked } from './expected-series.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person } from './person.ts';
import { numbers, truth } from './step-numbers.ts';

describe('five people and forty days', () => {
  const { runner } = startOwn();
  let clinic: Clinic;
  let people: Record<'a' | 'b' | 'c' | 'd' | 'e', Person>;
  let staff: Visitor;

  beforeAll(async () => {
    clinic = new Clinic(runner().origin);
    people = {
      a: new Person(clinic, 'a.eager@example.com', true),
      b: new Person(clinic, 'b.quiet@example.com', true),
      c: new Person(clinic, 'c.private@example.com', false),
      d: new Person(clinic, 'd.leaver@example.com', false),
      e: new Person(clinic, 'bounce@simulator.amazonses.com', false),
    };
    for (const person of Object.values(people)) expect((await person.signUp()).status).toBe(202);
    await runner().settle();
    for (const person of Object.values(people)) expect(await person.confirm()).toBe(200);
    await live(clinic, people);
    staff = new Visitor(clinic.origin);
    await staff.signIn('viewer');
  }, 120_000);

  it('gives everybody exactly the mails and days of the table', async () => {
    expect(await people.a.calendar()).toEqual(whenOpened);
    expect(await people.b.calendar()).toEqual(whenUnopened);
    expect(await people.c.calendar()).toEqual(whenUntracked);
  });

  it('sends each person one confirmation', async () => {
    const { a, b, c, d } = people;
    for (const person of [a, b, c, d]) {
      expect((await person.mail()).filter(({ template }) => template === 'confirm')).toHaveLength(1);
    }
  });

  it('puts neither pixel nor redirect into the mail of somebody who is not tracked', async () => {
    for (const mail of await people.c.mail()) {
      expect(`${mail.html}${mail.text}`).not.toMatch(/\/[oc]\/[A-Za-z0-9_-]{20,}/);
      expect(mail.links.every(({ url }) => !url.includes('/c/'))).toBe(true);
    }
  });

  it('re-sends under another subject', async () => {
    const twice = (await people.b.mail()).filter(({ template }) => template === 'chemical-peels');
    expect(twice).toHaveLength(2);
    expect(twice[0]?.subject).not.toBe(twice[1]?.subject);
  });

  it('sends nothing after a one-click unsubscribe', async () => {
    expect(await people.d.calendar()).toEqual(['0 welcome', '2 understanding-scars']);
  });

  it('suppresses an address that bounces', async () => {
    const answer = await staff.ask(`/staff/api/subscribers?email=${encodeURIComponent(people.e.email)}`);
    const { subscribers } = (await answer.json()) as { subscribers: { status: string }[] };
    expect(subscribers.map(({ status }) => status)).toEqual(['bounced']);
    expect((await people.e.calendar()).length).toBeLessThanOrEqual(1);
  });

  it('counts, to the one, what happened', async () => {
    expect(await numbers(staff)).toEqual(await truth(people));
  });

  it('counts the same after every event came twice and shuffled', async () => {
    const before = await numbers(staff);
    await replayEvents(clinic, people);
    await clinic.advance('PT10M');
    expect(await numbers(staff)).toEqual(before);
  });
});

/** Forty days in quarter days: A reads what came, D leaves after her second mail. */
async function live(clinic: Clinic, { a, d }: { a: Person; d: Person }): Promise<void> {
  let left = false;
  for (let quarter = 0; quarter < 160; quarter++) {
    await clinic.advance('PT6H');
    await a.readNew();
    const second = left ? undefined : (await d.mail()).find(({ template }) => template === 'understanding-scars');
    if (second) {
      const answer = await d.leaveByOneClick(second);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
      left = true;
    }
  }
}

/** Every delivery or bounce once more, in another order; later than the first, and the same e-mails. */
async function replayEvents(clinic: Clinic, people: Record<string, Person>): Promise<void> {
  const all = (await Promise.all(Object.values(people).map((person) => person.mail()))).flat();
  const shuffled = all.toSorted((one, other) => (one.id.slice(-6) < other.id.slice(-6) ? -1 : 1));
  for (const { id, to } of [...shuffled, ...shuffled.toReversed()]) {
    const type = to.startsWith('bounce@') ? 'Bounce' : 'Delivery';
    await fetch(`${clinic.origin}/_local/messages/${id}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type }),
    });
  }
}
