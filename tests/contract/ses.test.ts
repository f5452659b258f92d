// The mailer on SES v2: what each answer is taken for, and that no trouble ever makes it call twice; its contract also on the engine of
// AWS_ENDPOINT_URL_SESV2.
import {
  AlreadyExistsException,
  BulkEmailStatus,
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { makeMailer as makeSesMailer, sesClientSettings, sesDeadlineMs } from '../../functions/adapters/ses/mailer.ts';
import { callResult } from '../../functions/adapters/ses/ses-answers.ts';
import { makeMailer } from '../../functions/composition/mailer.ts';
import { callLeaseMs } from '../../functions/domain/batch.ts';
import type { EntryResult, Mailer } from '../../functions/ports/mailer.ts';
import { callNeedsMs } from '../../functions/usecases/call-batch.ts';
import { contractContext } from './context.ts';
import { localClient } from './dynalite-table.ts';
import { FakeSes, type SesAnswer } from './fake-ses.ts';
import { aBulkEmail, aSingleEmail } from './mail-examples.ts';
import { mailerContract } from './mailer.contract.ts';

let ses: FakeSes;
let endpoint: string;
const mailer = (): Mailer => makeMailer(contractContext({ endpoints: { sesv2: endpoint } }));

beforeEach(async () => {
  ses = new FakeSes();
  endpoint = await ses.start();
});
afterEach(() => ses.end());

mailerContract(async () => mailer());

const named = process.env.AWS_ENDPOINT_URL_SESV2;
describe.each(named ? [named] : [])('the engine at %s', (sesv2) => {
  beforeAll(async () => {
    const client = new SESv2Client(localClient(sesv2));
    const [, domain] = clinic.sender.address.split('@');
    const unlessThere = (error: unknown): void => {
      if (!(error instanceof AlreadyExistsException)) throw error;
    };
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: domain })).catch(unlessThere);
    await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'contract' })).catch(unlessThere);
  });

  mailerContract(async () => makeMailer(contractContext({ endpoints: { sesv2 } })));
});

describe('the request for a batch', () => {
  it('is one call with the shared template, and what is hers in each entry', async () => {
    await mailer().sendBulk(aBulkEmail(2));
    expect(ses.requests.map(({ path }) => path)).toEqual(['/v2/email/outbound-bulk-emails']);
    const body = ses.requests[0]?.body;
    expect(body.FromEmailAddress).toContain(`<${clinic.sender.address}>`);
    expect(body).toMatchObject({ ReplyToAddresses: [clinic.sender.replyTo], ConfigurationSetName: 'contract' });
    const { subject, html, text } = aBulkEmail(2);
    expect(body.DefaultContent.Template.TemplateContent).toEqual({ Subject: subject, Html: html, Text: text });
    const [, second] = body.BulkEmailEntries;
    expect(second.Destination).toEqual({ ToAddresses: ['anna+1@example.com'] });
    const data = second.ReplacementEmailContent.ReplacementTemplate.ReplacementTemplateData;
    expect(JSON.parse(data)).toEqual({ firstName: 'Anna 1', leaveToken: 'leave-1' });
    expect(second.ReplacementHeaders).toEqual([
      { Name: 'List-Unsubscribe', Value: '<https://mail.clinic.example/unsubscribe/leave-1>' },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ]);
  });

  it('tags each e-mail with batch, attempt and its slot, in letters that SES takes', async () => {
    await mailer().sendBulk(aBulkEmail(3));
    const body = ses.requests[0]?.body;
    expect(body.BulkEmailEntries).toHaveLength(3);
    for (const [index, entry] of body.BulkEmailEntries.entries()) {
      const tags = Object.fromEntries(
        entry.ReplacementTags.map((tag: { Name: string; Value: string }) => [tag.Name, tag.Value]),
      );
      expect(tags).toEqual({ ...aBulkEmail(3).tags, slot: String(index * 2) });
      for (const text of Object.entries(tags).flat()) expect(text).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    }
  });

  it('sends a transactional e-mail with its own tags and scalars', async () => {
    await mailer().sendOne(aSingleEmail());
    expect(ses.requests.map(({ path }) => path)).toEqual(['/v2/email/outbound-emails']);
    const { Destination, Content, EmailTags } = ses.requests[0]?.body ?? {};
    expect(Destination).toEqual({ ToAddresses: ['anna@example.com'] });
    expect(JSON.parse(Content.Template.TemplateData)).toEqual({ confirmToken: 'confirm-token' });
    expect(EmailTags).toEqual([{ Name: 'kind', Value: 'confirm' }]);
  });
});

const statusMeaning: Record<BulkEmailStatus, EntryResult['result']> = {
  SUCCESS: 'accepted',
  MESSAGE_REJECTED: 'never',
  INVALID_PARAMETER: 'never',
  TEMPLATE_NOT_FOUND: 'never',
  ACCOUNT_SUSPENDED: 'not-sent',
  ACCOUNT_THROTTLED: 'not-sent',
  ACCOUNT_DAILY_QUOTA_EXCEEDED: 'not-sent',
  ACCOUNT_SENDING_PAUSED: 'not-sent',
  CONFIGURATION_SET_NOT_FOUND: 'not-sent',
  CONFIGURATION_SET_SENDING_PAUSED: 'not-sent',
  INVALID_SENDING_POOL_NAME: 'not-sent',
  MAIL_FROM_DOMAIN_NOT_VERIFIED: 'not-sent',
  TRANSIENT_FAILURE: 'unknown',
  FAILED: 'unknown',
};

