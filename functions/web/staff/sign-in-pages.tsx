// Signing in and out: to the identity provider and back, and plain words for somebody who may not come in.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { highestRole } from '../../domain/staff.ts';
import type { SignIn } from '../../ports/sign-in.ts';
import { type StaffEnv, safeReturn } from './guard.ts';
import { DoorPage } from './layout.tsx';
import type { Sessions } from './session.ts';

export interface SignInParts {
  readonly clinic: Clinic;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
}

export function signInPages({ clinic, signIn, sessions }: SignInParts): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const redirectUri = `${clinic.linkOrigin}/staff/callback`;

  app.get('/sign-in', async (c) => {
    const returnTo = safeReturn(c.req.query('return'));
    // The cookie must lie where the provider sends the browser back to, so a visit under another name moves there first.
    if (new URL(c.req.url).origin !== clinic.linkOrigin && c.req.query('moved') === undefined) {
      return c.redirect(`${clinic.linkOrigin}/staff/sign-in?${new URLSearchParams({ return: returnTo, moved: '1' })}`);
    }
    const { url, pending } = await signIn.begin(redirectUri, sessions.wasSignedOut(c));
    await sessions.keepPending(c, { ...pending, returnTo });
    return c.redirect(url);
  });

  app.get('/callback', async (c) => {
    const pending = await sessions.takePending(c);
    if (!pending) {
      return c.html(
        <DoorPage c={c} clinic={clinic} title="Please sign in again" action="Sign in">
          Signing in took too long, or was begun in another window or browser.
        </DoorPage>,
        400,
      );
    }
    const person = await signIn.finish(`${redirectUri}${new URL(c.req.url).search}`, pending);
    if ('refused' in person) {
      console.warn('Staff sign-in refused:', person.refused);
      return c.html(
        <DoorPage c={c} clinic={clinic} title="Signing in did not work" action="Try again">
          The identity provider did not confirm who you are. If this goes on, tell an administrator.
        </DoorPage>,
        400,
      );
    }
    const role = highestRole(person.roles);
    if (role) {
      await sessions.start(c, { subject: person.subject, email: person.email, role });
      return c.redirect(pending.returnTo, 303);
    }
    // Without this the provider would let the same person in again and again, with no way to change who signs in.
    sessions.end(c);
    return c.html(
      <DoorPage c={c} clinic={clinic} title="No role yet" action="Sign in as somebody else">
        You are signed in as <strong>{person.email || person.subject}</strong>, but nobody has given you a role here.
        Ask an administrator to make you a viewer, an editor or an admin.
      </DoorPage>,
      403,
    );
  });

  app.post('/sign-out', (c) => {
    sessions.end(c);
    return c.redirect('/staff/signed-out', 303);
  });

  app.get('/signed-out', (c) =>
    c.html(
      <DoorPage c={c} clinic={clinic} title="You are signed out" action="Sign in again">
        On a shared computer you can now leave it to the next person: signing in asks for the password again.
      </DoorPage>,
    ),
  );
  return app;
}
