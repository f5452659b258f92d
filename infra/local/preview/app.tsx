// The gallery alone, for whoever edits e-mails: no engines, no sign-in, no mail.
import { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { NONCE, type SecureHeadersVariables, secureHeaders } from 'hono/secure-headers';
import type { Clinic } from '../../../functions/domain/clinic.ts';
import { type ShowEmailDeps, showEmail } from '../../../functions/usecases/show-email.ts';
import { galleryPages } from '../../../functions/web/gallery/pages.tsx';
import { galleryStyles } from '../../../functions/web/gallery/styles.ts';
import { Document } from '../../../functions/web/page/document.tsx';
import { staffStyles } from '../../../functions/web/staff/styles.ts';
import type { Fetch } from '../http/server.ts';

interface PreviewEnv {
  Variables: SecureHeadersVariables;
}

export const galleryPath = '/templates';
export const changesPath = '/changes';

export interface PreviewParts extends ShowEmailDeps {
  readonly clinic: Clinic;
  readonly images: Fetch;
  /** Absent where nothing is watched. */
  readonly stream?: Fetch;
}

export function makePreviewApp(parts: PreviewParts): Hono<PreviewEnv> {
  const { clinic, gallery } = parts;
  const app = new Hono<PreviewEnv>({ strict: false });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [NONCE],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
      strictTransportSecurity: false,
      overwrite: false,
    }),
  );
  app.get('/', (c) => c.redirect(galleryPath));
  app.get('/images/:name', (c) => parts.images(c.req.raw));
  app.get(changesPath, (c) => parts.stream?.(c.req.raw) ?? c.notFound());
  app.route(
    galleryPath,
    galleryPages<PreviewEnv>({
      desk: {
        viewGallery: () => gallery.view(),
        galleryChanges: gallery.changes,
        showEmail: (showing) => showEmail(parts, showing),
      },
      base: galleryPath,
      page: (c, title, children) => (
        <PreviewPage clinic={clinic} title={title} nonce={c.get('secureHeadersNonce') ?? ''}>
          {children}
        </PreviewPage>
      ),
    }),
  );
  return app;
}

interface PreviewPageProps {
  readonly clinic: Clinic;
  readonly title: string;
  readonly nonce: string;
  readonly children: Child;
}

const PreviewPage = ({ clinic, title, nonce, children }: PreviewPageProps) => (
  <Document clinic={clinic} title={title} nonce={nonce} styles={staffStyles + galleryStyles} unlisted>
    <header class="top">
      <div class="bar">
        <a class="clinic" href={galleryPath}>
          {clinic.name}
        </a>
      </div>
    </header>
    <main>{children}</main>
  </Document>
);
