// Two walks due at the same moment stay two on the index, whatever the hashes of their keys have in common.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { tableDefinition } from '../../functions/table.ts';
import { localAccount } from '../../infra/local/engines/account.ts';
import { startDynamoDb } from '../../infra/local/engines/dynamodb.ts';
import { testFolder } from './folder.ts';

const TableName = tableDefinition.name;
const pk = 'S#alike';

/** Two names of which dynalite's hash of the key begins alike: what it tells index entries apart by. */
function alike(): [string, string] {
  const known = new Map<string, string>();
  for (let count = 0; ; count++) {
    const sk = `E#${count}`;
    const start = createHash('md5').update('Outliers').update(pk).update(sk).digest('hex').slice(0, 6);
    const other = known.get(start);
    if (other !== undefined) return [other, sk];
    known.set(start, sk);
  }
}

async function started(path: string) {
  const engine = await startDynamoDb({ path });
  const client = new DynamoDBClient({ ...localAccount, endpoint: engine.endpoint });
  const end = async () => {
    client.destroy();
    await engine.end();
  };
  const put = (sk: string, dueAt: number) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: pk }, sk: { S: sk }, dueShard: { S: 'enrolment-0' }, dueAt: { N: String(dueAt) } },
      }),
    );
  const page = (startAfter?: Record<string, AttributeValue>, forward = true) =>
    client.send(
      new QueryCommand({
        TableName,
        IndexName: tableDefinition.indexes.due.name,
        KeyConditionExpression: 'dueShard = :shard',
        ExpressionAttributeValues: { ':shard': { S: 'enrolment-0' } },
        ScanIndexForward: forward,
        Limit: 1,
        ExclusiveStartKey: startAfter,
      }),
    );
  /** One entry a page, so that every one is gone on from. */
  const due = async (forward = true): Promise<string[]> => {
    const found: string[] = [];
    let last: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await page(last, forward);
      found.push(...Items.map(({ sk, dueAt }) => `${sk?.S} ${dueAt?.N}`));
      last = LastEvaluatedKey;
    } while (last);
    return found.toSorted();
  };
  const remove = (sk: string) =>
    client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } }));
  return { put, due, remove, end };
}

it('keeps both on the index, page by page and either way, until each has left it', async () => {
  const [one, other] = alike();
  const { put, due, remove, end } = await started(testFolder());
  onTestFinished(end);
  await put(one, 5);
  await put(other, 5);
  expect(await due()).toEqual([`${one} 5`, `${other} 5`].toSorted());
  expect(await due(false)).toEqual([`${one} 5`, `${other} 5`].toSorted());
  await put(one, 7);
  expect(await due()).toEqual([`${one} 7`, `${other} 5`].toSorted());
  await put(other, 7);
  await remove(one);
  expect(await due()).toEqual([`${other} 7`]);
});

it('takes an entry off that an earlier release wrote', async () => {
  const path = testFolder();
  const before = await started(path);
  await before.put('E#old', 5);
  await before.end();
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level');
  const level = new Level(path, { valueEncoding: 'json' });
  const prefix = `index-global~${TableName}~due~`;
  for await (const [key, entry] of level.iterator({ gte: prefix, lt: `${prefix}\xff` })) {
    await level.batch([
      { type: 'del', key },
      { type: 'put', key: key.slice(0, -32), value: entry },
    ]);
  }
  await level.close();
  const { put, due, end } = await started(path);
  onTestFinished(end);
  expect(await due()).toEqual(['E#old 5']);
  await put('E#old', 7);
  expect(await due()).toEqual(['E#old 7']);
});
