// Pixels and tracked links. Both answer quickly whatever happens behind them, and neither changes anything but evidence.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { type FollowDeps, followLink } from '../../usecases/follow-link.ts';
import { noteOpen } from '../../usecases/note-open.ts';
import { answerFailure, answerUnknown, pageHeaders, refuseMethod, type SiteEnv } from '../site/respond.tsx';
import { visitOf } from './visit.ts';
import { answerWithdrawn } from './withdrawn-page.tsx';

export interface HitsDeps extends FollowDeps {
  readonly clinic: Clinic;
}

interface HitsEnv {
  Variables: SiteEnv['Variables'] & { isWithdrawn?: boolean };
}

const transparentGif = Uint8Array.from(
  Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
);
const otherMethods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const neverStored = {
  'cache-control': 'no-store, no-cache, must-revalidate, private',
  pragma: 'no-cache',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;
// Mail programs and web mail show the pixel on pages of their own origin.
const pixelHeaders = { ...neverStored, 'content-type': 'image/gif', 'cross-origin-resource-policy': 'cross-origin' };

export function makeHitsApp(deps: HitsDeps): Hono<HitsEnv> {
  const app = new Hono<HitsEnv>();
  app.get('/o/:file{.+\\.gif}', async (c) => {
    await noteOpen(deps, c.req.param('file').slice(0, -'.gif'.length), () => visitOf(c));
    return new Response(transparentGif, { headers: pixelHeaders });
  });
  app.get('/c/:token/:index{[0-9]{1,3}}', async (c, next) => {
    const followed = await followLink(deps, c.req.param('token'), Number(c.req.param('index')), () => visitOf(c));
    if (followed.state === 'leads') {
      return new Response(null, { status: 302, headers: { ...neverStored, location: followed.url } });
    }
    c.set('isWithdrawn', followed.state === 'withdrawn');
    return next();
  });
  // Only pages bear the headers of pages: a pixel is asked for too often to make a nonce for it.
  app.use(pageHeaders());
  app.on(otherMethods, ['/o/*', '/c/*'], refuseMethod(deps.clinic, 'GET', 'HEAD'));
  app.notFound((c) => (c.get('isWithdrawn') ? answerWithdrawn(c, deps.clinic) : answerUnknown(c, deps.clinic)));
  app.onError((error, c) => answerFailure(error, c, deps.clinic));
  return app;
}
