// The embedded DynamoDB lets go of what a query held: a runner lives for days, and each of its ticks asks every shard.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tableDefinition } from '../../functions/table.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import { startDynamoDb } from '../../infra/local/engines/dynamodb.ts';
import { testFolder } from './folder.ts';

interface Iterator {
  close(): Promise<void>;
}

it('closes the iterator of every query, whether it was read to its end or cut off', async () => {
  const engine = await startDynamoDb({ path: join(testFolder(), 'table') });
  const client = new DynamoDBClient({ ...localAccount, endpoint: engine.endpoint });
  onTestFinished(async () => {
    client.destroy();
    await engine.end();
  });
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level');
  const closed: (() => number)[] = [];
  const { values } = Level.prototype;
  Level.prototype.values = function (options: unknown) {
    const iterator: Iterator = values.call(this, options);
    const close = vi.spyOn(iterator, 'close');
    closed.push(() => close.mock.calls.length);
    return iterator;
  };
  onTestFinished(() => {
    Level.prototype.values = values;
  });
  const TableName = tableDefinition.name;
  for (const sk of ['a', 'b', 'c']) {
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'one' }, sk: { S: sk } } }));
  }
  const query = (pk: string, Limit?: number) =>
    client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ...(Limit && { Limit }),
      }),
    );
  expect((await query('one')).Count).toBe(3);
  expect((await query('one', 1)).Count).toBe(1);
  expect((await query('nobody')).Count).toBe(0);
  await vi.waitFor(() => expect(closed.map((count) => count() > 0)).toEqual([true, true, true]));
});
