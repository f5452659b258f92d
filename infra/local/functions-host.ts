// Holds the functions of one run, each made once from the run's context, as a warm Lambda would be.
import type { Context } from '../../functions/composition/context.ts';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import type { Handle } from './engines/delivery.ts';
import type { Handlers, Make } from './handlers.ts';
import { LocalProblem } from './http/problems.ts';
import type { Fetch } from './http/server.ts';

export interface FunctionsHost {
  handle(name: FunctionName): Handle;
  web(name: FunctionName): Fetch;
}

export function makeFunctionsHost(handlers: Handlers, context: Context): FunctionsHost {
  const made = new Map<FunctionName, ReturnType<Make>>();
  const get = (name: FunctionName): ReturnType<Make> => {
    const make = handlers[name];
    if (!make)
      throw new LocalProblem(501, 'Not there', `functions/handlers/${functions[name].entry}.ts is not wired here.`);
    const known = made.get(name) ?? make(context);
    made.set(name, known);
    return known;
  };
  return {
    handle(name) {
      const handler = get(name);
      if (typeof handler === 'function') return handler;
      throw new Error(`${name} answers web requests; a queue or schedule cannot call it.`);
    },
    web(name) {
      const handler = get(name);
      if (typeof handler !== 'function') return (request) => handler.fetch(request);
      throw new Error(`${name} works a queue or schedule; a route cannot call it.`);
    },
  };
}
