// The public pages and the sign-up endpoint: one Hono app from use cases' ports.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Clinic } from '../../domain/clinic.ts';
import type { AnswerDeps } from '../../usecases/answer-question.ts';
import type { ConfirmDeps } from '../../usecases/confirm.ts';
import type { ArchiveDeps } from '../../usecases/read-archive.ts';
import { addAnswerRoutes } from './answer-routes.tsx';
import { addArchiveRoutes } from './archive-routes.ts';
import { addConfirmRoutes } from './confirm-routes.tsx';
import { addLeaveRoutes } from './leave-routes.tsx';
import { answerFailure, answerUnknown, pageHeaders, pageWords, type SiteEnv, showNotice } from './respond.tsx';
import { addSignUpRoutes } from './sign-up-routes.tsx';

export interface SiteDeps extends ConfirmDeps, AnswerDeps, ArchiveDeps {
  readonly clinic: Clinic;
}

const maxBodyBytes = 16 * 1024;

export function makeSite(deps: SiteDeps): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>();
  app.use(pageHeaders());
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => {
        const { tooMuch } = pageWords(c, deps.clinic).errors;
        const notice = { sign: 'question', heading: tooMuch.heading, status: 413 } as const;
        return showNotice(c, deps.clinic, notice, <p>{tooMuch.about(maxBodyBytes / 1024)}</p>);
      },
    }),
  );
  addSignUpRoutes(app, deps);
  addConfirmRoutes(app, deps);
  addLeaveRoutes(app, deps);
  addAnswerRoutes(app, deps);
  addArchiveRoutes(app, deps);
  app.notFound((c) => answerUnknown(c, deps.clinic));
  app.onError((error, c) => answerFailure(error, c, deps.clinic));
  return app;
}
