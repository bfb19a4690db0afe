import { UserError } from '../../api/user-error.ts';
import { MalformedYaml, readKustomization, readResources } from './documents.ts';
import { generate, hashOf } from './generators.ts';
import { decodeKustomization, type Kustomization, type Variable } from './kustomization.ts';
import { Loader, type LoadRestrictor } from './loader.ts';
import { describeOrigin, Origin } from './origin.ts';
import { fixNameReferences } from './name-references.ts';
import { Resource } from './resource.ts';
import { ResourceList } from './resource-list.ts';
import { sortResources } from './sort.ts';
import { transformersOf } from './transformers.ts';
import { resolveVariables } from './variables.ts';
import type { JsonObject } from '../../api/json.ts';

export interface BuildOptions {
  cwd: string;
  restrictor?: LoadRestrictor;
  /** Hears of deprecated fields, a line each. */
  warn(text: string): void;
}

/** What a kustomization has come to so far. */
interface Accumulated {
  list: ResourceList;
  variables: Variable[];
}

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The objects that the kustomization in a folder describes, in the order in which `kubectl kustomize` prints them. Throws UserError in kustomize's words. */
export function buildKustomization(folder: string, options: BuildOptions): JsonObject[] {
  const loader = Loader.at(folder, options.cwd, options.restrictor ?? 'LoadRestrictionsRootOnly');
  const target = loadTarget(loader, options);
  const metadata = target.kustomization.buildMetadata ?? [];
  const { list, variables } = new Build(options, metadata).accumulate(target, new Origin(), { list: new ResourceList(), variables: [] });
  for (const resource of list.items) {
    if (!resource.needsHash) continue;
    resource.rememberId();
    resource.name = `${resource.name}-${hashOf(resource)}`;
  }
  fixNameReferences(list);
  resolveVariables(list, variables);
  list.items = list.items.filter((resource) => !isLocal(resource));
  list.items = sortResources(list.items, target.kustomization.sortOptions);
  for (const resource of list.items) describeOrigin(resource, metadata);
  return list.items.map(({ object }) => object);
}

interface LoadedTarget {
  loader: Loader;
  kustomization: Kustomization;
  fileName: string;
}

