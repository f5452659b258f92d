// The language of the e-mails: the browser's where they are written in it, the clinic's own where they are not.
import { describe, expect, it } from 'vitest';
import { PeopleWorld } from './people-world.ts';

const email = 'ana@example.com';
const form = { email, consent: 'on', wording: '2026-11' };

async function localeOf(accepted: string | undefined, fields: Record<string, string> = {}) {
  const world = new PeopleWorld();
  const response = await world.site.request('/signup', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(accepted !== undefined && { 'accept-language': accepted }),
    },
    body: new URLSearchParams({ ...form, ...fields }).toString(),
  });
  expect(response.status).toBe(303);
  return world.person(email)?.locale;
}

describe('the language of a sign-up by form', () => {
  it.each([
    ['es', 'es'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['fr-FR,fr;q=0.9,es;q=0.5,en;q=0.4', 'es'],
    ['en;q=0.3, es;q=0.7', 'es'],
    ['en-GB,en;q=0.9,es;q=0.8', 'en'],
    ['de,fr', 'en'],
    ['es;q=0,de', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['\u00bf;;q=x,,', 'en'],
    [undefined, 'en'],
  ])('a browser that asks for %j gets %s', async (accepted, locale) => {
    expect(await localeOf(accepted)).toBe(locale);
  });

  it('is the one a field of the form names, before the browser’s', async () => {
    expect(await localeOf('en', { locale: 'es-MX' })).toBe('es-MX');
    expect(await localeOf('es', { locale: 'en-GB' })).toBe('en-GB');
  });
});

it('takes a language by JSON only where the e-mails are written in it', async () => {
  const signedUp = async (locale: string) => {
    const world = new PeopleWorld();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ email, consent: true, locale });
    expect((await world.site.request('/api/signup', { method: 'POST', headers, body })).status).toBe(202);
    return world.person(email)?.locale;
  };
  expect(await signedUp('es')).toBe('es');
  expect(await signedUp('fr')).toBe('en');
});
