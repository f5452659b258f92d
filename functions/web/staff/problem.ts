// RFC 9457 problem details: what the API answers when it cannot do what was asked.
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Field name to what is wrong with it and what to do. */
export type FieldErrors = Readonly<Record<string, string>>;

export function problem(
  c: Context,
  status: ContentfulStatusCode,
  title: string,
  detail: string,
  errors?: FieldErrors,
): Response {
  const body = { type: 'about:blank', title, status, detail, ...(errors && { errors }) };
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}
