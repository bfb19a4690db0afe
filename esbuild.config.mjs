// Bundles src into dist/kubesim.cjs: one CommonJS file in which each command is a module that is evaluated when it runs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDescriptions } from './esbuild.descriptions.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** The source of the module `kubesim:commands`: every file below src/commands is a command, its path the words to type. */
export function commandTableSource() {
  const folder = join(root, 'src', 'commands');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const rows = files.sort().map((file) => {
    const words = file.slice(0, -'.ts'.length).split(/[\\/]/).join(' ');
    return `  ${JSON.stringify(words)}: () => import(${JSON.stringify(join(folder, file))}),`;
  });
  return `export const commandTable = {\n${rows.join('\n')}\n};\n`;
}

const commandTablePlugin = {
  name: 'kubesim:commands',
  setup(build) {
    build.onResolve({ filter: /^kubesim:commands$/ }, (args) => ({ path: args.path, namespace: 'kubesim' }));
    build.onLoad({ filter: /.*/, namespace: 'kubesim' }, () => ({ contents: commandTableSource(), resolveDir: root, loader: 'js' }));
  },
};

/** Data files become strings in the bundle, parsed by their module on first use: `import text from './definitions.json?raw'`. */
const rawPlugin = {
  name: 'raw',
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, (args) => ({
      path: join(args.resolveDir, args.path.slice(0, -'?raw'.length)),
      namespace: 'raw',
    }));
    build.onLoad({ filter: /.*/, namespace: 'raw' }, (args) => {
      const text = readFileSync(args.path, 'utf8');
      return { contents: args.path.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text, loader: 'text' };
    });
  },
};

/** What most commands do not need is evaluated when it is first asked for, in synchronous code too: `import { load } from 're2js?lazy'`. */
const lazyPlugin = {
  name: 'lazy',
  setup(build) {
    build.onResolve({ filter: /\?lazy$/ }, (args) => {
      const path = args.path.slice(0, -'?lazy'.length);
      return {
        path: path.startsWith('.') ? `./${relative(root, join(args.resolveDir, path)).replaceAll('\\', '/')}` : path,
        namespace: 'lazy',
      };
    });
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, (args) => ({
      contents: `let loaded; exports.load = () => (loaded ??= require(${JSON.stringify(args.path)}));`,
      resolveDir: root,
      loader: 'js',
    }));
  },
};

const REQUIRED = /^const (\w+) = ((?:__\w+\()?require\("[^"]+"\)\)?);$/gm;

/** oclif requires all of itself at once (a debugging log, spinners, templates, globs); here each of its modules is evaluated when one of its names is first used. */
const oclifPlugin = {
  name: 'oclif',
  setup(build) {
    build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, (args) => {
      // It would open the standard output to listen for errors, which src/host/process-io.ts does for itself.
      let source = readFileSync(args.path, 'utf8').replace(/^process\.stdout\.on\([\s\S]*?^\}\);$/m, '');
      for (const [statement, name, module] of source.matchAll(REQUIRED)) {
        const use = new RegExp(`(?<![.\\w])${name}\\b(?=\\.)`, 'g');
        const rest = source.replace(statement, '');
        if (new RegExp(`\\b${name}\\b`).test(rest.replace(use, ''))) continue;
        source = source.replace(statement, () => `let ${name}; const ${name}$ = () => (${name} ??= ${module});`);
        source = source.replace(use, `${name}$$()`);
      }
      return { contents: source, loader: 'js' };
    });
  },
};

async function bundle() {
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/kubesim.cjs',
    bundle: true,
    write: false,
    platform: 'node',
    define: { 'import.meta.dirname': '__dirname' },
    format: 'cjs',
    target: 'node20',
    // import() of a Node module becomes require(): the bundle is run as a script, which has no import().
    supported: { 'dynamic-import': false },
    charset: 'ascii',
    legalComments: 'none',
    // A shorter file is read sooner; names stay, for the stack of a defect.
    minifyWhitespace: true,
    logLevel: 'warning',
    plugins: [commandTablePlugin, rawPlugin, lazyPlugin, oclifPlugin],
    // oclif asks for the TypeScript compiler only where commands are not compiled.
    external: ['typescript'],
  });
  // esbuild wraps each module in an object whose one property is the module's path. Of a thousand objects with a thousand shapes V8 keeps a sorted list.
  return result.outputFiles[0].text.replace(/\b(__esm|__commonJS)\(\{"[^"]+"\(/g, '$1({module(');
}

/** The YAML of a manifests folder as JSON, in the form that src/host/data-files.ts reads. */
async function compileFolder(name) {
  const folder = join(root, 'manifests', name);
  if (!existsSync(folder)) return;
  const { parseAllDocuments } = await import('yaml');
  const files = readdirSync(folder)
    .filter((file) => /^[^.].*\.ya?ml$/.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file)));
  const documents = texts.flatMap((text, index) =>
    parseAllDocuments(text.toString()).map((document) => {
      if (document.errors[0]) throw new Error(`${files[index]}: ${document.errors[0].message}`);
      return document.toJS();
    }),
  );
  const sources = files.map((file, index) => [file, texts[index].length]);
  writeWhole(join(dist, `${name}.json`), JSON.stringify({ sources, documents: documents.filter((document) => document != null) }));
}

/** What the fields of the API are for: one type a line, so that a reader parses only what it needs. */
function compileDescriptions() {
  const source = readFileSync(join(root, 'src/api/schema/definitions.ts'), 'utf8');
  const names = [...source.matchAll(/^(?:export const definitions = `)?([a-z]+\.[A-Za-z0-9.]+) \{/gm)].map(([, name]) => name);
  const lines = Object.entries(readDescriptions(join(root, 'node_modules'), names)).map(
    ([name, facts]) => `${name} ${JSON.stringify(facts)}\n`,
  );
  writeWhole(join(dist, 'descriptions.txt'), lines.join(''));
}

/** A file appears whole or not at all, also for a command that starts while we build. */
function writeWhole(path, text) {
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

export async function build() {
  const started = performance.now();
  const text = `(function (exports, require, module, __filename, __dirname) {${await bundle()}\n})`;
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
  mkdirSync(dist, { recursive: true });
  await Promise.all(['boot', 'images'].map(compileFolder));
  compileDescriptions();
  const file = join(dist, 'kubesim.cjs');
  const built = `/*${id}*/${text}`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== built) writeWhole(file, built);
  for (const file of readdirSync(dist)) if (file.startsWith('code-cache-') && !file.includes(id)) rmSync(join(dist, file), { force: true });
  return { bytes: text.length, ms: performance.now() - started };
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const { bytes, ms } = await build();
  console.log(`${relative(process.cwd(), join(dist, 'kubesim.cjs'))}: ${(bytes / 1024).toFixed(0)} KiB in ${ms.toFixed(0)} ms`);
}
