// Slow proofs: `npm run prove`. Crashes, floods and years of virtual time, a file at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    include: ['tests/prove/**/*.prove.ts'],
    passWithNoTests: true,
    testTimeout: 15 * 60_000,
    hookTimeout: 5 * 60_000,
    globalSetup: ['tests/built.ts'],
  },
});
