// Bad input: each mistake is named with its field and remedy; nothing is stored, nothing sent.
import { describe, expect, it } from 'vitest';
import { PeopleWorld } from './people-world.ts';

const good = { email: 'anna@example.com', consent: true };
const wrong: readonly [string, Record<string, unknown>, string, RegExp][] = [
  ['no address', { ...good, email: undefined }, 'email', /^Enter your e-mail address/],
  ['an empty address', { ...good, email: '  ' }, 'email', /^Enter your e-mail address/],
  ['an address that is a number', { ...good, email: 7 }, 'email', /^Enter your e-mail address/],
  ['not an address', { ...good, email: 'anna.example.com' }, 'email', /such as anna@example.com/],
  ['a space in the mailbox', { ...good, email: 'an na@example.com' }, 'email', /spaces/],
  ['two lines', { ...good, email: 'anna@example.com\nbcc: eva@example.com' }, 'email', /before @/],
  ['a non-ASCII local part', { ...good, email: 'ännchen@example.com' }, 'email', /letters that mail cannot carry/],
  ['no domain', { ...good, email: 'anna@localhost' }, 'email', /not a domain/],
  ['an over-long address', { ...good, email: `${'a'.repeat(60)}@${'b.'.repeat(100)}example.com` }, 'email', /too long/],
  ['no consent', { email: good.email }, 'consent', /without consent/],
  ['consent refused', { ...good, consent: false }, 'consent', /without consent/],
  ['consent as a word', { ...good, consent: 'true' }, 'consent', /without consent/],
  ['consent without marketing', { ...good, consent: { marketing: false } }, 'consent', /without consent/],
  ['an unknown wording', { ...good, wording: '1999-01' }, 'wording', /Reload the page/],
  [
    'an unknown wording inside',
    { ...good, consent: { marketing: true, wording: '1999-01' } },
    'wording',
    /Reload the page/,
  ],
  ['an over-long name', { ...good, firstName: 'n'.repeat(81) }, 'firstName', /at most 80/],
  ['a name with a line break', { ...good, firstName: 'Anna\nBcc' }, 'firstName', /control characters/],
  ['a name with half a character', { ...good, firstName: 'Anna \ud83d' }, 'firstName', /control characters/],
  ['a name with a link', { ...good, firstName: 'win at https://evil.example' }, 'firstName', /without links/],
  ['a name that is a list', { ...good, firstName: ['Anna'] }, 'firstName', /as text/],
  ['tracking as a word', { ...good, tracking: 'yes' }, 'tracking', /true or false/],
  ['an unknown time zone', { ...good, timeZone: 'Mars/Olympus' }, 'timeZone', /IANA/],
  ['an offset for a zone', { ...good, timeZone: '+02:00' }, 'timeZone', /IANA/],
  ['an over-long source', { ...good, source: 's'.repeat(61) }, 'source', /at most 60/],
  ['a source with marks', { ...good, source: '<b>' }, 'source', /letters, digits/],
  ['a locale that is none', { ...good, locale: 'english' }, 'locale', /language/],
];

