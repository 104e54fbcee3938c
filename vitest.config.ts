import { defineConfig } from 'vitest/config';

/** `.ci/run` counts tests from this file. */
const json = process.env['TOUCHSTONE_TEST_JSON'];

/** All tests that need no system package: `npm test`. */
export default defineConfig({
  test: {
    pool: 'threads',
    reporters: json === undefined ? ['default'] : ['default', ['json', { outputFile: json }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,contract,vectors,repository}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/e2e/build-once.ts'],
          setupFiles: ['test/fixed-seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'mutants',
          include: ['test/mutants/**/*.test.ts'],
          setupFiles: ['test/fixed-seed.ts'],
          testTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/build-once.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
