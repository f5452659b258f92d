// One DynamoDB client per context, shared by all its stores.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TableAccess } from '../adapters/dynamodb/table-access.ts';
import { type Context, clientConfig } from './context.ts';
import { quiet } from './quiet-client.ts';

/**
 * A table that is silent, or stalls within its answer, is asked again; a write that was done all the same is known by its
 * token. `requestTimeout` ends with the headers, `socketTimeout` is about the body too.
 */
export const tablePatience = {
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
    socketTimeout: 10_000,
  },
} as const;

export const tableAccess = (context: Context): TableAccess =>
  context.once(
    'table',
    () =>
      new TableAccess(
        quiet(new DynamoDBClient({ ...clientConfig(context, 'dynamodb'), ...tablePatience })),
        context.settings.tableName,
      ),
  );
