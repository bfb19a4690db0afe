import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { commandTableSource } from './esbuild.config.mjs';

export default defineConfig({
  plugins: [
    {
      name: 'kubesim:commands',
      resolveId: (id) => (id === 'kubesim:commands' ? '\0kubesim:commands' : undefined),
      load: (id) => (id === '\0kubesim:commands' ? commandTableSource() : undefined),
    },
    {
      // What the bundle evaluates on first use is loaded at once: Node cannot require() TypeScript.
      name: 'lazy',
      enforce: 'pre',
      resolveId: (id, importer = '') => {
        if (!id.endsWith('?lazy')) return undefined;
        return `\0${id.startsWith('.') ? join(dirname(importer), id) : id}`;
      },
      load: (id) =>
        id.startsWith('\0') && id.endsWith('?lazy')
          ? `import * as module from ${JSON.stringify(id.slice(1, -'?lazy'.length))};\nexport const load = () => module;`
          : undefined,
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
