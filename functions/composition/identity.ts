// Who is who, from the identity key.
import { makeIdentity as identityFrom } from '../adapters/links/identity.ts';
import type { Identity } from '../ports/identity.ts';
import type { Context } from './context.ts';

export const makeIdentity = (context: Context): Identity => context.once('identity', () => identityFrom(context.keys));
