// Staff sign-in of a local run: a real OpenID Connect provider below /_local/oidc, with a test user per role.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { type Interaction, Provider } from 'oidc-provider';
import { LoginPage, ProblemPage } from './login-page.tsx';
import { type ProviderKeys, providerKeys } from './provider-keys.ts';
import { providerStore } from './provider-store.ts';
import { findTestUser, testPassword } from './test-users.ts';

export const signInPath = '/_local/oidc';
export const staffClientId = 'afterglow-staff';
const scopes = 'openid email profile';
const bodyLimitBytes = 10_000;

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What answers below `signInPath`. */
export function makeSignInProvider(origin: string, keysPath: string, database: DatabaseSync): Listener {
  const settings = configuration(origin, providerKeys(keysPath));
  const provider = new Provider(`${origin}${signInPath}`, { ...settings, adapter: providerStore(database) });
  const standard = provider.callback();
  return async (request, response) => {
    const url = request.url ?? '/';
    const login = /^\/_local\/oidc\/login\/([\w-]+)$/.exec(url.split('?')[0] ?? '');
    if (login) return answerLogin(provider, request, response);
    // The provider finds its own prefix by comparing the two.
    (request as IncomingMessage & { originalUrl?: string }).originalUrl = url;
    request.url = url.slice(signInPath.length) || '/';
    return standard(request, response);
  };
}

async function answerLogin(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request, response);
  } catch {
    // A visitor without cookies has asked for nothing wrong yet; only what she submits can be refused.
    const status = request.method === 'POST' ? 400 : 200;
    const message = 'This sign-in has expired, the runner was restarted, or your browser keeps no cookies.';
    return page(response, status, ProblemPage({ message }));
  }
  const action = `${signInPath}/login/${interaction.uid}`;
  if (request.method !== 'POST') return page(response, 200, LoginPage({ action }));
  const form = new URLSearchParams(await body(request));
  const email = form.get('email') ?? '';
  const user = findTestUser(email);
  if (!user || form.get('password') !== testPassword) {
    const problem = 'No test user has this address and password; see the list below.';
    return page(response, 422, LoginPage({ action, email, problem }));
  }
  const login = { accountId: user.email };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

function configuration(origin: string, keys: ProviderKeys): Record<string, unknown> {
  return {
    clients: [
      {
        client_id: staffClientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${origin}/staff/callback`],
        post_logout_redirect_uris: [`${origin}/staff`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    jwks: keys.jwks,
    cookies: { keys: keys.cookies },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: Interaction) => `${signInPath}/login/${uid}` },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'roles'] },
    // Small and local: the ID token carries all claims, as Cognito's does.
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => {
      const user = findTestUser(id);
      if (!user) return undefined;
      const { email, name, role } = user;
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: true, name, roles: [role] }) };
    },
    loadExistingGrant: grantEverything,
    renderError: (context: { type: string; body: unknown }, out: { error: string; error_description?: string }) => {
      context.type = 'html';
      context.body = String(ProblemPage({ message: out.error_description ?? out.error }));
    },
    ttl: {
      Interaction: 3_600,
      Session: 43_200,
      Grant: 43_200,
      AccessToken: 3_600,
      IdToken: 3_600,
      AuthorizationCode: 300,
    },
  };
}

interface GrantContext {
  readonly oidc: {
    readonly provider: Provider;
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
  };
}

/** The clinic's own client needs nobody's consent. */
async function grantEverything({ oidc }: GrantContext) {
  const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
  grant.addOIDCScope(scopes);
  await grant.save();
  return grant;
}

function page(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(String(content));
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) throw new Error('The sign-in form is larger than any sign-in form.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
