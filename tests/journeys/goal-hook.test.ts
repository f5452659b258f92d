// Goals from a booking system over HTTP alone: the documented example as it is printed, and the credit staff see.
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { Visitor } from '../staff/visitor.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person } from './person.ts';

async function joined(runner: LocalRunner, email: string): Promise<Person> {
  const person = new Person(new Clinic(runner.origin), email, false);
  await person.signUp();
  await runner.settle();
  expect(await person.confirm()).toBe(200);
  return person;
}

describe('the example of docs/goal-webhook.md', () => {
  const { runner } = startOwn({ startAt: Date.now() });

  it('reports a goal, and the same one again', async () => {
    await joined(runner(), 'booker@example.com');
    const page = readFileSync(new URL('../../docs/goal-webhook.md', import.meta.url), 'utf8');
    const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
    const env = {
      ...process.env,
      AFTERGLOW_ORIGIN: runner().origin,
      AFTERGLOW_GOAL_SECRET: runner().context.keys.goals[0],
      EVENT_ID: 'booking-4711',
      EMAIL: 'booker@example.com',
    };
    const run = async () =>
      (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', example], { env })).stdout.trim();
    expect([await run(), await run()]).toEqual(['200 {"outcome":"noted"}', '200 {"outcome":"repeated"}']);
  }, 60_000);
});

describe('a goal after the first e-mail', () => {
  const { runner } = startOwn();

  it('ends the series and credits that e-mail, once', async () => {
    const person = await joined(runner(), 'credit@example.com');
    await person.clinic.advance('PT1H');
    const body = JSON.stringify({ id: 'booking-1', email: person.email });
    const report = async () => {
      const seconds = Math.floor((await person.clinic.now()) / 1_000);
      const secret = runner().context.keys.goals[0] ?? '';
      const hex = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
      const headers = { 'afterglow-signature': `t=${seconds},v1=${hex}` };
      return (await fetch(`${runner().origin}/hooks/goal`, { method: 'POST', body, headers })).json();
    };
    expect(await report()).toEqual({ outcome: 'noted' });
    await person.clinic.advance('P30D');
    expect(await report()).toEqual({ outcome: 'repeated' });
    expect((await person.mail()).map(({ template }) => template)).not.toContain('understanding-scars');
    const staff = new Visitor(runner().origin);
    await staff.signIn('viewer');
    const answer = await staff.ask('/staff/api/journeys/acne-scars/report');
    const { steps } = (await answer.json()) as { steps: { step: string; goals: number }[] };
    expect(steps.filter(({ goals }) => goals > 0)).toMatchObject([{ step: 'welcome', goals: 1 }]);
  }, 60_000);
});
