// Signing in over HTTP at a real OpenID Connect provider: there, back, out again, and everything that must not work.
import { sign } from 'hono/jwt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import clinicConfig from '../../clinic.config.ts';
import { type StaffRole, staffRoles } from '../../functions/domain/staff.ts';
import { dayMs, hourMs } from '../../functions/domain/time.ts';
import type { SignedIn, SignIn } from '../../functions/ports/sign-in.ts';
import { makeStaffApp } from '../../functions/web/staff/app.tsx';
import { makeDesk } from '../../functions/web/staff/make-desk.ts';
import { MemoryWorld } from '../memory/memory-world.ts';
import { acneScars } from './seeded-clinic.ts';
import { deskDeps, type StaffServer, sessionKey, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

const world = new MemoryWorld({ journeys: [acneScars] });
let wallNow = Date.now();
let server: StaffServer;

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  server = await startStaffServer(world, { wallClock: () => wallNow });
});
afterAll(() => server.end());

describe('signing in', () => {
  it.each(staffRoles)('brings a %s back to the page she asked for', async (role: StaffRole) => {
    const visitor = new Visitor(server.origin);
    const { answer, url } = await visitor.signIn(role, '/staff/subscribers?status=active');
    expect(answer.status).toBe(200);
    expect(url.pathname + url.search).toBe('/staff/subscribers?status=active');
    expect(await answer.text()).toContain(`${role}@clinic.test`);
  });

  it('uses the code flow with PKCE, state and nonce', async () => {
    const visitor = new Visitor(server.origin);
    const answer = await visitor.ask('/staff/sign-in');
    const asked = Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${server.origin}/staff/callback`,
    });
    expect([asked.state, asked.nonce, asked.code_challenge].every((value) => (value ?? '').length >= 32)).toBe(true);
  });

  it('answers a path outside the staff pages without asking who it is', async () => {
    const answer = await fetch(new URL('/favicon.ico', server.origin));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no such page');
  });

  it.each([
    'https://evil.example/staff',
    '//evil.example',
    '/staff//evil.example\\..',
    '/staff\\@evil.example',
    '/elsewhere',
    'javascript:alert(1)',
  ])('never returns to %s', async (target) => {
    const visitor = new Visitor(server.origin);
    const { url } = await visitor.visit(`/staff/sign-in?${new URLSearchParams({ return: target })}`);
    const back = await visitor.submit(url.href, { email: 'viewer@clinic.test', password: 'afterglow' });
    expect(back.url.origin).toBe(server.origin);
    expect(back.url.pathname).toBe('/staff');
  });

  it('moves a visit under another name of this machine to where the provider answers', async () => {
    const other = server.origin.replace('localhost', '127.0.0.1');
    const answer = await fetch(`${other}/staff/sign-in?return=/staff/newsletters`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toMatch(new RegExp(`^${server.origin}/staff/sign-in\\?return=`));
  });

  it('sets a cookie that scripts and other sites cannot use', async () => {
    const visitor = new Visitor(server.origin);
    const answer = await visitor.ask('/staff/sign-in');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\/staff/i);
    expect(cookie).not.toMatch(/Secure/i);
  });
});

describe('coming back wrongly', () => {
  it('asks to sign in again without a sign-in on its way', async () => {
    const answer = await fetch(`${server.origin}/staff/callback?code=x&state=y`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Please sign in again');
  });

  const begin = async (visitor: Visitor) => {
    const asked = await visitor.ask('/staff/sign-in');
    const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
    return { state, iss: `${server.origin}/_local/oidc`, code: 'invented' };
  };

  it.each([
    ['a state that is not the one it gave', { state: 'forged' }, 'state'],
    ['a code that the provider did not give', {}, 'invalid_grant'],
    ['an answer in another provider’s name', { iss: 'https://evil.example' }, 'issuer'],
  ])('refuses %s', async (_name, wrong, reason) => {
    const visitor = new Visitor(server.origin);
    const query = new URLSearchParams({ ...(await begin(visitor)), ...wrong });
    vi.mocked(console.warn).mockClear();
    const answer = await visitor.ask(`/staff/callback?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('Signing in did not work');
    expect(visitor.cookies.has('afterglow_staff')).toBe(false);
    expect(console.warn).toHaveBeenCalledWith('Staff sign-in refused:', expect.stringContaining(reason));
  });

  it('takes an answer once only', async () => {
    const visitor = new Visitor(server.origin);
    const query = new URLSearchParams(await begin(visitor));
    await visitor.ask(`/staff/callback?${query}`);
    const again = await visitor.ask(`/staff/callback?${query}`);
    expect(await again.text()).toContain('Please sign in again');
  });
});

