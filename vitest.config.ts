import { defineConfig } from 'vitest/config';
import { commandTableSource } from './esbuild.config.mjs';

export default defineConfig({
  plugins: [
    {
      name: 'kubesim:commands',
      resolveId: (id) => (id === 'kubesim:commands' ? '\0kubesim:commands' : undefined),
      load: (id) => (id === '\0kubesim:commands' ? commandTableSource() : undefined),
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are what continuous integration has.
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 20_000,
  },
});
