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
      // What the bundle evaluates on first use (src/host/crypto.ts): Node cannot require() TypeScript, so tests load it at once.
      name: 'kubesim:require',
      transform(code, id) {
        const path = /\brequire\(["'](\.[^"']+\.ts)["']\)/.exec(code)?.[1];
        if (path === undefined || !id.includes('/src/')) return undefined;
        return `import * as required from '${path}';\n${code.replace(/\brequire\(["'][^"']+["']\)/, 'required')}`;
      },
    },
    {
      name: 'lazy',
      enforce: 'pre',
      resolveId: (id) => (id.endsWith('?lazy') ? `\0${id}` : undefined),
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
