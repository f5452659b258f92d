// Fast tests: `npm test`. Slow proofs have a configuration of their own, vitest.prove.config.ts.
import { defineConfig } from 'vitest/config';

const inCi = Boolean(process.env.CI);

/** What every test shares, whichever project it belongs to. */
const shared = {
  environment: 'node',
  pool: 'forks',
  testTimeout: 20_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    maxWorkers: 2,
    globalSetup: ['tests/built.ts'],
    reporters: inCi ? ['default', './tests/summary-reporter.ts'] : ['default'],
    projects: [
      {
        extends: true,
        test: { ...shared, name: 'afterglow', include: ['tests/**/*.test.{ts,tsx}'], exclude: ['tests/cloud/**'] },
      },
      {
        extends: true,
        // The stacks are synthesized once for all of these files, which only read them.
        test: { ...shared, name: 'cloud', include: ['tests/cloud/**/*.test.ts'], isolate: false },
      },
    ],
  },
});
