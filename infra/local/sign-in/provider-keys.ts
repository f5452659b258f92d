// The local identity provider's keys, made once per data directory: a restart must not invalidate what it signed.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../data-directory.ts';

export interface ProviderKeys {
  readonly cookies: readonly string[];
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
}

export function providerKeys(path: string): ProviderKeys {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = {
      ...privateKey.export({ format: 'jwk' }),
      kid: randomBytes(8).toString('hex'),
      use: 'sig',
      alg: 'RS256',
    };
    writeWhole(path, JSON.stringify({ cookies: [randomBytes(32).toString('base64url')], jwks: { keys: [key] } }));
  }
  return JSON.parse(readFileSync(path, 'utf8')) as ProviderKeys;
}
