// The broadcast store of a context, on its table.
import { makeBroadcastStore as make } from '../adapters/dynamodb/broadcast-store.ts';
import type { BroadcastStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeBroadcastStore = (context: Context): BroadcastStore =>
  context.once('broadcast-store', () => make(tableAccess(context)));
