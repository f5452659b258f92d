// Where the review of readers stands, in the table.
import { makeReviews as make } from '../adapters/dynamodb/reviews.ts';
import type { Reviews } from '../ports/reviews.ts';
import { audienceShard, audienceShards } from '../table.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

/** How a review finds its way through everybody. */
export const audience = { audienceShards, audienceShardOf: audienceShard };

export const makeReviews = (context: Context): Reviews => context.once('reviews', () => make(tableAccess(context)));