function loadTarget(loader: Loader, { warn }: BuildOptions): LoadedTarget {
  const found = FILE_NAMES.map((fileName) => ({ fileName, text: loader.tryLoad(fileName) })).filter(({ text }) => text !== undefined);
  const [first] = found;
  if (!first)
    throw new UserError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`);
  if (found.length > 1) throw new UserError(`Found multiple kustomization files under: ${loader.root}\n`);
  return { loader, fileName: first.fileName, kustomization: decodeKustomization(readKustomization(first.text!), loader.root, warn) };
}

/** For files that say how the objects are made, and are none themselves. */
function isLocal(resource: Resource): boolean {
  const local = resource.strings('annotations')['config.kubernetes.io/local-config'];
  return local !== undefined && local !== 'false';
}

class Build {
  readonly #options: BuildOptions;
  readonly #metadata: readonly string[];

  constructor(options: BuildOptions, metadata: readonly string[]) {
    this.#options = options;
    this.#metadata = metadata;
  }

  /** Resources, then generators, then components, then transformers. A component works on what its parent has. */
  accumulate(target: LoadedTarget, origin: Origin, into: Accumulated): Accumulated {
    const { kustomization, loader, fileName } = target;
    try {
      for (const path of kustomization.resources ?? []) this.#addResource(path, loader, origin, into);
    } catch (error) {
      throw prefixed(error, 'accumulating resources');
    }
    const { configMapGenerator = [], secretGenerator = [], generatorOptions } = kustomization;
    const generators = [
      ...configMapGenerator.map((args) => ({ kind: 'ConfigMap' as const, args })),
      ...secretGenerator.map((args) => ({ kind: 'Secret' as const, args })),
    ];
    for (const { kind, args } of generators) {
      const resource = generate(kind, args, generatorOptions, loader);
      resource.origin = origin.configuredBy(fileName, `${kind}Generator`);
      try {
        into.list.absorb(resource);
      } catch (error) {
        throw prefixed(error, 'merging from generator &{0xc000a12000 <nil>}');
      }
    }
    let result = into;
    for (const path of kustomization.components ?? []) {
      try {
        result = this.#component(path, loader, origin, result);
      } catch (error) {
        throw prefixed(error, 'accumulating components');
      }
    }
    for (const { plugin, transform } of transformersOf(kustomization, loader)) {
      transform(result.list);
      if (plugin) for (const resource of result.list.items) resource.transformations.push(origin.configuredBy(fileName, plugin));
    }
    for (const variable of kustomization.vars ?? []) {
      if (result.variables.some(({ name }) => name === variable.name))
        throw new UserError(`merging vars: var '${variable.name ?? ''}' already encountered`);
      result.variables.push(variable);
    }
    return result;
  }

  #addResource(path: string, loader: Loader, origin: Origin, into: Accumulated): void {
    let asFile: UserError;
    try {
      return this.#addFile(path, loader, origin, into.list);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      asFile = error;
    }
    let folder: Loader;
    try {
      folder = loader.enter(path);
    } catch (error) {
      if (asFile instanceof MalformedYaml) throw asFile;
      throw prefixed(error, `accumulation err='${asFile.message}'`);
    }
    try {
      this.#addBase(folder, origin.below(path), into);
    } catch (error) {
      throw prefixed(error, `accumulation err='${asFile.message}'`);
    }
  }

  #addFile(path: string, loader: Loader, origin: Origin, list: ResourceList): void {
    const own = new ResourceList();
    try {
      for (const object of readResources(loader.load(path).toString(), path)) {
        const resource = new Resource(object);
        resource.origin = origin.file(path);
        own.append(resource);
      }
    } catch (error) {
      throw prefixed(error, `accumulating resources from '${path}'`);
    }
    try {
      own.items.forEach((resource) => list.append(resource));
    } catch (error) {
      throw prefixed(error, `merging resources from '${path}'`);
    }
  }

  #addBase(loader: Loader, origin: Origin, into: Accumulated): void {
    const target = this.#loadSub(loader);
    if (target.kustomization.kind === 'Component') throw new UserError(`expected kind != 'Component' for path '${loader.root}'`);
    let base: Accumulated;
    try {
      base = this.accumulate(target, origin, { list: new ResourceList(), variables: [] });
    } catch (error) {
      throw prefixed(error, `recursed accumulation of path '${loader.root}'`);
    }
    try {
      base.list.items.forEach((resource) => into.list.append(resource));
    } catch (error) {
      throw prefixed(error, `recursed merging from path '${loader.root}'`);
    }
    into.variables.push(...base.variables);
  }

  #component(path: string, loader: Loader, origin: Origin, parent: Accumulated): Accumulated {
    let folder: Loader;
    try {
      folder = loader.enter(path);
    } catch (error) {
      throw error instanceof UserError ? new UserError(`loader.New ${JSON.stringify(error.message)}`) : error;
    }
    try {
      const target = this.#loadSub(folder);
      const { kind } = target.kustomization;
      if (kind !== 'Component') throw new UserError(`expected kind 'Component' for path '${folder.root}' but got '${kind}'`);
      try {
        return this.accumulate(target, origin.below(path), parent);
      } catch (error) {
        throw prefixed(error, `recursed accumulation of path '${folder.root}'`);
      }
    } catch (error) {
      throw error instanceof UserError ? new UserError(`accumulateDirectory: ${JSON.stringify(error.message)}`) : error;
    }
  }

  #loadSub(loader: Loader): LoadedTarget {
    try {
      const target = loadTarget(loader, this.#options);
      target.kustomization.buildMetadata = [...this.#metadata];
      return target;
    } catch (error) {
      throw prefixed(error, `couldn't make target for path '${loader.root}'`);
    }
  }
}

function prefixed(error: unknown, prefix: string): unknown {
  if (error instanceof MalformedYaml) return new MalformedYaml(`${prefix}: ${error.message}`);
  return error instanceof UserError ? new UserError(`${prefix}: ${error.message}`) : error;
}
