// How a handler becomes one file, once: the stacks, the bench and the tests of bundles all build with these options.
// No CDK in here, so that the bench can read it without loading the CDK.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The file of a handler, from its `entry` in the manifest. */
export const handlerPath = (entry: string): string => join(projectRoot, 'functions', 'handlers', `${entry}.ts`);

export const bundling = {
  target: 'node24',
  // ESM first, so that what a handler does not use is shaken off.
  mainFields: ['module', 'main'],
  // Some libraries are CommonJS inside and ask for Node's own modules with require(), which an ES module lacks.
  banner: "import{createRequire as afterglowRequire}from'node:module';const require=afterglowRequire(import.meta.url);",
} as const;

/** The same options in esbuild's own words. */
export const esbuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: bundling.target,
  mainFields: [...bundling.mainFields],
  banner: { js: bundling.banner },
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
} satisfies BuildOptions;
