// The batch store of a context, on its table.
import { makeBatchStore as make } from '../adapters/dynamodb/batch-store.ts';
import type { BatchStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeBatchStore = (context: Context): BatchStore =>
  context.once('batch-store', () => make(tableAccess(context)));