describe('the answer for each entry', () => {
  it('is taken for what its status says, in the order of the entries', async () => {
    const statuses = Object.values(BulkEmailStatus);
    ses.answer = () => ({
      kind: 'json',
      body: { BulkEmailEntryResults: statuses.map((Status) => ({ Status, MessageId: 'm', Error: 'e' })) },
    });
    const results = await mailer().sendBulk(aBulkEmail(statuses.length));
    expect(results.map(({ result }) => result)).toEqual(statuses.map((status) => statusMeaning[status]));
    for (const answer of results) {
      if (answer.result !== 'accepted') expect(answer.reason).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it('is unknown where SES names no status, one that is new to us, or fewer entries than were sent', async () => {
    ses.answer = () => ({
      kind: 'json',
      body: { BulkEmailEntryResults: [{ Status: 'SUCCESS', MessageId: 'm' }, {}, { Status: 'BRAND_NEW' }] },
    });
    const results = await mailer().sendBulk(aBulkEmail(4));
    expect(results.map(({ result }) => result)).toEqual(['accepted', 'unknown', 'unknown', 'unknown']);
    ses.answer = () => ({ kind: 'json', body: {} });
    expect((await mailer().sendBulk(aBulkEmail(2))).map(({ result }) => result)).toEqual(['unknown', 'unknown']);
  });
});

const errorMeaning: readonly [name: string, status: number, message: string, result: EntryResult['result']][] = [
  ['TooManyRequestsException', 429, 'Maximum sending rate exceeded.', 'not-sent'],
  ['LimitExceededException', 400, 'Daily message quota exceeded.', 'not-sent'],
  ['AccountSuspendedException', 400, 'The account is suspended.', 'not-sent'],
  ['SendingPausedException', 400, 'Sending is paused.', 'not-sent'],
  ['MailFromDomainNotVerifiedException', 400, 'MAIL FROM is not verified.', 'not-sent'],
  ['NotFoundException', 404, 'Configuration set does not exist.', 'not-sent'],
  ['AccessDeniedException', 403, 'Not authorized.', 'not-sent'],
  ['MessageRejected', 400, 'Message rejected.', 'never'],
  ['BadRequestException', 400, 'Illegal header.', 'never'],
  ['InternalServiceErrorException', 500, 'Try again.', 'unknown'],
  ['ServiceUnavailable', 503, 'Try again.', 'unknown'],
];

describe('an answer for the whole call', () => {
  it.each(errorMeaning)('%s is one call and holds for every entry', async (name, status, message, result) => {
    ses.answer = () => ({ kind: 'error', name, status, message });
    const results = await mailer().sendBulk(aBulkEmail(3));
    expect(results.map((answer) => answer.result)).toEqual([result, result, result]);
    expect(await mailer().sendOne(aSingleEmail())).toMatchObject({
      result,
      reason: expect.stringMatching(/^[a-z0-9-]+$/),
    });
    expect(ses.requests).toHaveLength(2);
  });
});

describe('a connection that never comes about', () => {
  it('means that nothing was sent, whatever the way in which it fails', async () => {
    for (const nowhere of ['http://127.0.0.1:9', 'http://localhost:9', 'http://nowhere.invalid']) {
      const client = new SESv2Client({ ...localClient(nowhere), ...sesClientSettings });
      const lost = makeSesMailer(client, { clinic, configurationSet: 'contract' });
      const expected = { result: 'not-sent', reason: 'ses-no-connection' };
      expect(await lost.sendBulk(aBulkEmail(2)), nowhere).toEqual([expected, expected]);
      expect(await lost.sendOne(aSingleEmail()), nowhere).toEqual(expected);
    }
  });

  it('is told apart from one that breaks later', () => {
    const later = Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH', syscall: 'read' });
    expect(callResult(later).result).toBe('unknown');
    expect(callResult(new AggregateError([])).result).toBe('unknown');
  });
});

describe('an answer that never comes whole', () => {
  const broken: readonly [string, SesAnswer][] = [
    ['a call that times out', { kind: 'hang' }],
    ['a line that breaks before the answer', { kind: 'drop', midway: false }],
    ['a line that breaks within the answer', { kind: 'drop', midway: true }],
    ['an answer that stalls after its headers', { kind: 'stall', trickles: false }],
    ['an answer that trickles for ever', { kind: 'stall', trickles: true }],
    ['an answer that is not JSON', { kind: 'page', status: 200, text: '<html>' }],
    ["a proxy's failure", { kind: 'page', status: 502, text: '<html>' }],
  ];
  const hasty = (): Mailer => {
    const requestHandler = { ...sesClientSettings.requestHandler, requestTimeout: 200 };
    const client = new SESv2Client({ ...localClient(endpoint), ...sesClientSettings, requestHandler });
    return makeSesMailer(client, { clinic, configurationSet: 'contract', deadlineMs: 300 });
  };

  it.each(broken)('%s leaves every entry unknown, after exactly one call', async (_name, answer) => {
    ses.answer = () => answer;
    const results = await hasty().sendBulk(aBulkEmail(3));
    expect(results.map(({ result }) => result)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(ses.requests).toHaveLength(1);
    expect(await hasty().sendOne(aSingleEmail())).toMatchObject({ result: 'unknown' });
    expect(ses.requests).toHaveLength(2);
  });

  it('is waited for no longer than the lease of a call', () => {
    expect(sesClientSettings.maxAttempts).toBe(1);
    expect(sesClientSettings.requestHandler.requestTimeout).toBeLessThan(callLeaseMs);
    expect(sesDeadlineMs).toBeLessThan(callNeedsMs);
    expect(callNeedsMs).toBeLessThan(callLeaseMs);
  });
});
