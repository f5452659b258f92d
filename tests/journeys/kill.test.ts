// SIGKILL at random moments while the clock advances, then a start on the same data: nobody mailed twice, nobody missed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { whenUnopened, whenUntracked } from './expected-series.ts';
import { type KillableRunner, startProcess } from './killed-runner.ts';
import { Clinic, Person } from './person.ts';

const kills = Number(process.env.AFTERGLOW_KILLS ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'afterglow-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const dayMs = 86_400_000;
/** Zones far apart, so that mail leaves at many times of the day. */
const zones = [
  'Europe/London',
  'America/New_York',
  'Asia/Tokyo',
  'Pacific/Auckland',
  'Europe/Warsaw',
  'America/Los_Angeles',
];

it(`goes on after ${kills} kills`, async () => {
  let runner = await startProcess(folder);
  const clinic = new Clinic(runner.origin);
  const people = zones.flatMap((zone, index) => [
    new Person(clinic, `tracked-${index}@example.com`, true, zone),
    new Person(clinic, `private-${index}@example.com`, false, zone),
  ]);
  for (const person of people) expect((await person.signUp()).status).toBe(202);
  await clinic.advance('PT1M');
  for (const person of people) expect(await person.confirm()).toBe(200);
  const end = (await clinic.now()) + 40 * dayMs;

  for (let round = 0; round < kills; round++) {
    const advancing = advanceTo(runner, end).catch((error: unknown) => error);
    await sleep(150 + Math.random() * 1_200);
    await runner.kill();
    await advancing;
    runner = await startProcess(folder);
    clinic.moveTo(runner.origin);
  }
  await advanceTo(runner, end);

  for (const person of people) {
    expect(await person.calendar(), person.email).toEqual(person.tracking ? whenUnopened : whenUntracked);
  }
  await runner.kill('SIGTERM');
}, 240_000);

async function advanceTo(runner: KillableRunner, to: number): Promise<void> {
  const answer = await fetch(`${runner.origin}/_local/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: new Date(to).toISOString() }),
  });
  if (!answer.ok) throw new Error(`The clock answered ${answer.status}: ${await answer.text()}`);
}
