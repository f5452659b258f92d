// Identity and tokens for tests: the real ones, on fixed keys, so that every run makes the same ids and links.
import { makeIdentity } from '../../functions/adapters/links/identity.ts';
import { makeTokens } from '../../functions/adapters/links/tokens.ts';
import type { Identity, Tokens } from '../../functions/ports/identity.ts';

export const memoryIdentity: Identity = makeIdentity({ identity: 'an identity key that only tests ever use' });

export const memoryTokens: Tokens = makeTokens({
  tokens: [{ id: 'm', key: 'a token key that nothing but tests uses' }],
});
