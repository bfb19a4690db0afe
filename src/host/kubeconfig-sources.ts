import { existsSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { deepClone, deepEqual } from '../api/json.ts';
import { HostError } from './host-error.ts';
import { homeFolder, kubeconfigPath, type Environment } from './home.ts';
import { SECTIONS, type KubeConfig, type SectionName } from './kubeconfig-fields.ts';
import { emptyKubeconfig, modifyKubeconfig, ownKubeconfig } from './kubeconfig-file.ts';
import { readKubeconfig } from './kubeconfig.ts';

/**
 * The files that make up the kubeconfig: the one of --kubeconfig; or those of the KUBECONFIG variable, of which the first that has an entry
 * wins; or our own. Names are as they were given, messages show them.
 */
export interface KubeconfigSources {
  kind: 'flag' | 'variable' | 'own';
  names: readonly string[];
  cwd: string;
  home: string;
}

export interface SourceOptions {
  /** The value of --kubeconfig. */
  kubeconfig?: string | undefined;
  env: Environment;
  cwd: string;
}

/** The file that an entry came from; undefined for one that no file has yet. */
export type OriginOf = (section: SectionName, name: string) => string | undefined;

/** A kubeconfig, and which file (absolute) each of its entries comes from. */
export interface LoadedKubeconfig {
  config: KubeConfig;
  originOf: OriginOf;
}

const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
type Entries = Map<string, object>;

export function kubeconfigSources({ kubeconfig, env, cwd }: SourceOptions): KubeconfigSources {
  const home = homeFolder(env);
  if (kubeconfig) return { kind: 'flag', names: [kubeconfig], cwd, home };
  const listed = [...new Set((env.KUBECONFIG ?? '').split(delimiter).filter((name) => name !== ''))];
  if (listed.length > 0) return { kind: 'variable', names: listed, cwd, home };
  return { kind: 'own', names: [kubeconfigPath(home)], cwd, home };
}

/** Where what no file has yet is written: the first file that exists, else the last. */
export function defaultFile({ names, cwd }: KubeconfigSources): string {
  return names.find((name) => existsSync(resolve(cwd, name))) ?? names.at(-1)!;
}

/** Files that are not there count as empty; our own is made. */
export async function loadKubeconfig(sources: KubeconfigSources): Promise<LoadedKubeconfig> {
  if (sources.kind === 'own') {
    const [file] = sources.names;
    return { config: await ownKubeconfig(sources.home), originOf: () => file };
  }
  const merged = emptyKubeconfig();
  const origins = new Map<string, string>();
  for (const name of sources.names) {
    const config = await readKubeconfig(resolve(sources.cwd, name), name);
    if (!config) continue;
    merged.currentContext ||= config.currentContext;
    if (config.preferences) merged.preferences = { ...config.preferences, ...merged.preferences };
    for (const section of SECTION_NAMES) {
      for (const [entry, value] of config[section] as Entries) {
        if (merged[section].has(entry)) continue;
        (merged[section] as Entries).set(entry, value);
        origins.set(`${section} ${entry}`, resolve(sources.cwd, name));
      }
    }
  }
  return { config: merged, originOf: (section, name) => origins.get(`${section} ${name}`) };
}

/**
 * Lets `change` edit the merged kubeconfig in place and writes what has changed to the files where it belongs: an entry to the one that it came
 * from, new ones to the default file. Nothing is written when `change` throws or changes nothing.
 */
export async function modifySources<T>(sources: KubeconfigSources, change: (config: KubeConfig) => T): Promise<T> {
  if (sources.kind === 'own') await ownKubeconfig(sources.home);
  const fallback = resolve(sources.cwd, defaultFile(sources));
  if (sources.names.length === 1) return modifyKubeconfig(fallback, change);
  const { config: before, originOf } = await loadKubeconfig(sources);
  const after = cloneKubeconfig(before);
  const result = change(after);
  const edits = new Map<string, ((config: KubeConfig) => void)[]>();
  const edit = (file: string, apply: (config: KubeConfig) => void): void => void edits.set(file, [...(edits.get(file) ?? []), apply]);
  if (before.currentContext !== after.currentContext) {
    const file = after.currentContext === '' ? await firstWithContext(sources) : fallback;
    edit(file, (config) => void (config.currentContext = after.currentContext));
  }
  if (!deepEqual(before.preferences, after.preferences)) edit(fallback, (config) => void (config.preferences = after.preferences ?? {}));
  for (const section of SECTION_NAMES) {
    const [old, now] = [before[section] as Entries, after[section] as Entries];
    for (const [name, value] of now) {
      if (deepEqual(old.get(name), value)) continue;
      edit(originOf(section, name) ?? fallback, (config) => void (config[section] as Entries).set(name, value));
    }
    for (const name of old.keys()) {
      if (!now.has(name)) edit(originOf(section, name) ?? fallback, (config) => void config[section].delete(name));
    }
  }
  for (const [file, changes] of edits) await modifyKubeconfig(file, (config) => changes.forEach((apply) => apply(config)));
  return result;
}

async function firstWithContext({ names, cwd }: KubeconfigSources): Promise<string> {
  for (const name of names) {
    const file = resolve(cwd, name);
    if ((await readKubeconfig(file, name))?.currentContext) return file;
  }
  throw new HostError('no current context is set');
}

function cloneKubeconfig(config: KubeConfig): KubeConfig {
  const clone = <T>(entries: Map<string, T>): Map<string, T> => new Map([...entries].map(([name, entry]) => [name, deepClone(entry)]));
  return {
    ...config,
    ...(config.preferences && { preferences: { ...config.preferences } }),
    clusters: clone(config.clusters),
    contexts: clone(config.contexts),
    users: clone(config.users),
  };
}

/** Paths in an entry start from the folder of its file; those that a flag gave (no origin) from where the command runs. */
export function entryFolder(origin: string | undefined, cwd: string): string {
  return origin === undefined ? cwd : dirname(origin);
}
