// Staff sign-in by OpenID Connect: authorization code flow with PKCE, a public client, at Cognito or a local provider.
import * as oidc from 'openid-client';
import type { PendingSignIn, SignedIn, SignIn } from '../../ports/sign-in.ts';

/** Longest the provider may take for one answer. */
const providerTimeoutSeconds = 8;
/** Roles come in the first of these claims that is there: ours, or Cognito's groups. */
const roleClaims = ['roles', 'cognito:groups'] as const;

/** Discovery is read once and kept; a failed read is tried again at the next sign-in. */
export function makeSignIn(settings: { readonly issuer: string; readonly clientId: string }): SignIn {
  let discovered: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    async begin(redirectUri, afresh) {
      const pending: PendingSignIn = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
        ...(afresh && { prompt: 'login' }),
      });
      return { url: url.href, pending };
    },

    async finish(callbackUrl, pending) {
      const config = await configuration();
      try {
        return await exchange(config, new URL(callbackUrl), pending);
      } catch (error) {
        if (isRefusal(error)) return { refused: reasonOf(error) };
        throw error;
      }
    },
  };
}

async function exchange(config: oidc.Configuration, callbackUrl: URL, pending: PendingSignIn): Promise<SignedIn> {
  const tokens = await oidc.authorizationCodeGrant(config, callbackUrl, {
    pkceCodeVerifier: pending.codeVerifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('The identity provider sent no ID token.');
  const known = readClaims(claims.sub, claims);
  if (known.roles.length > 0 && known.email) return known;
  // Some providers keep profile claims out of the ID token and answer them at the userinfo endpoint alone.
  if (!config.serverMetadata().userinfo_endpoint) return known;
  const more = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  return readClaims(claims.sub, { ...claims, ...more });
}

function discover({ issuer, clientId }: { issuer: string; clientId: string }): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  // Plain http is for a provider on this very machine and nowhere else.
  const isLocal = server.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname);
  return oidc.discovery(server, clientId, { token_endpoint_auth_method: 'none' }, oidc.None(), {
    timeout: providerTimeoutSeconds,
    ...(isLocal && { execute: [oidc.allowInsecureRequests] }),
  });
}

/** A refusal by the provider or by the library's checks; anything else, such as a provider out of reach, is an error of ours. */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof oidc.AuthorizationResponseError ||
    error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.WWWAuthenticateChallengeError ||
    error instanceof oidc.ClientError
  );
}

/** For operators: the provider's own code where it gave one, else the check that failed. */
function reasonOf(error: Error): string {
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    return `${error.error}: ${error.error_description ?? error.message}`;
  }
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function readClaims(subject: string, claims: Readonly<Record<string, unknown>>): SignedIn {
  const roles = roleClaims.map((name) => claims[name]).find((value) => value !== undefined);
  return {
    subject,
    email: typeof claims.email === 'string' ? claims.email : '',
    roles: [roles].flat().filter((role): role is string => typeof role === 'string'),
  };
}
