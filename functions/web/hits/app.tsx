// Pixels and tracked links. Both answer quickly whatever happens behind them, and neither changes anything but evidence.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { type FollowDeps, followLink } from '../../usecases/follow-link.ts';
import { noteOpen } from '../../usecases/note-open.ts';
import { answerFailure, answerUnknown, pageHeaders, refuseMethod, type SiteEnv } from '../site/respond.tsx';
import { visitOf } from './visit.ts';

export interface HitsDeps extends FollowDeps {
  readonly clinic: Clinic;
}

const transparentGif = Uint8Array.from(
  Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
);
const otherMethods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const neverStored = {
  'cache-control': 'no-store, no-cache, must-revalidate, private',
  pragma: 'no-cache',
  expires: '0',
};

export function makeHitsApp(deps: HitsDeps): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>();
  app.use(pageHeaders());
  app.get('/o/:file{.+\\.gif}', async (c) => {
    await noteOpen(deps, c.req.param('file').slice(0, -'.gif'.length), visitOf(c));
    // Mail programs and web mail show it on pages of their own origin.
    c.header('cross-origin-resource-policy', 'cross-origin');
    return c.body(transparentGif, 200, { ...neverStored, 'content-type': 'image/gif' });
  });
  app.get('/c/:token/:index{[0-9]{1,3}}', async (c) => {
    const url = await followLink(deps, c.req.param('token'), Number(c.req.param('index')), visitOf(c));
    if (url === undefined) return answerUnknown(c, deps.clinic);
    return c.body(null, 302, { ...neverStored, location: url, 'referrer-policy': 'no-referrer' });
  });
  app.on(otherMethods, ['/o/*', '/c/*'], refuseMethod(deps.clinic, 'GET', 'HEAD'));
  app.notFound((c) => answerUnknown(c, deps.clinic));
  app.onError((error, c) => answerFailure(error, c, deps.clinic));
  return app;
}
