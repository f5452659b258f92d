// A table to run store contracts on: dynalite inside this process, or the engine that AWS_ENDPOINT_URL_DYNAMODB names.
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../functions/table.ts';
import { dynalite } from '../../infra/local/engines/dynalite.ts';

const tableWaitSeconds = 60;

/** The same client settings the composition makes for a local engine. */
export const localClient = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-2',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export interface TableEngine {
  readonly endpoint: string;
  /** Makes another empty table with the definition of functions/table.ts; answers its name. */
  newTable(): Promise<string>;
  /** Removes every table made here, and the engine if it runs in this process. */
  end(): Promise<void>;
}

export async function startTableEngine(): Promise<TableEngine> {
  const named = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const server = named ? undefined : await listening(dynalite({ createTableMs: 0, deleteTableMs: 0 }));
  const endpoint = named || `http://127.0.0.1:${portOf(server)}`;
  const client = new DynamoDBClient(localClient(endpoint));
  const tables: string[] = [];
  return {
    endpoint,
    async newTable() {
      const name = `${tableDefinition.name}-contract-${randomBytes(6).toString('hex')}`;
      await createTable(client, name);
      tables.push(name);
      return name;
    },
    async end() {
      for (const TableName of tables) await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
      if (server) await new Promise((closed) => server.close(closed));
    },
  };
}

/** Creates the one table, as functions/table.ts defines it, and waits until it can be used. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const { due, audience } = tableDefinition.indexes;
  const index = ({
    name: IndexName,
    partitionKey,
    sortKey,
    projection,
  }: typeof due | typeof audience): GlobalSecondaryIndex => ({
    IndexName,
    KeySchema: keySchema(partitionKey, sortKey),
    Projection: { ProjectionType: projection },
  });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(tableDefinition.partitionKey, tableDefinition.sortKey),
      AttributeDefinitions: [
        ...[tableDefinition.partitionKey, tableDefinition.sortKey, due.partitionKey, audience.partitionKey].map(
          (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
        ),
        ...[due, audience].map(({ sortKey, sortType }) => ({ AttributeName: sortKey, AttributeType: sortType })),
      ],
      GlobalSecondaryIndexes: [index(due), index(audience)],
    }),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: tableWaitSeconds, minDelay: 0.02, maxDelay: 2 },
    { TableName: name },
  );
}

function keySchema(partitionKey: string, sortKey: string): GlobalSecondaryIndex['KeySchema'] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}

function portOf(server: Server | undefined): number {
  return (server?.address() as AddressInfo | undefined)?.port ?? 0;
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  });
}
