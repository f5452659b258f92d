// The main job on the functions as the cloud gets them: their bundles, in a Node of their own, on the local engines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../staff/visitor.ts';
import { whenOpened, whenUntracked } from './expected-series.ts';
import { type KillableRunner, startProcess } from './killed-runner.ts';
import { Clinic, Person } from './person.ts';
import { numbers, truth } from './step-numbers.ts';

const days = 10;
const upTo = (series: readonly string[]) => series.filter((line) => Number(line.split(' ')[0]) <= days);

describe(`four people and ${days} days on the bundles`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterglow-bundled-'));
  let runner: KillableRunner;
  let clinic: Clinic;
  let people: Record<'a' | 'c' | 'd' | 'e', Person>;
  let staff: Visitor;

  beforeAll(async () => {
    runner = await startProcess(folder, {}, ['--bundled']);
    clinic = new Clinic(runner.origin);
    people = {
      a: new Person(clinic, 'a.eager@example.com', true),
      c: new Person(clinic, 'c.private@example.com', false),
      d: new Person(clinic, 'd.leaver@example.com', false),
      e: new Person(clinic, 'bounce@simulator.amazonses.com', false),
    };
    for (const person of Object.values(people)) expect((await person.signUp()).status).toBe(202);
    await clinic.advance('PT1M');
    for (const person of Object.values(people)) expect(await person.confirm()).toBe(200);
    await live(clinic, people);
    staff = new Visitor(clinic.origin);
    await staff.signIn('viewer');
  }, 120_000);

  afterAll(async () => {
    await runner?.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('sends the confirmation and the series on their days', async () => {
    const { a, c, d } = people;
    for (const person of [a, c, d]) {
      expect((await person.mail()).filter(({ template }) => template === 'confirm')).toHaveLength(1);
    }
    expect(await a.calendar()).toEqual(upTo(whenOpened));
    expect(await c.calendar()).toEqual(upTo(whenUntracked));
  });

  it('sends nothing after a one-click unsubscribe', async () => {
    expect(await people.d.calendar()).toEqual(['0 welcome', '2 understanding-scars']);
  });

  it('suppresses an address that bounces', async () => {
    const answer = await staff.ask(`/staff/api/subscribers?email=${encodeURIComponent(people.e.email)}`);
    const { subscribers } = (await answer.json()) as { subscribers: { status: string }[] };
    expect(subscribers.map(({ status }) => status)).toEqual(['bounced']);
  });

  it('counts, to the one, what happened', async () => {
    const counted = await numbers(staff);
    expect(counted.length).toBeGreaterThan(3);
    expect(counted).toEqual(await truth(people));
  });
});

/** In quarter days: A reads what came, D leaves after her second mail. */
async function live(clinic: Clinic, { a, d }: { a: Person; d: Person }): Promise<void> {
  let left = false;
  for (let quarter = 0; quarter < (days + 1) * 4; quarter++) {
    await clinic.advance('PT6H');
    await a.readNew();
    const second = left ? undefined : (await d.mail()).find(({ template }) => template === 'understanding-scars');
    if (!second) continue;
    const answer = await d.leaveByOneClick(second);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    left = true;
  }
}
