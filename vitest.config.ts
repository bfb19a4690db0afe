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
        if (id.startsWith('\0')) return id;
        return `\0${id.startsWith('.') ? join(dirname(importer), id) : id}`;
      },
      // Modules of Node are asked of nobody: their imports are named otherwise before anyone sees them.
      transform: (code) => (code.includes("'node:") ? code.replaceAll(/'(node:\w+)(?=\?lazy')/g, "'\\0$1") : undefined),
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
