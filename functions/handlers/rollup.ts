// Every minute: recomputes the numbers of the metrics buckets that changed, and reviews the readers when that is due.
import type { Context } from '../composition/context.ts';
import { makeCountingPorts } from '../composition/counting.ts';
import { onLambda } from '../composition/lambda.ts';
import type { Budget } from '../ports/clock.ts';
import { rollupDue } from '../usecases/rollup.ts';

export const make = (context: Context) => {
  const deps = makeCountingPorts(context);
  return async (_event: unknown, budget: Budget) => rollupDue(deps, budget);
};

export const handler = onLambda(make);
