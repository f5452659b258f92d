// The manifest's handlers bundled as the cloud bundles them, with what went into each: for a runner of bundles, the bench and tests.
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type FunctionName, functions } from '../../../functions/manifest.ts';
import { esbuildOptions, handlerPath, projectRoot } from '../../cloud/bundling.ts';

export interface BundledHandler {
  readonly name: FunctionName;
  /** The bundle on disk. */
  readonly file: string;
  readonly bytes: number;
  /** Every file in it, from the project's root, with the bytes it takes. */
  readonly inputs: Readonly<Record<string, number>>;
  /** What it imports at run time from outside itself, `node:` modules apart, and how. */
  readonly outside: readonly { readonly path: string; readonly kind: string }[];
}

/** Writes one bundle after the other into `outdir`; the build must have been made. */
export async function bundleHandlers(names: readonly FunctionName[], outdir: string): Promise<BundledHandler[]> {
  const bundled: BundledHandler[] = [];
  for (const name of names) {
    const entry = handlerPath(functions[name].entry);
    if (!existsSync(entry)) throw new Error(`${name} has no handler: ${functions[name].entry}.ts is not there.`);
    const file = join(outdir, `${name}.mjs`);
    const { metafile } = await build({
      ...esbuildOptions,
      absWorkingDir: projectRoot,
      entryPoints: [entry],
      outfile: file,
      metafile: true,
      logLevel: 'error',
    });
    const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.mjs'))?.[1];
    if (!output) throw new Error(`esbuild wrote no bundle for ${name}.`);
    const inputs = Object.entries(output.inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]);
    const outside = output.imports.filter(({ path }) => !isBuiltin(path)).map(({ path, kind }) => ({ path, kind }));
    bundled.push({ name, file, bytes: output.bytes, inputs: Object.fromEntries(inputs), outside });
  }
  return bundled;
}
