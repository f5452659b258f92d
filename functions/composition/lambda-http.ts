// Turns a Hono app made from a context into what Lambda calls behind the HTTP API; built once, on the first request.
import type { Env, Hono } from 'hono';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { type Context, contextFromEnvironment } from './context.ts';

export function onLambdaHttp<E extends Env>(make: (context: Context) => Hono<E>) {
  let made: Promise<ReturnType<typeof handle>> | undefined;
  // Node 24's runtime judges handlers by arity: two parameters, never three.
  return async (event: LambdaEvent, invocation: LambdaContext) => {
    made ??= contextFromEnvironment().then((context) => handle(make(context)));
    const answer = await made;
    return answer(event, invocation);
  };
}
