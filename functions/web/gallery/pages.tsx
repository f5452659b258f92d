// The gallery's routes, inside whatever frame its host gives: the staff pages, or a preview on one's own machine.
import { type Context, type Env, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { AddressError } from '../../domain/address.ts';
import { type SamplePerson, samplePerson } from '../../domain/sample-people.ts';
import type { GalleryEmail } from '../../ports/gallery.ts';
import type { ShownEmail } from '../../usecases/show-email.ts';
import { TestNotSentError } from '../../usecases/test-send.ts';
import { previewDocument } from '../staff/preview.ts';
import { galleryAddresses, type Scheme, schemes } from './addresses.ts';
import type { GalleryDesk } from './desk.ts';
import { EmailPage } from './email-page.tsx';
import { GalleryList, localesOf } from './list-page.tsx';
import { liveScript } from './live-script.ts';
import { inScheme } from './scheme.ts';
import { titleOfEmail } from './words.ts';

export interface GalleryHost<E extends Env> {
  readonly desk: GalleryDesk;
  /** Path of the list as people see it, without a trailing slash. */
  readonly base: string;
  page(c: Context<E>, title: string, children: Child): HtmlEscapedString | Promise<HtmlEscapedString>;
  /** Who is looking, where she may send herself a test. */
  testAddress?(c: Context<E>): string | undefined;
}

interface Found {
  readonly email: GalleryEmail;
  readonly person: SamplePerson;
  readonly shown: ShownEmail;
}

export function galleryPages<E extends Env>(host: GalleryHost<E>): Hono<E> {
  const { desk } = host;
  const app = new Hono<E>();
  const addresses = galleryAddresses(host.base);

  const list = async (c: Context<E>, asked?: string) => {
    const view = await desk.viewGallery();
    const locales = localesOf(view);
    const locale = asked ?? locales[0];
    if (asked !== undefined && !locales.includes(asked)) return c.notFound();
    return page(c, 'E-mails', <GalleryList view={view} locale={locale ?? ''} addresses={addresses} />);
  };

  const page = async (c: Context<E>, title: string, children: Child, status: 200 | 503 = 200) => {
    const live = desk.galleryChanges;
    const script = live ? <script src={addresses.script} data-changes={live} defer /> : null;
    return c.html(
      host.page(
        c,
        title,
        <>
          {children}
          {script}
        </>,
      ),
      status,
    );
  };

  const find = async (c: Context<E>): Promise<Found | undefined> => {
    const { template = '', locale = '', person: id = '' } = c.req.param() as Record<string, string>;
    const person = samplePerson(id);
    if (!person) return undefined;
    const shown = await desk.showEmail({ template, locale, person });
    const { emails } = await desk.viewGallery();
    const email = emails.find((one) => one.template === template && one.locale === locale);
    return shown && email && { email, person, shown };
  };

  const show = async (c: Context<E>, found: Found, said?: { words: string; isBad: boolean }) =>
    page(
      c,
      titleOfEmail(found.email.template),
      <EmailPage
        view={await desk.viewGallery()}
        {...found}
        addresses={addresses}
        testTo={desk.sendEmailTest && host.testAddress?.(c)}
        said={said}
      />,
      said?.isBad ? 503 : 200,
    );

  app.get('/', (c) => list(c));
  app.get('/live.js', (c) => c.body(liveScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/in/:locale', (c) => list(c, c.req.param('locale')));

  app.get('/:template/:locale/:person', async (c) => {
    const found = await find(c);
    if (!found) return c.notFound();
    const to = c.req.query('done') === 'test' ? host.testAddress?.(c) : undefined;
    return show(c, found, to === undefined ? undefined : { words: `A test is on its way to ${to}.`, isBad: false });
  });

  app.get('/:template/:locale/:person/:scheme', async (c) => {
    const scheme = c.req.param('scheme') as Scheme;
    const found = schemes.includes(scheme) ? await find(c) : undefined;
    return found ? previewDocument(c, { html: inScheme(found.shown.html, scheme) }) : c.notFound();
  });

  app.post('/:template/:locale/:person/test', async (c) => {
    const found = await find(c);
    const to = host.testAddress?.(c);
    if (!found || to === undefined || !desk.sendEmailTest) return c.notFound();
    const { email, person } = found;
    try {
      await desk.sendEmailTest({ template: email.template, locale: email.locale, person }, to);
      return c.redirect(`${addresses.page(email, person.id)}?done=test`, 303);
    } catch (error) {
      if (!(error instanceof TestNotSentError || error instanceof AddressError)) throw error;
      return show(c, found, { words: error.message, isBad: true });
    }
  });
  return app;
}