describe('a session', () => {
  it('ends after twelve real hours', async () => {
    const visitor = new Visitor(server.origin);
    await visitor.signIn('viewer');
    const begun = wallNow;
    wallNow = begun + 12 * hourMs - 1_000;
    expect((await visitor.ask('/staff')).status).toBe(200);
    wallNow = begun + 12 * hourMs;
    expect((await visitor.ask('/staff')).status).toBe(303);
    wallNow = begun;
  });

  it('outlives forty virtual days', async () => {
    const visitor = new Visitor(server.origin);
    await visitor.signIn('viewer');
    world.clock.advance(40 * dayMs);
    expect((await visitor.ask('/staff')).status).toBe(200);
  });

  it.each([
    ['another key', () => token('not the key', { use: 'session' })],
    ['a sign-in token in its place', () => token(sessionKey, { use: 'sign-in' })],
    ['an unknown role', () => token(sessionKey, { use: 'session', role: 'owner' })],
    ['no token at all', async () => 'garbage'],
  ])('is not made from %s', async (_name, forge) => {
    const visitor = new Visitor(server.origin);
    visitor.cookies.set('afterglow_staff', await forge());
    expect((await visitor.ask('/staff')).status).toBe(303);
    expect((await visitor.ask('/staff/api/journeys')).status).toBe(401);
  });

  it('is gone after signing out, and the provider asks again who is there', async () => {
    const visitor = new Visitor(server.origin);
    await visitor.signIn('admin');
    const { url } = await visitor.submit('/staff/sign-out', {});
    expect(url.pathname).toBe('/staff/signed-out');
    expect((await visitor.ask('/staff')).status).toBe(303);
    const again = await visitor.visit('/staff');
    expect(again.url.pathname).toContain('/_local/oidc/login');
    const back = await visitor.submit(again.url.href, { email: 'admin@clinic.test', password: 'afterglow' });
    expect(await back.answer.text()).toContain('admin@clinic.test');
  });

  it('is told apart from a stranger at the API by problem details', async () => {
    const answer = await fetch(`${server.origin}/staff/api/journeys`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 401, title: 'Not signed in' });
  });
});

describe('roles the provider claims', () => {
  it.each([
    [['viewer', 'admin'], 200],
    [['editor'], 200],
    [[], 403],
    [['patient'], 403],
  ])('%j answers %i', async (roles, status) => {
    const app = appOf({ subject: 'u1', email: 'who@clinic.test', roles });
    const begun = await app.request('https://mail.lumenskin.example/staff/sign-in');
    const cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const back = await app.request('https://mail.lumenskin.example/staff/callback?code=c&state=s', {
      headers: { cookie },
    });
    expect(back.status).toBe(status === 200 ? 303 : status);
    if (status === 403) expect(await back.text()).toContain('nobody has given you a role');
    expect(begun.headers.getSetCookie()[0]).toMatch(/Secure/);
  });

  it('says plainly when the provider refuses', async () => {
    const app = appOf({ refused: 'access_denied' });
    const begun = await app.request('https://mail.lumenskin.example/staff/sign-in');
    const cookie = begun.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const back = await app.request('https://mail.lumenskin.example/staff/callback?error=access_denied', {
      headers: { cookie },
    });
    expect(back.status).toBe(400);
    expect(await back.text()).toContain('Signing in did not work');
  });
});

function appOf(found: SignedIn | { refused: string }) {
  const signIn: SignIn = {
    begin: async () => ({
      url: 'https://provider.example/authorize',
      pending: { state: 's', nonce: 'n', codeVerifier: 'v' },
    }),
    finish: async () => found,
  };
  return makeStaffApp({ clinic: clinicConfig, sessionKey, signIn, desk: makeDesk(deskDeps(world, clinicConfig)) });
}

function token(key: string, claims: Record<string, unknown>): Promise<string> {
  const member = {
    sub: 'u',
    email: 'u@clinic.test',
    role: 'admin',
    state: 's',
    nonce: 'n',
    codeVerifier: 'v',
    returnTo: '/',
  };
  return sign({ ...member, ...claims, endsAt: wallNow + hourMs }, key, 'HS256');
}
