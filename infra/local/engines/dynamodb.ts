// DynamoDB for the runner: dynalite on the data directory, or an engine that runs already. Makes the table if missing.
import type { AddressInfo } from 'node:net';
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type Key, tableDefinition } from '../../../functions/table.ts';
import { localAccount } from './account.ts';
import { closeServer } from './close-server.ts';
import { dynalite } from './dynalite.ts';
import type { Ending } from './engine.ts';
import { watchWrites } from './watch-writes.ts';

const tableWaitSeconds = 30;

export interface DynamoDbEngine extends Ending {
  readonly endpoint: string;
  readonly embedded: boolean;
  /** Calls back with the key of every write; where the engine is not ours, nobody can. */
  onWrite?(written: (key: Key) => void): void;
}

export async function startDynamoDb(parts: { path: string; external?: string | undefined }): Promise<DynamoDbEngine> {
  if (parts.external) {
    await createTable(parts.external);
    return { endpoint: parts.external, embedded: false, end: () => {} };
  }
  const server = dynalite({ path: parts.path, createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const end = (): Promise<void> => closeServer(server);
  try {
    await createTable(endpoint);
  } catch (error) {
    await end();
    throw error;
  }
  return { endpoint, embedded: true, onWrite: (written) => watchWrites(server, written), end };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ ...localAccount, endpoint });
  try {
    await client.send(new DescribeTableCommand({ TableName: tableDefinition.name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand(tableInput));
    await waitUntilTableExists(
      { client, maxWaitTime: tableWaitSeconds, minDelay: 1 },
      { TableName: tableDefinition.name },
    );
  } finally {
    client.destroy();
  }
}

const { partitionKey, sortKey, indexes } = tableDefinition;

const attribute = (AttributeName: string, AttributeType: 'S' | 'N' = 'S'): AttributeDefinition => ({
  AttributeName,
  AttributeType,
});

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

const tableInput = {
  TableName: tableDefinition.name,
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: keySchema(partitionKey, sortKey),
  AttributeDefinitions: [
    attribute(partitionKey),
    attribute(sortKey),
    ...Object.values(indexes).flatMap((index) => [
      attribute(index.partitionKey),
      attribute(index.sortKey, index.sortType),
    ]),
  ],
  GlobalSecondaryIndexes: Object.values(indexes).map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: { ProjectionType: index.projection },
  })),
};
