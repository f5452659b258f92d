// A clinic's month in small, with the troubles it may meet: every function does whatever its use case can make it do.
import { createHmac } from 'node:crypto';
import { makeEnrolmentStore } from '../../functions/composition/enrolment-store.ts';
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeJourneyStore } from '../../functions/composition/journey-store.ts';
import { tableAccess } from '../../functions/composition/table-access.ts';
import { keys } from '../../functions/table.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { Clinic, Person } from '../journeys/person.ts';
import { Visitor } from '../staff/visitor.ts';
import type { Mishap } from './recorded-calls.ts';

const lostAnswer = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
const refusal = () => Object.assign(new Error('Bad template'), { name: 'BadRequestException' });
const throttle = () => Object.assign(new Error('Maximum sending rate exceeded'), { name: 'TooManyRequestsException' });

export async function liveThrough(runner: LocalRunner, mishaps: Mishap[]): Promise<void> {
  const clinic = new Clinic(runner.origin);
  const reader = new Person(clinic, 'reader@example.com', true);
  const leaver = new Person(clinic, 'leaver@example.com', false);
  const complainer = new Person(clinic, 'complaint@simulator.amazonses.com', true);
  const bouncer = new Person(clinic, 'bounce@simulator.amazonses.com', false);
  const people = [reader, leaver, complainer, bouncer];
  for (const person of people.slice(1)) await person.signUp();
  await runner.settle();
  // Her confirmation waits for the tick, because SES is busy; the first e-mail of the series meets that as well, and a lost answer.
  mishaps.push({ to: 'SendEmail', fail: throttle });
  await reader.signUp();
  await runner.settle();
  mishaps.push({ to: 'SendBulkEmail', fail: throttle }, { to: 'SendBulkEmail', fail: lostAnswer });
  for (const person of people.slice(1)) await person.confirm();
  await clinic.advance('PT15M');
  await reader.confirm();
  for (let hour = 0; hour < 8; hour++) await clinic.advance('PT1H');
  const staff = new Visitor(clinic.origin);
  await staff.signIn('admin');
  // One bounce among four e-mails is more than this clinic's limit: marketing has paused by itself.
  await staff.post('/staff/api/sending/resume');
  await walkAnOlderVersion(runner, reader.email);
  const newsletter = await writeNewsletter(staff);
  await clinic.advance('P2D');
  await reader.readNew();
  await clinic.advance('PT10M');
  await sendNewsletter(staff, newsletter);
  await clinic.advance('PT3H');
  await readEverything(clinic, reader, leaver, newsletter);
  // A later e-mail is refused for good and sent again by hand.
  mishaps.push({ to: 'SendBulkEmail', fail: refusal }, { to: 'SendBulkEmail', fail: refusal });
  await clinic.advance('P8D');
  await reader.readNew();
  await clinic.advance('PT1H');
  await lookAround(staff, reader);
  await reportGoal(runner, clinic, reader.email);
  await clinic.advance('P1D');
  await writeLetters(clinic, leaver, reader);
}

/** As a booking system would (docs/goal-webhook.md). */
async function reportGoal({ context, origin }: LocalRunner, clinic: Clinic, email: string): Promise<void> {
  const seconds = Math.floor((await clinic.now()) / 1_000);
  const body = JSON.stringify({ id: 'booking-1', email });
  const hex = createHmac('sha256', context.keys.goals[0] ?? '')
    .update(`${seconds}.${body}`)
    .digest('hex');
  const headers = { 'afterglow-signature': `t=${seconds},v1=${hex}` };
  const { status } = await fetch(`${origin}/hooks/goal`, { method: 'POST', body, headers });
  if (status !== 200) throw new Error(`The goal was answered ${status}.`);
}

/** As after a deployment that changed the series: she goes on with the version she began. */
async function walkAnOlderVersion({ context }: LocalRunner, email: string): Promise<void> {
  const [journey] = makeJourneyStore(context).all();
  if (!journey) throw new Error('The clinic has no journey.');
  const older = { ...journey, version: 'older' };
  await tableAccess(context).putIfAbsent(keys.journeyVersion(older.id, older.version), {
    definition: JSON.stringify(older),
  });
  const subscriberId = makeIdentity(context).subscriberId(email);
  const enrolments = makeEnrolmentStore(context);
  const [enrolment] = await enrolments.getMany([{ subscriberId, journeyId: journey.id }]);
  if (!enrolment || !(await enrolments.save({ ...enrolment, version: older.version }))) {
    throw new Error('She could not be put on the older version.');
  }
}

