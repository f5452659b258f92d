// The API's OpenAPI 3.1 description, generated from the routes that answer it.
import * as z from 'zod';
import type { Clinic } from '../../domain/clinic.ts';
import type { ApiRoute } from './api-route.ts';
import { problemDetails } from './api-schemas.ts';

const refusalTitles: Readonly<Record<number, string>> = {
  400: 'The body is not JSON',
  401: 'Not signed in',
  403: 'The role does not allow it, or the request came from another site',
  404: 'Unknown',
  409: 'Not in this state',
  503: 'SES did not take the mail; try again',
  422: 'A field is wrong; `errors` says which and what to do',
};

export function openApiDocument(clinic: Pick<Clinic, 'name' | 'linkOrigin'>, routes: readonly ApiRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/staff/api${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `${clinic.name}: Afterglow staff API`,
      version: '1',
      description:
        'Sign in by the OpenID Connect code flow at /staff/sign-in, following redirects and keeping cookies; the session ' +
        'cookie then opens this API. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: clinic.linkOrigin }],
    security: [{ session: [] }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'afterglow_staff' } },
      schemas: { Problem: z.toJSONSchema(problemDetails) },
    },
  };
}

function operation(route: ApiRoute): object {
  const refusals = [...(route.body ? [400] : []), 401, 403, ...route.refusals];
  return {
    summary: route.summary,
    description: `Needs the role "${route.role}".`,
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(route.body && { requestBody: { content: json(z.toJSONSchema(route.body, { io: 'input' })) } }),
    responses: {
      [route.status]: { description: 'Done', content: json(z.toJSONSchema(route.answer)) },
      ...Object.fromEntries(refusals.map((status) => [status, refusal(status)])),
    },
  };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType): object[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

const json = (schema: object) => ({ 'application/json': { schema } });

function refusal(status: number): object {
  return {
    description: refusalTitles[status] ?? 'Refused',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
