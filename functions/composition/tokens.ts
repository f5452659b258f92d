// Signed link tokens, from the ring of token keys.
import { makeTokens as tokensFrom } from '../adapters/links/tokens.ts';
import type { Tokens } from '../ports/identity.ts';
import type { Context } from './context.ts';

export const makeTokens = (context: Context): Tokens => context.once('tokens', () => tokensFrom(context.keys));
