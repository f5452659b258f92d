// The evidence store of a context, on its table.
import { makeEvidenceStore as make } from '../adapters/dynamodb/evidence-store.ts';
import type { EvidenceStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeEvidenceStore = (context: Context): EvidenceStore =>
  context.once('evidence-store', () => make(tableAccess(context)));
