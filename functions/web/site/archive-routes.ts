// The public copy of a newsletter, as its e-mail looked. It brings its own styles and images, but no script ever runs.
import type { Hono } from 'hono';
import { readArchive } from '../../usecases/read-archive.ts';
import type { SiteDeps } from './app.tsx';
import { answerUnknown, refuseMethod, type SiteEnv } from './respond.tsx';

const emailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const idPattern = '[A-Za-z0-9_-]{1,64}';

export function addArchiveRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const path = `/archive/:id{${idPattern}}` as const;
  app.get(path, async (c) => {
    const html = await readArchive(deps, c.req.param('id'));
    if (html === undefined) return answerUnknown(c, deps.clinic);
    return c.html(html, 200, { 'content-security-policy': emailPolicy, 'cache-control': 'public, max-age=300' });
  });
  app.all(path, refuseMethod(deps.clinic, 'GET'));
}
