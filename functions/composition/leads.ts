// Warm leads for staff, in the table.
import { makeLeads as make } from '../adapters/dynamodb/leads.ts';
import type { Leads } from '../ports/leads.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeLeads = (context: Context): Leads => context.once('leads', () => make(tableAccess(context)));
