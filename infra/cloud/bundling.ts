// How a handler becomes one file, once: the stacks, the bench and the tests of bundles all build with these options.
// No CDK in here, so that the bench can read it without loading the CDK.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The file of a handler, from its `entry` in the manifest. */
export const handlerPath = (entry: string): string => join(projectRoot, 'functions', 'handlers', `${entry}.ts`);

export const esbuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // ESM first, so that what a handler does not use is shaken off.
  mainFields: ['module', 'main'],
  // Some libraries are CommonJS inside and ask for Node's own modules with require(), which an ES module lacks.
  banner: {
    js: "import{createRequire as afterglowRequire}from'node:module';const require=afterglowRequire(import.meta.url);",
  },
  minify: true,
  sourcemap: true,
  sourcesContent: false,
} satisfies BuildOptions;
