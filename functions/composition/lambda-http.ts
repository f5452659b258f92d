// Turns a Hono app made from a context into what Lambda calls behind the HTTP API; built once, on the first request.
import type { Env, Hono } from 'hono';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { type Context, contextFromEnvironment } from './context.ts';

export function onLambdaHttp<E extends Env>(make: (context: Context) => Hono<E>) {
  let made: Promise<{ context: Context; answer: ReturnType<typeof handle> }> | undefined;
  // Node 24's runtime judges handlers by arity: two parameters, never three.
  return async (event: LambdaEvent, invocation: LambdaContext) => {
    made ??= contextFromEnvironment().then((context) => ({ context, answer: handle(make(context)) }));
    const { context, answer } = await made;
    return answer(context.settings.isBehindEdge ? seenByEdge(event) : event, invocation);
  };
}

/**
 * The event with the visitor's address in place of CloudFront's. CloudFront writes the address it saw behind what the visitor
 * claimed, and the gateway CloudFront's own behind that: the last but one is true.
 */
export function seenByEdge(event: LambdaEvent): LambdaEvent {
  const forwarded = String(event.headers?.['x-forwarded-for'] ?? '').split(',');
  const sourceIp = forwarded.at(-2)?.trim();
  if (!sourceIp || !('requestContext' in event) || !('http' in event.requestContext)) return event;
  const { http } = event.requestContext;
  return { ...event, requestContext: { ...event.requestContext, http: { ...http, sourceIp } } } as LambdaEvent;
}
