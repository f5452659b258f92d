// A table or a queue that goes silent, before its answer or within it, is asked again and given up: nobody waits for ever.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { queuePatience } from '../../functions/composition/queues.ts';
import { tablePatience } from '../../functions/composition/table-access.ts';
import { localClient } from './dynalite-table.ts';

let server: Server | undefined;
let asked = 0;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => server?.close(closed));
});

async function engineThat(answers: (response: ServerResponse) => void): Promise<string> {
  asked = 0;
  server = createServer((request, response) => {
    asked++;
    request.resume();
    answers(response);
  });
  const made = server;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

/** The same settings, for a shorter patience. */
const hasty = <Settings extends { readonly requestHandler: object }>(settings: Settings) => ({
  ...settings,
  requestHandler: { ...settings.requestHandler, requestTimeout: 200, socketTimeout: 200 },
});

describe.each([
  ['before its headers', () => undefined],
  [
    'within its answer',
    (response: ServerResponse) =>
      void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).write('{'),
  ],
])('an engine that stalls %s', (_where, stall) => {
  it('is a table asked again', async () => {
    const client = new DynamoDBClient({ ...localClient(await engineThat(stall)), ...hasty(tablePatience) });
    await expect(client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }))).rejects.toThrow();
    expect(asked).toBeGreaterThan(1);
  });

  it('is a queue asked twice', async () => {
    const endpoint = await engineThat(stall);
    const client = new SQSClient({ ...localClient(endpoint), ...hasty(queuePatience) });
    await expect(
      client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/q`, MessageBody: '{}' })),
    ).rejects.toThrow();
    expect(asked).toBe(queuePatience.maxAttempts);
  });
});
