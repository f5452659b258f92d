// The link tables of a context, on its table.
import { makeLinkTables as make } from '../adapters/dynamodb/link-tables.ts';
import type { LinkTables } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeLinkTables = (context: Context): LinkTables =>
  context.once('link-tables', () => make(tableAccess(context)));
