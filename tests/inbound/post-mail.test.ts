// A message of SES's receiving, posted to the runner on this machine: from a mailbox's button to a person who has left.
import { expect, it } from 'vitest';
import { startOwn } from '../journeys/own-runner.ts';
import { Clinic, Person } from '../journeys/person.ts';

const { runner } = startOwn();

const post = (query: Record<string, string>, body: string) =>
  fetch(`${runner().origin}/_local/inbound?${new URLSearchParams(query)}`, { method: 'POST', body });

it('she leaves by the e-mail that her mailbox writes, and gets no more', async () => {
  const clinic = new Clinic(runner().origin);
  const anna = new Person(clinic, 'anna.inbound@example.com', true);
  await anna.signUp();
  await runner().settle();
  await anna.confirm();
  await clinic.advance('P1D');
  const first = (await anna.mail()).find(({ headers }) => headers['List-Unsubscribe']);
  expect(first?.headers['List-Unsubscribe']).not.toContain('mailto:');
  const [, token] = /unsubscribe\/([\w-]+)>/.exec(first?.headers['List-Unsubscribe'] ?? '') ?? [];
  const to = 'unsubscribe@mail.lumenskin.example';
  const mime = `From: Anna <anna.icloud@example.com>\r\nTo: ${to}\r\nSubject: unsubscribe ${token}\r\n\r\nSent by the mailbox\r\n`;
  expect((await post({ from: 'anna.icloud@example.com', to, dmarc: 'FAIL' }, mime)).status).toBe(202);
  const before = (await anna.mail()).length;
  await clinic.advance('P9D');
  expect(await anna.mail()).toHaveLength(before);
}, 60_000);

it('a letter reaches the clinic’s own mailbox, and its answer her', async () => {
  const { clinic } = runner().context;
  const query = { from: 'ben@example.com', to: clinic.sender.address };
  expect((await post(query, 'From: ben@example.com\r\nSubject: Parking\r\n\r\nIs there any?\r\n')).status).toBe(202);
  const received = await fetch(`${runner().origin}/_local/messages?to=${clinic.sender.replyTo}`);
  const mails = (await received.json()) as { subject: string; text: string; headers: Record<string, string> }[];
  expect(mails.map(({ subject }) => subject)).toEqual(['Parking']);
  expect(mails[0]?.text).toContain('Is there any?');
});

it('a verdict that SES does not know is refused with those it does', async () => {
  const answer = await post({ to: 'x@mail.lumenskin.example', dmarc: 'MAYBE' }, '');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('must be PASS, FAIL, GRAY or PROCESSING_FAILED');
});
