// The enrolment store of a context, on its table.
import { makeEnrolmentStore as make } from '../adapters/dynamodb/enrolment-store.ts';
import type { EnrolmentStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeEnrolmentStore = (context: Context): EnrolmentStore =>
  context.once('enrolment-store', () => make(tableAccess(context)));
