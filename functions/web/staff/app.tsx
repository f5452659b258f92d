// The staff site put together: headers, the guard at the door, sign-in, API and pages.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { Clinic } from '../../domain/clinic.ts';
import type { SignIn } from '../../ports/sign-in.ts';
import { staffApi } from './api.ts';
import type { StaffDesk } from './desk.ts';
import { isApi, refuseCrossSite, requireMember, type StaffEnv } from './guard.ts';
import { journeyPages } from './journey-page.tsx';
import { DoorPage, StaffPage } from './layout.tsx';
import { leadPages } from './lead-pages.tsx';
import { linkPages } from './link-pages.tsx';
import { newsletterPages } from './newsletter-pages.tsx';
import { noticePages } from './notice-pages.tsx';
import { problem } from './problem.ts';
import { sendingPages } from './sending-pages.tsx';
import { makeSessions } from './session.ts';
import { signInPages } from './sign-in-pages.tsx';
import { subscriberPages } from './subscriber-pages.tsx';
import { templatePages } from './template-pages.tsx';

export interface StaffSite {
  readonly clinic: Clinic;
  /** Signs session cookies. */
  readonly sessionKey: string;
  readonly signIn: SignIn;
  readonly desk: StaffDesk;
  /** Real time in epoch ms: sessions must not end because the virtual clock jumped. */
  readonly wallClock?: () => number;
}

/** A newsletter of many pages fits; a file dropped into the form does not. */
const maxBodyBytes = 256 * 1024;

export function makeStaffApp({ clinic, sessionKey, signIn, desk, wallClock = Date.now }: StaffSite): Hono<StaffEnv> {
  const sessions = makeSessions(sessionKey, clinic.linkOrigin, wallClock);
  const app = new Hono<StaffEnv>({ strict: false }).basePath('/staff');

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [NONCE],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        frameSrc: ["'self'"],
        // Only where templates are watched does a page listen for anything.
        ...(desk.galleryChanges && { connectSrc: ["'self'"] }),
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: clinic.linkOrigin.startsWith('https:'),
      referrerPolicy: 'same-origin',
      // Pages set their own where the frame of a preview needs another.
      overwrite: false,
    }),
  );
  app.use(async (c, next) => {
    await next();
    // People's data must not stay in a shared computer's cache.
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  app.use(refuseCrossSite(clinic.linkOrigin));
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new HTTPException(413, { message: `Send at most ${maxBodyBytes / 1024} KB.` });
      },
    }),
  );
  app.route('/', signInPages({ clinic, signIn, sessions }));
  app.use(requireMember(sessions));
  app.route('/api', staffApi(clinic, desk));
  app.route('/', journeyPages(clinic, desk));
  app.route('/', newsletterPages(clinic, desk));
  app.route('/templates', templatePages(clinic, desk));
  app.route('/', subscriberPages(clinic, desk));
  app.route('/', leadPages(clinic, desk));
  app.route('/', noticePages(clinic, desk));
  app.route('/', sendingPages(clinic, desk));
  app.route('/', linkPages(clinic, desk));

  app.notFound((c) => {
    if (isApi(c)) return problem(c, 404, 'Not found', 'See /staff/api/openapi.json for what there is.');
    // Outside /staff nobody was asked who they are.
    if (!c.get('member')) {
      return c.html(
        <DoorPage c={c} clinic={clinic} title="There is no such page" action="To the staff pages">
          It may have been removed, or the address has a mistake.
        </DoorPage>,
        404,
      );
    }
    return c.html(
      <StaffPage c={c} clinic={clinic} title="Not found">
        <h1>There is no such page</h1>
        <p>
          It may have been removed, or the address has a mistake. <a href="/staff">Back to the numbers</a>
        </p>
      </StaffPage>,
      404,
    );
  });

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    // The page says nothing of the cause; the log keeps it for operators.
    console.error(error);
    if (isApi(c)) return problem(c, 500, 'Something broke', 'It is not your fault; try again in a minute.');
    return c.html(
      <DoorPage c={c} clinic={clinic} title="Something broke on our side" action="Go on">
        It is not your fault, and it was noted. Try again in a minute; what you typed is still there when you go back.
      </DoorPage>,
      500,
    );
  });
  return app;
}
