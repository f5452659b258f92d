// The person's page while she awaits a confirmation: each state of that e-mail in words, and where to have it sent again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempted, delayed, givenUp, postponed, wantedAgain } from '../../functions/domain/confirmation.ts';
import type { Confirmation, Subscriber } from '../../functions/domain/subscriber.ts';
import { dayMs, hourMs, minuteMs } from '../../functions/domain/time.ts';
import { person } from '../engagement/people.ts';
import { dailySeries, Pipeline } from '../sending/pipeline.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

const pipeline = new Pipeline(dailySeries);
const { world, now } = pipeline;
const wanted: Confirmation = { requestedAt: now - 20 * minuteMs, wanted: true, attempts: 0 };
const calling = attempted(wanted, now - 10 * minuteMs).confirmation;
const hopeless = givenUp(calling, 'in-doubt', now).confirmation;
const pending = 'Not begun: the address is not confirmed yet.';

let server: StaffServer;
let visitor: Visitor;

beforeAll(async () => {
  server = await startStaffServer(world);
  visitor = new Visitor(server.origin);
  await visitor.signIn('viewer');
});
afterAll(() => server.end());

async function pageOf(name: string, fields: Partial<Subscriber>): Promise<string> {
  const { activeSince: _active, ...stranger } = person(pipeline.idOf(name));
  await world.subscribers.save({ ...stranger, status: 'pending', ...fields });
  return textOf((await visitor.visit(`/staff/subscribers/${stranger.id}`)).answer);
}

async function textOf(answer: Response): Promise<string> {
  return (await answer.text()).replaceAll(/\s+/g, ' ');
}

describe('confirmations that were given up', () => {
  it('are asked about without saying that nobody had them', async () => {
    const editor = new Visitor(server.origin);
    await editor.signIn('editor');
    for (const name of ['one', 'other']) await pageOf(name, { confirmation: hopeless, dueAt: now + 30 * dayMs });
    const asked = await textOf((await editor.visit('/staff/sending/again/confirmations')).answer);
    expect(asked).toContain('Send confirmations again?');
    expect(asked).toContain('2 people may not have had theirs: nobody knows whether SES sent it.');
    expect(asked).toContain('Each gets a confirmation with a new link');
  });
});

describe('the confirmation of a person', () => {
  it.each([
    ['asked for', wanted, 'The confirmation e-mail is about to leave.'],
    ['postponed', postponed(wanted, now).confirmation, 'Amazon SES takes no mail for the time being'],
    ['attempted', calling, 'Nobody knows yet whether Amazon SES sent the confirmation e-mail; it will be tried again.'],
    ['delayed', delayed(calling, now).confirmation, 'Amazon SES takes no mail for the time being'],
    ['given up', hopeless, 'The confirmation e-mail was given up: nobody knows whether SES sent it.'],
    [
      'rejected',
      givenUp(calling, 'ses-message-rejected', now).confirmation,
      'The confirmation e-mail was given up: SES rejected the message.',
    ],
    ['wanted again', wantedAgain(hopeless, now).confirmation, 'The confirmation e-mail is about to leave.'],
  ] as const)('says what became of the e-mail: %s', async (name, confirmation, words) => {
    const html = await pageOf(name, { confirmation });
    expect(html).toContain(pending);
    expect(html).toContain(words);
    expect(html.includes('href="/staff/sending#given-up"')).toBe(confirmation.failed !== undefined);
  });

  it('says when it was sent, and claims no more', async () => {
    const html = await pageOf('sent', { confirmation: { ...calling, wanted: false, sentAt: now - hourMs } });
    expect(html).toContain(`${pending} The confirmation e-mail was sent`);
    expect(html).toMatch(/was sent <time[^>]*>4 Jan 2027, [\d:]+<.time>; she has not answered\./);
  });

  it('is told of somebody too who had left and signed up again', async () => {
    const html = await pageOf('returning', { status: 'unsubscribed', leftAt: now - dayMs, confirmation: hopeless });
    expect(html).toContain('Signed up again: the address is not confirmed yet. The confirmation e-mail was given up');
    const gone = await pageOf('gone', { status: 'unsubscribed', leftAt: now - dayMs });
    expect(gone).toContain('Not in any journey.');
    expect(gone).not.toContain('confirmation e-mail');
  });
});
