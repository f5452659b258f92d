// Where the review of readers stands, in the table.
import { makeReviews as make } from '../adapters/dynamodb/reviews.ts';
import type { Reviews } from '../ports/reviews.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeReviews = (context: Context): Reviews => context.once('reviews', () => make(tableAccess(context)));