async function writeNewsletter(staff: Visitor): Promise<string> {
  const written = await staff.post('/staff/api/broadcasts', {
    subject: 'News from the clinic',
    preheader: 'What is new this month, and a question that many people ask us',
    markdown: 'Hello {{firstName}}\n\n[Book a consultation](https://www.lumenskin.example/book)\n\nWarmly',
  });
  if (written.status >= 300) throw new Error(`The newsletter was not saved: ${await written.text()}`);
  const { id } = (await written.json()) as { id: string };
  await staff.post(`/staff/api/broadcasts/${id}/test`, { to: 'owner@example.com' });
  return id;
}

async function sendNewsletter(staff: Visitor, id: string): Promise<void> {
  const sent = await staff.post(`/staff/api/broadcasts/${id}/send`, {});
  if (sent.status >= 300) throw new Error(`The newsletter was not sent: ${await sent.text()}`);
}

async function readEverything(clinic: Clinic, reader: Person, leaver: Person, newsletter: string): Promise<void> {
  await reader.readNew();
  await fetch(`${clinic.origin}/archive/${newsletter}`);
  for (const mail of await reader.mail()) {
    for (const { url } of mail.links) if (url.startsWith(clinic.origin)) await fetch(url, { redirect: 'manual' });
    const preferences = mail.links.find(({ url }) => url.includes('/preferences/'))?.url;
    if (preferences) await fetch(preferences, { method: 'POST', body: new URLSearchParams({ tracking: 'on' }) });
    const question = mail.links.find(({ url }) => url.includes('/answer/'))?.url;
    if (question) await fetch(question, { method: 'POST', body: new URLSearchParams({ answer: 'rolling' }) });
  }
  const mail = (await leaver.mail()).find(({ headers }) => headers['List-Unsubscribe']);
  if (!mail) throw new Error('Nobody wrote to her who wants to leave.');
  await leaver.leaveByOneClick(mail);
  const [, url = ''] = /<(https?:[^>]+)>/.exec(mail.headers['List-Unsubscribe'] ?? '') ?? [];
  await fetch(url);
  await fetch(url, { method: 'POST', body: new URLSearchParams({ action: 'undo' }) });
}

async function writeLetters(clinic: Clinic, leaver: Person, reader: Person): Promise<void> {
  const mail = (await leaver.mail()).find(({ headers }) => headers['List-Unsubscribe']);
  const [, token = ''] = /\/unsubscribe\/([\w-]+)/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
  await writeIn(clinic, leaver.email, `Subject: unsubscribe ${token}\r\n\r\n`);
  await writeIn(clinic, reader.email, 'Subject: A question\r\n\r\nWhen are you open?\r\n');
}

/** As SES would hand over what somebody wrote to the mail domain. */
async function writeIn(clinic: Clinic, from: string, rest: string): Promise<void> {
  const query = new URLSearchParams({ from, to: 'hello@mail.example.com' });
  const answer = await fetch(`${clinic.origin}/_local/inbound?${query}`, {
    method: 'POST',
    body: `From: ${from}\r\n${rest}`,
  });
  if (answer.status !== 202) throw new Error(`A letter was answered ${answer.status}: ${await answer.text()}`);
}

async function lookAround(staff: Visitor, { email }: Person): Promise<void> {
  const found = (await (await staff.ask(`/staff/api/subscribers?email=${encodeURIComponent(email)}`)).json()) as {
    subscribers: { id: string }[];
  };
  const person = found.subscribers[0]?.id ?? '';
  for (const path of [
    '/staff',
    '/staff/newsletters',
    '/staff/subscribers',
    `/staff/subscribers/${person}`,
    '/staff/sending',
    '/staff/api/journeys/acne-scars/report',
    '/staff/api/broadcasts',
  ]) {
    await staff.ask(path);
  }
  const sending = (await (await staff.ask('/staff/api/sending')).json()) as { givenUp?: { batchId: string }[] };
  for (const { batchId } of sending.givenUp ?? []) await staff.post(`/staff/api/sending/again/${batchId}`);
  await staff.post('/staff/api/sending/stop', { everything: false });
  await staff.post('/staff/api/sending/resume');
  await staff.post(`/staff/api/subscribers/${person}/goal`);
}
