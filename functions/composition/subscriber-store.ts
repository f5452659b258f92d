// The subscriber store of a context, on its table.
import { makeSubscriberStore as make } from '../adapters/dynamodb/subscriber-store.ts';
import type { SubscriberStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeSubscriberStore = (context: Context): SubscriberStore =>
  context.once('subscriber-store', () => make(tableAccess(context)));
