// The journeys of a context: those of the build, and kept versions on its table.
import { journeys } from '../../.build/journeys.mjs';
import { makeJourneyStore as make } from '../adapters/dynamodb/journey-store.ts';
import type { JourneyStore } from '../ports/stores.ts';
import type { Context } from './context.ts';
import { tableAccess } from './table-access.ts';

export const makeJourneyStore = (context: Context): JourneyStore =>
  context.once('journey-store', () => make(tableAccess(context), journeys));
