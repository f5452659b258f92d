// The metrics store of a context, on its table.
import { makeMetricsStore as make } from '../adapters/dynamodb/metrics-store.ts';
import type { MetricsStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeMetricsStore = (context: Context): MetricsStore =>
  context.once('metrics-store', () => make(tableAccess(context)));
