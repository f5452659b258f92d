// How a handler becomes one file, once: the stacks, the bench and the tests of bundles all build with these options.
// No CDK in here, so that the bench can read it without loading the CDK.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The file of a handler, from its `entry` in the manifest. */
export const handlerPath = (entry: string): string => join(projectRoot, 'functions', 'handlers', `${entry}.ts`);

/**
 * Ways to find credentials that a function never takes: Lambda hands them over in the environment. The SDK imports these only when
 * it gets that far, so leaving them out saves each bundle about 120 KB.
 */
const credentialsElsewhere = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

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
  external: credentialsElsewhere,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
} satisfies BuildOptions;
