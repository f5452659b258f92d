// What staff are told, in the table.
import { makeNotices as make } from '../adapters/dynamodb/notices.ts';
import type { Notices } from '../ports/notices.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeNotices = (context: Context): Notices => context.once('notices', () => make(tableAccess(context)));
