// The due index of a context, on its table.
import { makeDueIndex as make } from '../adapters/dynamodb/due-index.ts';
import type { DueIndex } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeDueIndex = (context: Context): DueIndex => context.once('due-index', () => make(tableAccess(context)));
