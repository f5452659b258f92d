// One route of the staff API: its shapes, who may call it and what it does; mounted and documented from the same value.
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { StaffMember, StaffRole } from '../../domain/staff.ts';
import { requireRole, type StaffEnv } from './guard.ts';
import { fieldErrors } from './newsletter-form.tsx';
import { problem } from './problem.ts';

export interface Asked<Query, Body> {
  /** `{id}` of the path, empty where there is none. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
  readonly member: StaffMember;
}

export type RefusalStatus = 404 | 409 | 422 | 503;

/** What a route may refuse with; everything else is an answer. */
export class Refusal {
  constructor(
    readonly status: RefusalStatus,
    readonly title: string,
    readonly detail: string,
    readonly errors?: Readonly<Record<string, string>>,
  ) {}
}

export interface ApiRoute {
  readonly method: 'get' | 'post';
  /** Below /staff/api, with `{id}` for the one parameter. */
  readonly path: string;
  readonly summary: string;
  readonly role: StaffRole;
  readonly query: z.ZodType;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType;
  readonly status: 200 | 201 | 202;
  readonly refusals: readonly RefusalStatus[];
  readonly handle: (asked: Asked<unknown, unknown>) => Promise<unknown>;
}

interface RouteOf<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly role?: StaffRole;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  readonly status?: 200 | 201 | 202;
  readonly refusals?: readonly RefusalStatus[];
  readonly handle: (asked: Asked<z.output<Query>, z.output<Body>>) => Promise<z.input<Answer> | Refusal>;
}

/** Ties the handler's types to its schemas; without a role viewers may call it. */
export function apiRoute<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  route: RouteOf<Query, Body, Answer>,
): ApiRoute {
  return {
    role: 'viewer',
    query: z.object({}),
    body: undefined,
    status: 200,
    refusals: [],
    ...route,
    // The mount below parses with these very schemas before it calls.
    handle: route.handle as ApiRoute['handle'],
  };
}

/** Checks what comes in and what goes out; an answer that breaks its own schema is an error of ours and throws. */
export function mountRoute(app: Hono<StaffEnv>, route: ApiRoute): void {
  app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), requireRole(route.role), async (c) => {
    const query = route.query.safeParse(c.req.query());
    if (!query.success) return problem(c, 422, 'Cannot read the query', 'See errors.', fieldErrors(query.error));
    const body = await readBody(c, route.body);
    if (body instanceof Response) return body;
    const result = await route.handle({
      id: c.req.param('id') ?? '',
      query: query.data,
      body,
      member: c.get('member'),
    });
    if (result instanceof Refusal) return problem(c, result.status, result.title, result.detail, result.errors);
    return c.json(route.answer.parse(result) as object, route.status);
  });
}

async function readBody(c: Context, schema: z.ZodType | undefined): Promise<unknown> {
  if (!schema) return undefined;
  const text = await c.req.text();
  const json = parseJson(text);
  if (json === malformed) {
    return problem(c, 400, 'Not JSON', 'Send a JSON object, with content-type application/json.');
  }
  const body = schema.safeParse(json);
  if (!body.success) return problem(c, 422, 'Cannot take this', 'See errors.', fieldErrors(body.error));
  return body.data;
}

const malformed = Symbol('malformed');

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    // JSON can spell half a character, which DynamoDB cannot keep.
    return JSON.parse(text, (_name, value) => (typeof value === 'string' ? value.toWellFormed() : value));
  } catch {
    return malformed;
  }
}
