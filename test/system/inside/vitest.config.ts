import { defineConfig } from 'vitest/config';

/**
 * Suites that run beside a pcscd of their own or in the virtual machine: system tests start them there. In processes, since a
 * native binding that ends badly takes its process with it.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['json'],
    include: ['test/system/inside/*.inside.ts'],
    setupFiles: ['test/fixed-seed.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
  },
});
