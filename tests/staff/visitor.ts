// A browser without a screen: keeps cookies, follows redirects, fills the sign-in form.
import type { StaffRole } from '../../functions/domain/staff.ts';
import { testPassword } from '../../infra/local/sign-in/test-users.ts';

const maxRedirects = 12;

export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** One request, redirects not followed. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const answer = await fetch(new URL(path, this.origin), { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    return answer;
  }

  /** A visit as people make it: redirects followed to a page. */
  async visit(path: string, init: RequestInit = {}): Promise<{ answer: Response; url: URL }> {
    let url = new URL(path, this.origin);
    let answer = await this.ask(url.href, init);
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < maxRedirects; hops++) {
      url = new URL(answer.headers.get('location') ?? '', url);
      answer = await this.ask(url.href);
    }
    return { answer, url };
  }

  async submit(path: string, fields: Record<string, string>): Promise<{ answer: Response; url: URL }> {
    return this.visit(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** From a page of ours to the provider's form and back. */
  async signIn(role: StaffRole | 'nobody', path = '/staff'): Promise<{ answer: Response; url: URL }> {
    const { url } = await this.visit(path);
    return this.submit(url.href, { email: `${role}@clinic.test`, password: testPassword });
  }

  post(path: string, body?: unknown): Promise<Response> {
    return this.ask(path, {
      method: 'POST',
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)];
    const isGone = attributes.some((one) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(one));
    if (isGone) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
