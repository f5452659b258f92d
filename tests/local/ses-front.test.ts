// The SES front: what it takes, what it keeps, what comes back, and that a kill loses nothing it has acknowledged.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetAccountCommand, SESv2Client, SendBulkEmailCommand, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hourMs, minuteMs } from '../../functions/domain/time.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import { MailStore } from '../../infra/local/ses/mail-store.ts';
import { startChild } from './child.ts';
import { testFolder } from './folder.ts';
import { newYear, postJson, run } from './run.ts';
import { consumer } from './stub-functions.ts';

function sesClient(endpoint: string | undefined): SESv2Client {
  const client = new SESv2Client({ ...localAccount, endpoint: endpoint as string, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

function bulk(
  addresses: readonly string[],
  content: { Subject: string; Html: string; Text?: string } = hello,
  firstName = 'Anna',
) {
  return new SendBulkEmailCommand({
    FromEmailAddress: 'Lumen <hello@mail.clinic.test>',
    ReplyToAddresses: ['care@clinic.test'],
    ConfigurationSetName: 'afterglow-local',
    DefaultEmailTags: [{ Name: 'batch', Value: 'b1' }],
    DefaultContent: { Template: { TemplateContent: content, TemplateData: '{}' } },
    BulkEmailEntries: addresses.map((address, slot) => ({
      Destination: { ToAddresses: [address] },
      ReplacementEmailContent: {
        ReplacementTemplate: { ReplacementTemplateData: JSON.stringify({ firstName: `${firstName} ${slot}` }) },
      },
      ReplacementHeaders: [{ Name: 'List-Unsubscribe', Value: `<https://clinic.test/u/${slot}>` }],
      ReplacementTags: [{ Name: 'slot', Value: String(slot) }],
    })),
  });
}

const hello = { Subject: 'Hello {{firstName}}', Html: '<p>Hello {{firstName}}</p>', Text: 'Hello {{firstName}}' };

function tagged(Value: string) {
  const command = bulk(['a@example.com']);
  command.input.DefaultEmailTags = [{ Name: 'batch', Value }];
  return command;
}

type Notes = { messageId: string; body: string; receives: number }[];

/** SES events as the queue's consumer got them: type, recipient, and minutes or seconds since new year. */
function eventsOf(notes: Notes) {
  return notes.map(({ body }) => JSON.parse(JSON.parse(body).Message));
}

describe('sending', () => {
  it('keeps each recipient’s own words, headers and tags', async () => {
    const runner = await run();
    const answer = await sesClient(runner.endpoints.sesv2).send(bulk(['Anna@Example.com', 'bert@example.com']));
    expect(answer.BulkEmailEntryResults?.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    const list = await (await fetch(`${runner.origin}/_local/messages?to=ANNA@example.COM`)).json();
    expect(list).toEqual([
      {
        id: answer.BulkEmailEntryResults?.[0]?.MessageId,
        to: 'Anna@Example.com',
        from: 'Lumen <hello@mail.clinic.test>',
        subject: 'Hello Anna 0',
        html: '<p>Hello Anna 0</p>',
        text: 'Hello Anna 0',
        headers: expect.objectContaining({
          'List-Unsubscribe': '<https://clinic.test/u/0>',
          'Reply-To': 'care@clinic.test',
        }),
        at: '2027-01-01T00:00:00.000Z',
        template: null,
        links: [],
        tags: { batch: 'b1', slot: '0' },
      },
    ]);
  });

  it('takes single mail, simple or by inline template', async () => {
    const runner = await run();
    const client = sesClient(runner.endpoints.sesv2);
    const base = { FromEmailAddress: 'hello@mail.clinic.test', Destination: { ToAddresses: ['carla@example.com'] } };
    const simple = { Subject: { Data: 'Plain {{x}}' }, Body: { Html: { Data: '<p>{{x}}</p>' }, Text: { Data: 'x' } } };
    await client.send(new SendEmailCommand({ ...base, Content: { Simple: simple } }));
    const Template = { TemplateContent: hello, TemplateData: '{"firstName":"Carla"}' };
    await client.send(new SendEmailCommand({ ...base, Content: { Template } }));
    const list = await (await fetch(`${runner.origin}/_local/messages?to=carla@example.com`)).json();
    expect((list as { subject: string }[]).map(({ subject }) => subject)).toEqual(['Plain {{x}}', 'Hello Carla']);
  });

  it.each([
    ['more than 50 entries', () => bulk(Array.from({ length: 51 }, (_, at) => `a${at}@example.com`))],
    ['block helpers in an inline template', () => bulk(['a@example.com'], { Subject: 's', Html: '{{#if x}}y{{/if}}' })],
    ['a template without subject', () => bulk(['a@example.com'], { Subject: '', Html: '<p>x</p>' })],
    ['a tag of other characters than letters, digits, _ and -', () => tagged('spring.fair')],
    ['more data than a template takes', () => bulk(['a@example.com'], hello, 'x'.repeat(262_144))],
  ])('refuses %s as SES does, and stores nothing', async (_, command) => {
    const runner = await run();
    await expect(sesClient(runner.endpoints.sesv2).send(command())).rejects.toThrow(
      expect.objectContaining({ name: 'BadRequestException' }),
    );
    expect(runner.mail?.count()).toBe(0);
  });

  it('refuses one bad address alone', async () => {
    const runner = await run();
    const answer = await sesClient(runner.endpoints.sesv2).send(bulk(['a@example.com', 'not an address']));
    expect(answer.BulkEmailEntryResults?.map(({ Status }) => Status)).toEqual(['SUCCESS', 'FAILED']);
    expect(runner.mail?.count()).toBe(1);
  });

  it('answers GetAccount with a quota', async () => {
    const runner = await run();
    const client = sesClient(runner.endpoints.sesv2);
    await client.send(bulk(['a@example.com', 'b@example.com']));
    const account = await client.send(new GetAccountCommand({}));
    expect(account.SendQuota).toEqual({ Max24HourSend: 1_000_000, MaxSendRate: 500, SentLast24Hours: 2 });
  });
});

describe('events', () => {
  it('come through SNS to the queue when virtual time reaches them', async () => {
    const notes: Notes = [];
    const runner = await run({ handlers: { record: consumer(notes) } });
    const labelled = ['bounce+1', 'complaint', 'suppressionlist', 'success'].map(
      (box) => `${box}@simulator.amazonses.com`,
    );
    await sesClient(runner.endpoints.sesv2).send(bulk(['anna@example.com', ...labelled]));
    await runner.settle();
    expect(eventsOf(notes).map(({ eventType }) => eventType)).toEqual(Array(5).fill('Send'));
    await runner.advanceBy(hourMs);
    const after = eventsOf(notes).slice(5);
    const of = (address: string) =>
      after.filter(({ mail }) => mail.destination[0] === address).map(({ eventType }) => eventType);
    expect(['anna@example.com', ...labelled].map(of)).toEqual([
      ['Delivery'],
      ['Bounce'],
      ['Delivery', 'Complaint'],
      ['Bounce'],
      ['Delivery'],
    ]);
    const bounces = after.filter(({ eventType }) => eventType === 'Bounce').map(({ bounce }) => bounce.bounceSubType);
    expect(bounces.toSorted()).toEqual(['General', 'OnAccountSuppressionList']);
    for (const { mail, delivery, complaint } of after) {
      expect(mail.timestamp).toBe(new Date(newYear).toISOString());
      expect(mail.tags).toMatchObject({ batch: ['b1'], slot: [expect.stringMatching(/^\d$/)] });
      const delay = Date.parse((delivery ?? complaint ?? { timestamp: mail.timestamp }).timestamp) - newYear;
      expect(delay).toBeLessThanOrEqual(delivery ? 2_000 : 2 * minuteMs);
    }
  });

  it('report a rendering failure, later, for what has no value', async () => {
    const notes: Notes = [];
    const runner = await run({ handlers: { record: consumer(notes) } });
    const answer = await sesClient(runner.endpoints.sesv2).send(
      bulk(['a@example.com'], { Subject: 's', Html: '{{unknown}}' }),
    );
    expect(answer.BulkEmailEntryResults?.[0]?.Status).toBe('SUCCESS');
    await runner.advanceBy(hourMs);
    expect(eventsOf(notes).map(({ eventType, failure }) => [eventType, failure.errorMessage])).toEqual([
      ['Rendering Failure', expect.stringContaining('unknown')],
    ]);
    expect(await (await fetch(`${runner.origin}/_local/messages?to=a@example.com`)).json()).toEqual([]);
  });

  it('can be asked for, now, for an e-mail that is there', async () => {
    const notes: Notes = [];
    const runner = await run({ handlers: { record: consumer(notes) } });
    const answer = await sesClient(runner.endpoints.sesv2).send(bulk(['anna@example.com']));
    const url = `${runner.origin}/_local/messages/${answer.BulkEmailEntryResults?.[0]?.MessageId}/events`;
    const asked = await postJson(url, { type: 'Bounce', bounceType: 'Transient' });
    expect(asked.status).toBe(202);
    const bounce = eventsOf(notes).find(({ eventType }) => eventType === 'Bounce');
    expect(bounce.bounce).toMatchObject({
      bounceType: 'Transient',
      bouncedRecipients: [{ emailAddress: 'anna@example.com' }],
    });
    expect((await postJson(url, { type: 'Explosion' })).status).toBe(422);
    expect((await postJson(`${runner.origin}/_local/messages/nobody/events`, { type: 'Bounce' })).status).toBe(404);
  });
});

describe('a kill', () => {
  it('loses nothing the front has acknowledged, nor its events', async () => {
    const data = join(testFolder(), 'data');
    const acknowledged: string[] = [];
    for (const lifeMs of [40, 150]) {
      const child = await startChild(data);
      const client = sesClient(child.endpoints.sesv2);
      const stop = setTimeout(() => void child.kill(), lifeMs + 200);
      for (let call = 0; call < 1_000; call++) {
        const addresses = Array.from({ length: 20 }, (_, at) => `p${call}-${at}@example.com`);
        const answer = await client.send(bulk(addresses)).catch(() => undefined);
        if (!answer) break;
        acknowledged.push(...(answer.BulkEmailEntryResults ?? []).map((result) => result.MessageId as string));
      }
      clearTimeout(stop);
      await child.kill();
    }
    expect(acknowledged.length).toBeGreaterThan(20);
    const database = new DatabaseSync(join(data, 'runner.db'));
    onTestFinished(() => database.close());
    const store = new MailStore(database);
    expect(acknowledged.filter((id) => !store.byId(id))).toEqual([]);
    const coming = new Set(store.eventsUntil(Number.MAX_SAFE_INTEGER, 1_000_000).map(({ messageId }) => messageId));
    expect(acknowledged.filter((id) => !coming.has(id))).toEqual([]);
  }, 60_000);
});
