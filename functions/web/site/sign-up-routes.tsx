// Sign-up by form and by JSON. The answer never tells whether an address is known.
import type { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { Clinic } from '../../domain/clinic.ts';
import { type SignUpDeps, signUp } from '../../usecases/sign-up.ts';
import { clientIp } from '../client-ip.ts';
import type { SiteDeps } from './app.tsx';
import { formFields } from './form-fields.ts';
import { linkTo, Notice } from './notice.tsx';
import { pageWords, problem, refuseMethod, type SiteContext, type SiteEnv, showPage, wantsJson } from './respond.tsx';
import { type Checked, checkForm, checkJson } from './sign-up-form.ts';
import { SignUpPage, type SignUpPageProps } from './sign-up-page.tsx';
import { en, type SiteWords } from './words/en.tsx';

/** A language as addresses may carry it: nothing else of what somebody typed is given back. */
const wanted = (locale: string): string => /^[a-z]{2}(-[A-Z]{2})?$/.exec(locale)?.[0] ?? '';

const notUnderstood = 'Some fields need another look';

export function addSignUpRoutes(app: Hono<SiteEnv>, deps: SiteDeps): void {
  const { clinic } = deps;
  app.get('/', (c) => {
    const { source = '', locale = '' } = c.req.query();
    return signUpPage(c, deps, { values: { source, locale: wanted(locale) } });
  });
  app.all('/', refuseMethod(clinic, 'GET'));

  app.post('/signup', async (c) => {
    const fields = await formFields(c);
    if (!fields) return problem(c, 415, 'Not a form', 'Send the fields as a form, or as JSON to /api/signup.');
    // A field no person sees was filled in: a robot, which learns nothing.
    const next = `/signup/check-your-mail${fields.locale ? `?locale=${wanted(fields.locale)}` : ''}`;
    if (fields.website) return c.redirect(next, 303);
    c.set('readerLocale', fields.locale || undefined);
    // Programs are answered in English.
    const { form } = wantsJson(c) ? en : pageWords(c, clinic);
    const checked = checkForm(fields, clinic, form, browserLocale(c, clinic));
    if ('errors' in checked) {
      if (wantsJson(c)) return problem(c, 422, notUnderstood, undefined, checked.errors);
      return signUpPage(c, deps, { values: fields, errors: checked.errors });
    }
    await signUpWith(c, deps, checked, 'form');
    return c.redirect(next, 303);
  });
  app.all('/signup', refuseMethod(clinic, 'POST'));

  app.get('/signup/check-your-mail', (c) => {
    c.set('readerLocale', c.req.query('locale'));
    const { sent } = pageWords(c, clinic);
    return showPage(
      c,
      clinic,
      { title: sent.heading },
      <CheckYourMail words={sent} minutes={10} phone={clinic.phone} />,
    );
  });
  app.all('/signup/check-your-mail', refuseMethod(clinic, 'GET'));

  app.post('/api/signup', async (c) => {
    const body = await jsonObject(c);
    if (!body)
      return problem(
        c,
        400,
        'Not JSON',
        'Send one JSON object, such as {"email": "anna@example.com", "consent": true}.',
      );
    const checked = checkJson(body, clinic);
    if ('errors' in checked) return problem(c, 422, notUnderstood, undefined, checked.errors);
    await signUpWith(c, deps, checked, 'api');
    c.header('cache-control', 'no-store');
    return c.json({ status: 'accepted' }, 202);
  });
  app.all('/api/signup', refuseMethod(clinic, 'POST'));
}

async function signUpWith(
  c: SiteContext,
  deps: SignUpDeps,
  checked: Extract<Checked, { input: unknown }>,
  channel: 'form' | 'api',
): Promise<void> {
  const ip = clientIp(c);
  await signUp(deps, { ...checked.input, channel, ...(ip && { ip }) });
}

/** The language the browser likes best among those the e-mails are written in; undefined where it is the clinic's own. */
function browserLocale(c: SiteContext, { locale, otherLocales = [] }: Clinic): string | undefined {
  const chosen = accepts(c, {
    header: 'Accept-Language',
    supports: [locale, ...otherLocales],
    default: locale,
    match: (wanted, { supports }) =>
      wanted
        .toSorted((a, b) => b.q - a.q)
        .filter(({ q }) => q > 0)
        .flatMap(({ type }) => supports.filter((one) => one.slice(0, 2) === type.slice(0, 2).toLowerCase()))
        .at(0) ?? locale,
  });
  return chosen === locale ? undefined : chosen;
}

function signUpPage(c: SiteContext, { clinic }: SiteDeps, props: Pick<SignUpPageProps, 'values' | 'errors'>) {
  const failed = (props.errors?.length ?? 0) > 0;
  c.set('readerLocale', props.values?.locale || undefined);
  const words = pageWords(c, clinic);
  const title = failed ? words.front.checkTitle : words.front.title;
  const nonce = c.get('secureHeadersNonce') ?? '';
  return showPage(
    c,
    clinic,
    { title, listed: true, status: failed ? 422 : 200 },
    <SignUpPage clinic={clinic} words={words} nonce={nonce} {...props} />,
  );
}

/** Undefined for what is not JSON, or not an object. */
async function jsonObject(c: SiteContext): Promise<Record<string, unknown> | undefined> {
  try {
    const body: unknown = JSON.parse(await c.req.text());
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface CheckProps {
  readonly words: SiteWords['sent'];
  readonly minutes: number;
  readonly phone: string;
}

const CheckYourMail = ({ words, minutes, phone }: CheckProps) => (
  <Notice sign="mail" heading={words.heading}>
    <p>{words.about}</p>
    <p class="small">{words.nothing(minutes, phone, linkTo('/'))}</p>
  </Notice>
);
