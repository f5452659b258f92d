// The functions as the cloud gets them: each from its own bundle, told nothing but what its `uses` in the manifest name.
import { pathToFileURL } from 'node:url';
import { noKeys } from '../../../functions/adapters/keys.ts';
import { type Context, makeContext } from '../../../functions/composition/context.ts';
import { type FunctionName, functions, type Resource } from '../../../functions/manifest.ts';
import type { Handlers, Make } from '../handlers.ts';
import { bundleHandlers } from './bundle-handlers.ts';

/** Bundles every function into `outdir` and loads it from there; what the templates say must have been built before. */
export async function bundledFunctions(outdir: string): Promise<Required<Handlers>> {
  const names = Object.keys(functions) as FunctionName[];
  const bundles = await bundleHandlers(names, outdir);
  const loaded = await Promise.all(
    bundles.map(async ({ name, file }): Promise<[FunctionName, Make]> => {
      const { make } = (await import(pathToFileURL(file).href)) as { make: Make };
      return [name, (context) => make(contextFor(name, context))];
    }),
  );
  return Object.fromEntries(loaded) as Required<Handlers>;
}

/** Clients and caches of its own, as in a Lambda of its own; and, like there, no key and no queue it does not use. */
function contextFor(name: FunctionName, { settings, clinic, clock, ids, keys }: Context): Context {
  const uses: readonly Resource[] = functions[name].uses;
  const queueUrls = Object.fromEntries(
    Object.entries(settings.queueUrls).filter(([queue]) => uses.includes(queue as Resource)),
  );
  return makeContext({
    settings: {
      ...settings,
      queueUrls,
      configurationSet: uses.includes('mail') ? settings.configurationSet : '',
      oidc: uses.includes('signIn') ? settings.oidc : { issuer: '', clientId: '' },
    },
    clinic,
    clock,
    ids,
    keys: uses.includes('secrets') ? keys : noKeys,
  });
}
