import { defineConfig } from 'vitest/config';

/** Tests that need system packages: `npm run test:system`. */
export default defineConfig({
  test: {
    pool: 'threads',
    include: ['test/system/**/*.test.ts'],
    globalSetup: ['test/e2e/build-once.ts'],
    setupFiles: ['test/fixed-seed.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
