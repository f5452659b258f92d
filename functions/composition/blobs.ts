// The blobs of a context, on its table.
import { makeBlobs as make } from '../adapters/dynamodb/blobs.ts';
import type { Blobs } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeBlobs = (context: Context): Blobs => context.once('blobs', () => make(tableAccess(context)));
