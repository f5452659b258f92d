// A scanner fetches every address of her e-mail two seconds after delivery; a day later she reads it herself.
import { Temporal } from 'temporal-polyfill';
import { beforeAll, expect, it } from 'vitest';
import { Visitor } from '../staff/visitor.ts';
import { startOwn } from './own-runner.ts';
import { Clinic, Person, type ReceivedMail } from './person.ts';

const { runner } = startOwn();
const scannersAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
const step = 'understanding-scars';
let clinic: Clinic;
let anna: Person;
let staff: Visitor;

const timeOf = (mail: ReceivedMail) => Temporal.Instant.from(mail.at).epochMilliseconds;
const find = async (person: Person) => (await person.mail()).find(({ template }) => template === step);

beforeAll(async () => {
  clinic = new Clinic(runner().origin);
  anna = new Person(clinic, 'anna@example.com', true);
  // Her mornings come an hour before Anna's, and tell to the second when Anna's e-mail leaves.
  const scout = new Person(clinic, 'scout@example.com', true, 'Europe/Berlin');
  for (const person of [anna, scout]) {
    await person.signUp();
    await runner().settle();
    expect(await person.confirm()).toBe(200);
  }
  let first: ReceivedMail | undefined;
  for (let n = 0; n < 20 * 24 * 2 && !first; n++) {
    await clinic.advance('PT10M');
    first = await find(scout);
  }
  if (!first) throw new Error('The scout got no second e-mail.');
  const secondsLeft = Math.floor((timeOf(first) + 3_590_000 - (await clinic.now())) / 1000);
  await clinic.advance(`PT${secondsLeft}S`);
  let mail: ReceivedMail | undefined;
  for (let n = 0; n < 180 && !mail; n++) {
    await clinic.advance('PT1S');
    mail = await find(anna);
  }
  if (!mail) throw new Error('Anna got no second e-mail.');
  const ageMs = (await clinic.now()) - timeOf(mail);
  expect(ageMs).toBeLessThanOrEqual(2_000);
  if (ageMs < 2_000) await clinic.advance(`PT${(2_000 - ageMs) / 1000}S`);
  await scan(mail);
  staff = new Visitor(clinic.origin);
  await staff.signIn('viewer');
}, 120_000);

/** Every address in the page, the text and the headers, by GET and by HEAD, as scanners do; redirects are not followed. */
async function scan(mail: ReceivedMail): Promise<void> {
  const everything = `${mail.html.replaceAll('&amp;', '&')} ${mail.text} ${JSON.stringify(mail.headers)}`;
  const urls = new Set([...everything.matchAll(/https?:\/\/[^\s"'<>)\\]+/g)].map(([url]) => url));
  const ours = [...urls].filter((url) => url.startsWith(clinic.origin));
  expect(ours.filter((url) => url.includes('/o/')).length).toBe(1);
  expect(ours.filter((url) => url.includes('/c/')).length).toBeGreaterThanOrEqual(1);
  expect(ours.some((url) => url.includes('/unsubscribe/'))).toBe(true);
  for (const method of ['GET', 'HEAD'])
    for (const url of ours) await fetch(url, { method, headers: { 'user-agent': scannersAgent }, redirect: 'manual' });
}

async function counted() {
  const answer = await staff.ask('/staff/api/journeys/acne-scars/report');
  const { steps } = (await answer.json()) as {
    steps: { step: string; unsubscribed: number; opened: Record<string, number>; clicked: Record<string, number> }[];
  };
  const found = steps.find((one) => one.step === step);
  if (!found) throw new Error(`The report has no ${step}.`);
  const { opened, clicked, unsubscribed } = found;
  const people = (of: Record<string, number>) => (of.human ?? 0) + (of.likelyHuman ?? 0);
  return { opened: people(opened), clicked: people(clicked), machineClicks: clicked.machine, unsubscribed };
}

async function status(): Promise<string | undefined> {
  const answer = await staff.ask(`/staff/api/subscribers?email=${encodeURIComponent(anna.email)}`);
  const { subscribers } = (await answer.json()) as { subscribers: { status: string }[] };
  return subscribers[0]?.status;
}

it('the scanner changes no status and counts as nobody', async () => {
  await clinic.advance('PT20M');
  expect(await counted()).toEqual({ opened: 0, clicked: 0, machineClicks: 1, unsubscribed: 0 });
  expect(await status()).toBe('active');
  expect((await anna.calendar()).at(-1)).toBe(`2 ${step}`);
});

it('her own reading a day later counts, and only that moves her series', async () => {
  await clinic.advance('P1D');
  expect((await anna.calendar()).at(-1)).toBe(`2 ${step}`);
  await anna.readNew();
  await clinic.advance('PT20M');
  expect(await counted()).toMatchObject({ opened: 1, clicked: 1, unsubscribed: 0 });
  await clinic.advance('P3D');
  expect(await anna.calendar()).toContain('5 chemical-peels');
  expect((await anna.calendar()).filter((line) => line.endsWith(step))).toHaveLength(1);
});
