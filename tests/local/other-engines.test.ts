// Engines that run already: named by endpoint, used in place of ours, with what is missing made in them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dayMs, hourMs } from '../../functions/domain/time.ts';
import { sesEvents } from '../../functions/manifest.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import { startDynamoDb } from '../../infra/local/engines/dynamodb.ts';
import { handlers } from '../../infra/local/handlers.ts';
import { testFolder } from './folder.ts';
import { newYear, postJson, run } from './run.ts';
import { consumer, putWalker, type Walk, walkingFunctions } from './stub-functions.ts';

async function otherQueues() {
  const server = await startFauxqs({ port: 0, logger: false });
  onTestFinished(() => server.stop());
  return server;
}

/** An SES that takes everything and posts its events to the queue, as the contract asks. */
async function otherSes(sqsEndpoint: string) {
  const sqs = new SQSClient({ ...localAccount, endpoint: sqsEndpoint });
  const sent: { to: string; messageId: string }[] = [];
  const post = async (to: string, messageId: string, tags: { Name: string; Value: string }[]): Promise<void> => {
    const mail = {
      timestamp: new Date().toISOString(),
      messageId,
      destination: [to],
      tags: Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]])),
    };
    const Message = JSON.stringify({ eventType: 'Delivery', mail, delivery: { timestamp: mail.timestamp } });
    const QueueUrl = `${sqsEndpoint}/000000000000/${sesEvents.queue.name}`;
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Type: 'Notification', Message }) }),
    );
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const input = body ? JSON.parse(body) : {};
    const id = `other-${sent.length}`;
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/account')) {
      response.end('{"SendQuota":{"Max24HourSend":50000,"MaxSendRate":100,"SentLast24Hours":0},"SendingEnabled":true}');
      return;
    }
    const entries = input.BulkEmailEntries ?? [{ Destination: input.Destination, ReplacementTags: input.EmailTags }];
    for (const entry of entries) {
      const to = entry.Destination.ToAddresses[0] as string;
      sent.push({ to, messageId: id });
      const tags = [...(input.DefaultEmailTags ?? []), ...(entry.ReplacementTags ?? [])];
      setTimeout(() => void post(to, id, tags), 30);
    }
    const results = entries.map(() => ({ Status: 'SUCCESS', MessageId: id }));
    response.end(JSON.stringify(input.BulkEmailEntries ? { BulkEmailEntryResults: results } : { MessageId: id }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    sqs.destroy();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

describe('another DynamoDB', () => {
  it('gets the table and holds the data', async () => {
    const dynamodb = await startDynamoDb({ path: join(testFolder(), 'other') });
    onTestFinished(() => dynamodb.end());
    const walks: Walk[] = [];
    for (let runs = 1; runs <= 2; runs++) {
      const runner = await run({ external: { dynamodb: dynamodb.endpoint }, handlers: walkingFunctions(walks) });
      expect(runner.endpoints.dynamodb).toBe(dynamodb.endpoint);
      if (runs === 1) await putWalker(runner.context, 'anna', newYear + 2 * dayMs, 1, dayMs);
      await runner.advanceBy(runs * dayMs);
      await runner.close();
    }
    expect(walks).toEqual([{ name: 'anna', at: newYear + 2 * dayMs }]);
  });
});

describe('another SQS', () => {
  it('gets the queues, and SES’s events without a topic', async () => {
    const server = await otherQueues();
    const endpoint = `http://127.0.0.1:${server.port}`;
    const notes: { messageId: string; body: string; receives: number }[] = [];
    const handlers = { record: consumer(notes, (_, receives) => receives < 2 && 'hand-back') };
    const runner = await run({ external: { sqs: endpoint }, handlers });
    expect(server.inspectQueue('afterglow-send-dead')?.name).toBe('afterglow-send-dead');
    const mail = { messageId: 'm1', to: 'a@x.test', from: 'c@x.test', replyTo: [], headers: [], tags: {}, at: newYear };
    const content = { subject: 's', html: 'h', text: 't' };
    runner.mail?.add(content, [{ mail, events: [{ at: newYear + hourMs, type: 'Delivery' }] }]);
    await runner.advanceBy(2 * hourMs);
    expect(notes.map(({ receives }) => receives)).toEqual([1, 2]);
    expect(JSON.parse(JSON.parse(notes[0]?.body ?? '{}').Message)).toMatchObject({ eventType: 'Delivery' });
  });
});

describe('another SES', () => {
  it('sends the series; its events are waited for before time moves on', async () => {
    const queues = await otherQueues();
    const sqs = `http://127.0.0.1:${queues.port}`;
    const ses = await otherSes(sqs);
    const runner = await run({ external: { sqs, sesv2: ses.endpoint }, handlers });
    await postJson(`${runner.origin}/api/signup`, { email: 'anna@example.com', firstName: 'Anna', consent: true });
    await runner.settle();
    expect(ses.sent.map(({ to }) => to)).toEqual(['anna@example.com']);
    const list = await fetch(`${runner.origin}/_local/messages?to=anna@example.com`);
    expect([list.status, ((await list.json()) as { title: string }).title]).toEqual([
      501,
      'Another SES keeps the mail',
    ]);
    expect(queues.inspectQueue(sesEvents.queue.name)?.messages).toEqual({ ready: [], delayed: [], inflight: [] });
  });
});