describe('sign-up as JSON', () => {
  it.each(wrong)('refuses %s', async (_name, body, field, message) => {
    const world = new PeopleWorld();
    const before = world.snapshot();
    const response = await post(world, '/api/signup', JSON.stringify(body));
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as {
      status: number;
      title: string;
      errors: { field: string; message: string }[];
    };
    expect(problem).toMatchObject({ type: 'about:blank', status: 422, title: 'Some fields need another look' });
    expect(problem.errors.map((error) => error.field)).toEqual([field]);
    expect(problem.errors[0]?.message).toMatch(message);
    expect(world.snapshot()).toBe(before);
  });

  it('names every field at once', async () => {
    const response = await post(new PeopleWorld(), '/api/signup', JSON.stringify({ email: 'x', timeZone: 1 }));
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual(['consent', 'email', 'timeZone']);
  });

  it.each([
    ['{"email":', 400],
    ['', 400],
    ['[]', 400],
    ['null', 400],
    ['"anna@example.com"', 400],
    [JSON.stringify({ ...good, note: 'x'.repeat(16_400) }), 413],
  ])('refuses the body %.20s', async (body, status) => {
    const world = new PeopleWorld();
    const before = world.snapshot();
    const response = await post(world, '/api/signup', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(world.snapshot()).toBe(before);
  });

  it.each([
    [{ ...good, wording: '2026-11', firstName: null, timeZone: null }],
    [{ ...good, consentWording: '2026-11', unknown: 'ignored' }],
    [{ ...good, consent: { marketing: true, wording: '2026-11' }, tracking: false, locale: 'en-GB' }],
    [{ ...good, firstName: 'Zoë 🌱 O’Hara-Ní', locale: 'fr' }],
  ])('takes %j', async (body) => {
    const world = new PeopleWorld();
    expect((await post(world, '/api/signup', JSON.stringify(body))).status).toBe(202);
    expect(world.person(good.email)?.status).toBe('pending');
  });
});

describe('sign-up by form', () => {
  const form = {
    email: 'anna@example.com',
    consent: 'on',
    wording: '2026-11',
    timeZone: 'Mars/Olympus',
    source: '<b>',
  };

  it('leads on to a page, with what the browser filled in wrongly left out', async () => {
    const world = new PeopleWorld();
    const response = await world.post('/signup', { ...form, tracking: 'on', firstName: '' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/signup/check-your-mail']);
    expect(world.person(form.email)).toMatchObject({
      status: 'pending',
      consents: [{ source: 'form' }, { purpose: 'tracking' }],
    });
    expect(Object.keys(world.person(form.email) ?? {})).not.toContain('timeZone');
    expect((await world.get('/signup/check-your-mail')).status).toBe(200);
  });

  it('shows the form again with messages tied to their fields and values kept', async () => {
    const world = new PeopleWorld();
    const response = await world.post('/signup', {
      email: 'anna@',
      firstName: 'An<na',
      tracking: 'on',
      wording: '2026-11',
    });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toMatch(
      /<input[^>]*name="email"[^>]*value="anna@"[^>]*aria-invalid="true"[^>]*aria-describedby="email-error"/,
    );
    expect(page).toMatch(/id="email-error"><span>Enter an e-mail address such as/);
    expect(page).toMatch(/name="consent"[^>]*aria-describedby="consent-error"/);
    expect(page).toContain('value="An&lt;na"');
    expect(page).toMatch(/name="tracking" checked/);
    expect(world.state.subscribers.size).toBe(0);
  });

  it('asks to reload when the wording has changed', async () => {
    const world = new PeopleWorld();
    const response = await world.post('/signup', { ...form, wording: '1999-01' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Reload the page');
    expect(world.state.subscribers.size).toBe(0);
  });

  it('thanks a robot and stores nothing', async () => {
    const world = new PeopleWorld();
    expect((await world.post('/signup', { ...form, website: 'https://spam.example' })).status).toBe(303);
    expect(world.state.subscribers.size).toBe(0);
  });

  it('answers problem details to a program', async () => {
    const request = {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ email: 'x' }),
    };
    const response = await new PeopleWorld().site.request('/signup', request);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'email' }, { field: 'consent' }] });
  });

  it('refuses another kind of body', async () => {
    const world = new PeopleWorld();
    expect((await post(world, '/signup', JSON.stringify(good))).status).toBe(415);
  });
});

describe('addresses', () => {
  it.each([
    ['GET', '/signup', 405, 'POST'],
    ['DELETE', '/', 405, 'GET'],
    ['GET', '/api/signup', 405, 'POST'],
    ['PUT', '/confirm/x', 405, 'GET, POST'],
    ['DELETE', '/unsubscribe/x', 405, 'GET, POST'],
    ['POST', '/archive/x', 405, 'GET'],
    ['GET', '/nowhere', 404, null],
    ['GET', '/confirm', 404, null],
    ['GET', '/archive/a%2fb', 404, null],
  ])('%s %s is answered with %i', async (method, path, status, allow) => {
    const world = new PeopleWorld();
    const page = await world.site.request(path, { method });
    expect([page.status, page.headers.get('allow')]).toEqual([status, allow]);
    if (!path.startsWith('/api')) expect(await page.text()).toContain('<h1>');
    const program = await world.site.request(path, { method, headers: { accept: 'application/json' } });
    expect(await program.json()).toMatchObject({ status });
  });

  it('say nothing of what broke', async () => {
    const world = new PeopleWorld();
    world.subscribers.get = async () => {
      throw new Error('secret of anna@example.com');
    };
    const response = await post(world, '/api/signup', JSON.stringify(good));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });
});

describe('headers', () => {
  it('keep token pages out of caches, frames, search engines and referrers', async () => {
    const world = new PeopleWorld();
    await world.join(good.email);
    for (const path of [`/unsubscribe/${world.leaveToken(good.email)}`, `/confirm/${world.confirmToken(good.email)}`]) {
      const { headers } = await world.get(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toMatch(/script-src 'nonce-[^']+'/);
      expect(policy).not.toContain('unsafe');
    }
  });
});

function post(world: PeopleWorld, path: string, body: string): Promise<Response> | Response {
  return world.site.request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
