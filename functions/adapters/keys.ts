// The keys behind ids and tokens: one identity key for ever, and a ring of token keys of which the first signs.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';

const secret = z.string().check(z.minLength(32));

const keysSchema = z.object({
  /** Never rotated: losing it loses everyone's identity. */
  identity: secret,
  /** By one-character key id; all of them verify, the first signs. */
  tokens: z.array(z.object({ id: z.string().check(z.length(1)), key: secret })).check(z.minLength(1)),
  /** Signs staff sessions. */
  session: secret,
  /** Shared with the systems that report goals: all of them verify, so that one can be changed after the other. */
  goals: z._default(z.array(secret), []),
});

export type Keys = z.infer<typeof keysSchema>;

/** Reads the keys' JSON from Secrets Manager; throws when it is missing or damaged. */
export async function loadKeys(secretId: string): Promise<Keys> {
  const answer = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: secretId }));
  return parseKeys(answer.SecretString ?? '');
}

export function parseKeys(json: string): Keys {
  return keysSchema.parse(JSON.parse(json));
}

/** What a function without `secrets` in the manifest gets: it may be built, but asking it for a key throws. */
export const noKeys: Keys = {
  get identity(): never {
    return refuse();
  },
  get tokens(): never {
    return refuse();
  },
  get session(): never {
    return refuse();
  },
  get goals(): never {
    return refuse();
  },
};

function refuse(): never {
  throw new Error('This function has no keys: add "secrets" to its `uses` in functions/manifest.ts.');
}
