import { defineConfig } from 'vitest/config';

/** `.ci/run` counts tests from this file. */
const json = process.env['TOUCHSTONE_TEST_JSON'];

/** Tests that need system packages: `npm run test:system`. */
export default defineConfig({
  test: {
    pool: 'threads',
    reporters: json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]],
    include: ['test/system/**/*.test.ts'],
    globalSetup: ['test/e2e/build-once.ts'],
    setupFiles: ['test/fixed-seed.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
