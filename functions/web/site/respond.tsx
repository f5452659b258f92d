// How the public pages answer: security headers, a page for people, problem details (RFC 9457) for programs.
import type { Context, MiddlewareHandler } from 'hono';
import type { Child } from 'hono/jsx';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Clinic } from '../../domain/clinic.ts';
import { Layout } from './layout.tsx';
import { ButtonTo, linkTo, Notice, type Sign } from './notice.tsx';
import type { SiteWords } from './words/en.tsx';
import { wordsFor } from './words/page-words.ts';

export interface SiteEnv {
  Variables: {
    secureHeadersNonce?: string;
    /** The language of whoever the page is for, where that is known. */
    readerLocale?: string | undefined;
  };
}
export type SiteContext = Context<SiteEnv>;

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** No script or style but those bearing the nonce, no frames, no address of ours (they hold tokens) told to others. */
export function pageHeaders(): MiddlewareHandler<SiteEnv> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [NONCE],
      scriptSrc: [NONCE],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // A handler may know better: the archive shows an e-mail, the pixel is shown by others.
    overwrite: false,
  });
}

/** What this page says: in her language where `readerLocale` is set, else in her browser's, else in the clinic's. */
export function pageWords(c: SiteContext, clinic: Clinic): SiteWords {
  return wordsFor(c, clinic, c.get('readerLocale'));
}

export interface PageOptions {
  readonly title: string;
  readonly status?: ContentfulStatusCode;
  readonly listed?: boolean;
}

export function showPage(
  c: SiteContext,
  clinic: Clinic,
  options: PageOptions,
  content: Child,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (!options.listed) c.header('x-robots-tag', 'noindex, nofollow');
  const nonce = c.get('secureHeadersNonce') ?? '';
  const words = pageWords(c, clinic);
  c.header('content-language', words.locale);
  c.header('vary', 'accept-language', { append: true });
  const page = (
    <Layout clinic={clinic} words={words} title={options.title} nonce={nonce} listed={options.listed ?? false}>
      {content}
    </Layout>
  );
  return c.html(page as unknown as string, options.status ?? 200);
}

export interface NoticeOptions {
  readonly sign: Sign;
  readonly heading: string;
  readonly status?: ContentfulStatusCode;
}

export function showNotice(
  c: SiteContext,
  clinic: Clinic,
  notice: NoticeOptions,
  content: Child,
): Response | Promise<Response> {
  const status = notice.status ?? 200;
  if (status >= 400 && wantsJson(c)) return problem(c, status, notice.heading);
  return showPage(
    c,
    clinic,
    { title: notice.heading, status },
    <Notice sign={notice.sign} heading={notice.heading}>
      {content}
    </Notice>,
  );
}

export function problem(
  c: Context,
  status: ContentfulStatusCode,
  title: string,
  detail?: string,
  errors?: readonly FieldError[],
): Response {
  const body = { type: 'about:blank', title, status, ...(detail && { detail }), ...(errors && { errors }) };
  c.header('cache-control', 'no-store');
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}

export function wantsJson(c: Context): boolean {
  const accept = c.req.header('accept') ?? '';
  return (
    c.req.path.startsWith('/api/') ||
    (/\bapplication\/(problem\+)?json\b/.test(accept) && !accept.includes('text/html'))
  );
}

export function answerUnknown(c: SiteContext, clinic: Clinic): Response | Promise<Response> {
  const { unknown, toSignUp } = pageWords(c, clinic).errors;
  return showNotice(
    c,
    clinic,
    { sign: 'question', heading: unknown.heading, status: 404 },
    <>
      <p>{unknown.about}</p>
      <ButtonTo href="/" label={toSignUp} />
    </>,
  );
}

/** For every path that exists; `allowed` are the methods it has. */
export function refuseMethod(clinic: Clinic, ...allowed: readonly string[]) {
  return (c: SiteContext): Response | Promise<Response> => {
    c.header('allow', allowed.join(', '));
    const { method } = pageWords(c, clinic).errors;
    return showNotice(
      c,
      clinic,
      { sign: 'question', heading: method.heading(c.req.method), status: 405 },
      <p>{method.about(allowed, linkTo('/'))}</p>,
    );
  };
}

/** The unexpected: logged with its place, without the token in the path, and with any e-mail address blanked. */
export function answerFailure(error: Error, c: SiteContext, clinic: Clinic): Response | Promise<Response> {
  const place = c.req.path.split('/').slice(0, 2).join('/');
  console.error(
    JSON.stringify({
      event: 'request-failed',
      place,
      error: (error.stack ?? error.message).replace(/[^\s/"]+@[\w-]+\.[\w.-]+/g, '(address)'),
    }),
  );
  const { failure } = pageWords(c, clinic).errors;
  return showNotice(
    c,
    clinic,
    { sign: 'clock', heading: failure.heading, status: 500 },
    <p>{failure.about(clinic.phone)}</p>,
  );
}
