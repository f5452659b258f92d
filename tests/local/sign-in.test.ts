// The local identity provider, through the adapter that staff sign-in really uses.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeSignIn } from '../../functions/composition/sign-in.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { testPassword } from '../../infra/local/sign-in/test-users.ts';
import { testFolder } from './folder.ts';
import { run } from './run.ts';

/** A browser that keeps cookies and stops before the staff pages. */
function browser() {
  const jar = new Map<string, string>();
  return async (url: string, init: RequestInit = {}): Promise<{ url: string; response: Response }> => {
    let next = url;
    let options = init;
    for (let hop = 0; hop < 10; hop++) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(next, { ...options, headers: { cookie }, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const at = pair.indexOf('=');
        jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const location = response.headers.get('location');
      if (!location) return { url: next, response };
      next = new URL(location, next).href;
      if (new URL(next).pathname.startsWith('/staff')) return { url: next, response };
      options = {};
    }
    throw new Error('Too many redirects.');
  };
}

async function signIn(runner: LocalRunner, email: string, password = testPassword) {
  const port = makeSignIn(runner.context);
  const visit = browser();
  const { url, pending } = await port.begin(`${runner.origin}/staff/callback`, false);
  const login = await visit(url);
  const page = await login.response.text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await visit(new URL(action, runner.origin).href, {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
  });
  return { port, pending, visit, answer, page };
}

describe('the local sign-in', () => {
  it.each(['viewer', 'editor', 'admin'])('vouches for the %s with her role', async (role) => {
    const runner = await run();
    const { port, pending, answer, page } = await signIn(runner, `${role}@clinic.test`);
    expect(page).toContain('<label>');
    const signedIn = await port.finish(answer.url, pending);
    expect(signedIn).toEqual({ subject: `${role}@clinic.test`, email: `${role}@clinic.test`, roles: [role] });
  });

  it('refuses a wrong password and says so', async () => {
    const runner = await run();
    const { answer } = await signIn(runner, 'admin@clinic.test', 'wrong');
    expect(answer.response.status).toBe(422);
    expect(await answer.response.text()).toContain('role="alert"');
  });

  it('survives a restart: whoever was signed in still is', async () => {
    const data = join(testFolder(), 'data');
    const first = await run({ data });
    const { visit } = await signIn(first, 'admin@clinic.test');
    const port = Number(new URL(first.origin).port);
    await first.close();
    const second = await run({ data, port });
    const again = makeSignIn(second.context);
    const { url, pending } = await again.begin(`${second.origin}/staff/callback`, false);
    const back = await visit(url);
    expect(await again.finish(back.url, pending)).toMatchObject({ roles: ['admin'] });
  });

  it('says plainly when a sign-in has expired', async () => {
    const runner = await run();
    const seen = await fetch(`${runner.origin}/_local/oidc/login/gone`);
    expect([seen.status, (await seen.text()).includes('expired')]).toEqual([200, true]);
    const submitted = await fetch(`${runner.origin}/_local/oidc/login/gone`, { method: 'POST', body: 'email=a' });
    expect([submitted.status, (await submitted.text()).includes('expired')]).toEqual([400, true]);
  });
});
