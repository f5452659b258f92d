// The address a request came from. API Gateway's word counts; a header, which anybody may write, only where there is none.
import type { Context } from 'hono';

interface GatewayEnv {
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
}

/** Undefined when unknown. */
export function clientIp(c: Context): string | undefined {
  const gateway = (c.env as GatewayEnv | undefined)?.requestContext;
  if (gateway) return gateway.http?.sourceIp;
  return c.req.header('x-forwarded-for')?.split(',')[0]?.trim() || undefined;
}
