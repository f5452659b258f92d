// The clinic's staff in the demo: signs in as a browser does, writes a newsletter, notes who booked.
import type { LocalRunner } from '../runner.ts';
import { testPassword } from '../sign-in/test-users.ts';

const maxRedirects = 12;

export interface StaffDesk {
  sendNewsletter(draft: { subject: string; preheader: string; markdown: string }): Promise<void>;
  /** Notes that the person at this address booked a consultation. */
  noteBooking(email: string): Promise<void>;
}

export async function openStaffDesk(runner: LocalRunner): Promise<StaffDesk> {
  const cookies = new Map<string, string>();
  const visit = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  await signIn(runner, visit);
  const call = async (path: string, body: unknown = {}): Promise<unknown> => {
    const answer = await visit(`${runner.origin}/staff/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The staff API answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    async sendNewsletter(draft) {
      const { id } = (await call('/broadcasts', draft)) as { id: string };
      await call(`/broadcasts/${id}/send`);
    },
    async noteBooking(email) {
      const found = (await call('/subscribers/find', { email })) as { subscribers: { id: string }[] };
      for (const { id } of found.subscribers) await call(`/subscribers/${id}/goal`);
    },
  };
}

type Visit = (url: string, init?: RequestInit) => Promise<Response>;

async function signIn({ origin }: LocalRunner, visit: Visit): Promise<void> {
  const login = await follow(origin, visit, `${origin}/staff/sign-in`);
  const action = /action="([^"]+)"/.exec(await login.text())?.[1];
  if (!action) throw new Error('The sign-in page of the local identity provider has changed.');
  const body = new URLSearchParams({ email: 'editor@clinic.test', password: testPassword });
  await follow(origin, visit, new URL(action, origin).href, { method: 'POST', body });
}

async function follow(origin: string, visit: Visit, from: string, init?: RequestInit): Promise<Response> {
  let answer = await visit(from, init);
  let at = from;
  for (let hop = 0; hop < maxRedirects; hop++) {
    const location = answer.headers.get('location');
    if (!location) return answer;
    at = new URL(location, new URL(at, origin)).href;
    answer = await visit(at);
  }
  throw new Error('Signing in goes round in circles.');
}
