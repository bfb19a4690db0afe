import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what continuous integration has.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
