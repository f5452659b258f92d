// One DynamoDB client per context, shared by all its stores.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TableAccess } from '../adapters/dynamodb/table-access.ts';
import { type Context, clientConfig } from './context.ts';
import { quiet } from './quiet-client.ts';

export const tableAccess = (context: Context): TableAccess =>
  context.once(
    'table',
    () => new TableAccess(quiet(new DynamoDBClient(clientConfig(context, 'dynamodb'))), context.settings.tableName),
  );
