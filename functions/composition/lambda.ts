// Turns a handler's `make(context)` into what Lambda calls: the context is built once, on the first invocation.
import type { Budget } from '../ports/clock.ts';
import { type Context, contextFromEnvironment } from './context.ts';

type Handle<Event, Result> = (event: Event, budget: Budget) => Promise<Result>;

export function onLambda<Event, Result>(make: (context: Context) => Handle<Event, Result>) {
  let made: Promise<Handle<Event, Result>> | undefined;
  // Node 24's runtime judges handlers by arity: two parameters, never three.
  return async (event: Event, invocation: { getRemainingTimeInMillis(): number }): Promise<Result> => {
    made ??= contextFromEnvironment().then(make);
    const handle = await made;
    return handle(event, { remainingMs: () => invocation.getRemainingTimeInMillis() });
  };
}
