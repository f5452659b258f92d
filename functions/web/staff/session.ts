// The staff session and a sign-in on its way, each in a signed cookie. Their ends are measured in real time: the local
// clock may jump forty days while somebody looks at a page, and that must not sign her out.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sign, verify } from 'hono/jwt';
import * as z from 'zod';
import { type StaffMember, staffRoles } from '../../domain/staff.ts';
import { hourMs, minuteMs } from '../../domain/time.ts';
import type { PendingSignIn } from '../../ports/sign-in.ts';

/** A change of role at the identity provider is noticed after this long at the latest. */
const sessionMs = 12 * hourMs;
/** From leaving for the provider to coming back. */
const pendingMs = 15 * minuteMs;
/** How long a signed-out browser is asked again who is there, whatever the provider remembers. */
const signedOutMs = 720 * hourMs;

const cookieNames = {
  session: 'afterglow_staff',
  pending: 'afterglow_sign_in',
  signedOut: 'afterglow_signed_out',
} as const;

const algorithm = 'HS256';

const sessionSchema = z.object({
  use: z.literal('session'),
  sub: z.string(),
  email: z.string(),
  role: z.enum(staffRoles),
  endsAt: z.number(),
});

const pendingSchema = z.object({
  use: z.literal('sign-in'),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  endsAt: z.number(),
});

export interface Sessions {
  start(c: Context, member: StaffMember): Promise<void>;
  read(c: Context): Promise<StaffMember | undefined>;
  end(c: Context): void;
  keepPending(c: Context, pending: PendingSignIn & { readonly returnTo: string }): Promise<void>;
  /** Reads it once: the cookie is gone afterwards. */
  takePending(c: Context): Promise<(PendingSignIn & { readonly returnTo: string }) | undefined>;
  wasSignedOut(c: Context): boolean;
}

export function makeSessions(key: string, origin: string, wallClock: () => number): Sessions {
  const options = { path: '/staff', httpOnly: true, sameSite: 'Lax', secure: origin.startsWith('https:') } as const;
  const put = async (c: Context, name: string, claims: Record<string, unknown>, lastsMs: number) => {
    const token = await sign({ ...claims, endsAt: wallClock() + lastsMs }, key, algorithm);
    setCookie(c, name, token, { ...options, maxAge: lastsMs / 1_000 });
  };
  const take = async <Claims extends { endsAt: number }>(c: Context, name: string, schema: z.ZodType<Claims>) => {
    const token = getCookie(c, name);
    const claims = token ? schema.safeParse(await verified(token, key)) : undefined;
    return claims?.success && claims.data.endsAt > wallClock() ? claims.data : undefined;
  };
  return {
    async start(c, { subject, email, role }) {
      await put(c, cookieNames.session, { use: 'session', sub: subject, email, role }, sessionMs);
      deleteCookie(c, cookieNames.signedOut, options);
    },
    async read(c) {
      const claims = await take(c, cookieNames.session, sessionSchema);
      return claims && { subject: claims.sub, email: claims.email, role: claims.role };
    },
    end(c) {
      deleteCookie(c, cookieNames.session, options);
      setCookie(c, cookieNames.signedOut, '1', { ...options, maxAge: signedOutMs / 1_000 });
    },
    keepPending: (c, pending) => put(c, cookieNames.pending, { use: 'sign-in', ...pending }, pendingMs),
    async takePending(c) {
      const pending = await take(c, cookieNames.pending, pendingSchema);
      deleteCookie(c, cookieNames.pending, options);
      return pending;
    },
    wasSignedOut: (c) => getCookie(c, cookieNames.signedOut) !== undefined,
  };
}

/** The claims of a token under this key; undefined for a forged or damaged one, which is no error of ours. */
async function verified(token: string, key: string): Promise<unknown> {
  return verify(token, key, algorithm).catch(() => undefined);
}
