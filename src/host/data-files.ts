import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterResources, Describe, YamlCodec } from '../cluster/cluster.ts';
import { nodeCrypto } from './crypto.ts';
import { descriptionsIn } from './descriptions.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { yamlCodec } from './yaml-codec.ts';

/** Data files by what they describe; `prepare` must have been awaited before they are asked for. */
export interface DataFiles extends ClusterResources {
  prepare(): Promise<void>;
  /** For clusters that clients reach over HTTP: loads what it takes to speak YAML with them. */
  prepareYaml(): Promise<void>;
}

/**
 * The YAML that a user may read and change: manifests/images and manifests/boot of the program, images/ of the user. Each folder is
 * kept compiled to JSON (the program's by the build); a compiled form that does not fit its folder any more is made anew.
 */
export function dataFiles(home: string): DataFiles {
  let parseYaml: YamlParser | undefined;
  let codec: YamlCodec | undefined;
  let describe: Describe | undefined;
  const kept = new Map<FolderName, readonly unknown[]>();
  const documents = (name: FolderName): readonly unknown[] => {
    let found = kept.get(name);
    if (!found) kept.set(name, (found = foldersOf(name, home).flatMap((each) => folderDocuments(each, parseYaml))));
    return found;
  };
  return {
    async prepare() {
      const stale = [...foldersOf('images', home), ...foldersOf('boot', home)].some(
        (each) => sourcesOf(each.folder).length > 0 && !readCompiled(each),
      );
      if (stale) parseYaml = await yamlParser();
    },
    async prepareYaml() {
      codec = await yamlCodec();
    },
    yaml: () => codec,
    describe: (definition) => (describe ??= descriptionsIn(join(programFolder(), 'dist', 'descriptions.txt')))(definition),
    images: () => documents('images'),
    bootObjects: () => documents('boot'),
    crypto: nodeCrypto,
  };
}

type FolderName = 'images' | 'boot';

function foldersOf(name: FolderName, home: string): DataFolder[] {
  const root = programFolder();
  const ours = { folder: join(root, 'manifests', name), compiled: join(root, 'dist', `${name}.json`) };
  return name === 'boot' ? [ours] : [ours, { folder: join(home, 'images'), compiled: join(home, 'images', '.compiled.json') }];
}

interface DataFolder {
  folder: string;
  compiled: string;
}

interface Compiled {
  /** Name and size of each file, to see what was added, removed or put in its place. */
  sources: [string, number][];
  documents: unknown[];
}

type YamlParser = (path: string, text: string) => unknown[];

function folderDocuments(data: DataFolder, parse: YamlParser | undefined): readonly unknown[] {
  const sources = sourcesOf(data.folder);
  if (sources.length === 0) return [];
  const compiled = readCompiled(data);
  if (compiled) return compiled.documents;
  if (!parse) throw new Error(`${data.folder} has changed since it was looked at`);
  const documents = sources.flatMap(([name]) => parse(join(data.folder, name), readText(join(data.folder, name))));
  try {
    writeFileSync(data.compiled, JSON.stringify({ sources, documents } satisfies Compiled));
  } catch {
    // A folder that we may only read: then it is parsed every time.
  }
  return documents;
}

function sourcesOf(folder: string): [string, number][] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new HostError(`cannot read the folder ${folder}: ${systemErrorText(error)}`);
  }
  return names
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .sort()
    .map((name) => [name, statSync(join(folder, name)).size]);
}

/** Undefined when there is none, or when a source is newer or other than it was. */
function readCompiled({ folder, compiled }: DataFolder): Compiled | undefined {
  const made = statSync(compiled, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return undefined;
  const sources = sourcesOf(folder);
  if (sources.some(([name]) => statSync(join(folder, name)).mtimeMs > made)) return undefined;
  try {
    const content = JSON.parse(readFileSync(compiled, 'utf8')) as Compiled;
    return JSON.stringify(content.sources) === JSON.stringify(sources) && Array.isArray(content.documents) ? content : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new HostError(`cannot read ${path}: ${systemErrorText(error)}`);
  }
}

async function yamlParser(): Promise<YamlParser> {
  const { parseAllDocuments } = await import('yaml');
  return (path, text) => {
    const documents = [...parseAllDocuments(text)];
    for (const { errors } of documents) {
      if (errors[0]) throw new HostError(`cannot read ${path}: ${errors[0].message.split('\n')[0]}`);
    }
    return documents
      .map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
      .filter((document) => document !== null && document !== undefined);
  };
}

/** Where the program is installed: the nearest folder above this file that has our manifests. */
function programFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (statSync(join(folder, 'manifests'), { throwIfNoEntry: false })) return folder;
    if (dirname(folder) === folder) return import.meta.dirname;
  }
}
