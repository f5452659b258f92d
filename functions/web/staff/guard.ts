// Who may come in: requests of other sites are turned away, strangers are sent to sign in, roles are checked.
import type { Context, MiddlewareHandler } from 'hono';
import { mayAct, type StaffMember, type StaffRole } from '../../domain/staff.ts';
import { problem } from './problem.ts';
import type { Sessions } from './session.ts';

export interface StaffEnv {
  Variables: { member: StaffMember; secureHeadersNonce?: string };
}

/**
 * Refuses a change that another site's page asks for. Browsers say where a request comes from (Sec-Fetch-Site, and Origin
 * with every POST); a request that bears neither comes from a program, which no other site can steer.
 */
export function refuseCrossSite(origin: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const site = c.req.header('sec-fetch-site');
    const from = c.req.header('origin');
    const ownOrigins = [origin, new URL(c.req.url).origin];
    const isOwn = site ? site === 'same-origin' || site === 'none' : from === undefined || ownOrigins.includes(from);
    if (isOwn) return next();
    return problem(c, 403, 'Came from another site', 'Open the staff pages themselves and try again there.');
  };
}

export function requireMember(sessions: Sessions): MiddlewareHandler<StaffEnv> {
  return async (c, next) => {
    const member = await sessions.read(c);
    if (!member) return turnAway(c);
    c.set('member', member);
    return next();
  };
}

/** For the API; pages show a refusal of their own. */
export function requireRole(needed: StaffRole): MiddlewareHandler<StaffEnv> {
  return async (c, next) => {
    if (mayAct(c.get('member').role, needed)) return next();
    return problem(c, 403, 'Not your role', `This needs the role "${needed}"; ask an administrator for it.`);
  };
}

export const isApi = (c: Context): boolean => c.req.path.startsWith('/staff/api/');

function turnAway(c: Context): Response {
  if (isApi(c)) return problem(c, 401, 'Not signed in', 'Sign in at /staff/sign-in and send the session cookie.');
  const { pathname, search } = new URL(c.req.url);
  const back = c.req.method === 'GET' ? pathname + search : '/staff';
  return c.redirect(`/staff/sign-in?${new URLSearchParams({ return: back })}`, 303);
}

/** A path of the staff pages to go back to; anything else, other hosts above all, becomes the first page. */
export function safeReturn(path: string | undefined): string {
  return path !== undefined && /^\/staff(?:[/?][\w\-./?=&%~+:,@]*)?$/.test(path) ? path : '/staff';
}
