// The staff sign-in of a context, at the provider its settings name.
import { makeSignIn as make } from '../adapters/oidc/sign-in.ts';
import type { SignIn } from '../ports/sign-in.ts';
import type { Context } from './context.ts';

export const makeSignIn = (context: Context): SignIn => context.once('sign-in', () => make(context.settings.oidc));
