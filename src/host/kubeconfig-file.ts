import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterName, clusterPath, clustersFolder, DEFAULT_CLUSTER, DEFAULT_USER, kubeconfigPath, serverUrl } from './home.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { encodeKubeconfig, type KubeConfig } from './kubeconfig-fields.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { acquireLock } from './lock.ts';
import { makeFolder, resolveLink } from './state-file.ts';

/** Our own kubeconfig, made when it is not there. */
export async function ownKubeconfig(home: string): Promise<KubeConfig> {
  const path = kubeconfigPath(home);
  const found = await readKubeconfig(path);
  if (found) return portable(found, home) ? keepPortable(found, home) : found;
  makeFolder(home);
  const config: KubeConfig = {
    clusters: new Map([[DEFAULT_CLUSTER, { server: serverUrl(DEFAULT_CLUSTER) }]]),
    contexts: new Map([[DEFAULT_CLUSTER, { cluster: DEFAULT_CLUSTER, user: DEFAULT_USER }]]),
    users: new Map([[DEFAULT_USER, {}]]),
    currentContext: DEFAULT_CLUSTER,
  };
  await write(path, config, 'keep');
  return (await readKubeconfig(path)) ?? config;
}

/**
 * Earlier versions named cluster files by absolute URLs, so that commands on a copy of a home folder worked on the original. Makes those URLs
 * relative that lead into this home, or that a copy has brought along. Says whether anything had to change.
 */
function portable(config: KubeConfig, home: string): boolean {
  let changed = false;
  for (const [name, entry] of config.clusters) {
    if (!entry.server?.startsWith('file:/')) continue;
    const own = ownClusterName(entry.server, name, home);
    if (own === undefined) continue;
    entry.server = serverUrl(own);
    changed = true;
  }
  return changed;
}

function ownClusterName(server: string, entryName: string, home: string): string | undefined {
  const path = pathOf(server);
  if (path === undefined) return undefined;
  const name = clusterName(path);
  if (path === clusterPath(home, name)) return name;
  const copied = name === entryName && basename(dirname(path)) === basename(clustersFolder(home)) && existsSync(clusterPath(home, name));
  return copied ? name : undefined;
}

function pathOf(server: string): string | undefined {
  try {
    return fileURLToPath(server);
  } catch {
    return undefined;
  }
}

/** Where nothing can be written, reading is enough. */
async function keepPortable(config: KubeConfig, home: string): Promise<KubeConfig> {
  try {
    await modifyKubeconfig(kubeconfigPath(home), (stored) => portable(stored, home));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
  return config;
}

export function emptyKubeconfig(): KubeConfig {
  return { clusters: new Map(), contexts: new Map(), users: new Map(), currentContext: '' };
}

/** Reads, lets `change` edit what was read in place, writes; no other process gets in between. Nothing is written when `change` throws. */
export async function modifyKubeconfig<T>(path: string, change: (config: KubeConfig) => T): Promise<T> {
  const target = resolveLink(path);
  makeFolder(dirname(target));
  const lock = await acquireLock(`${target}.lock`);
  try {
    const config = (await readKubeconfig(target)) ?? emptyKubeconfig();
    const result = change(config);
    await write(target, config, 'replace');
    return result;
  } finally {
    lock.release();
  }
}

async function write(path: string, config: KubeConfig, existing: 'replace' | 'keep'): Promise<void> {
  const { toYaml } = await import('../kubectl/yaml/write.ts');
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    const descriptor = openSync(temporary, 'w', 0o600);
    writeSync(descriptor, toYaml(encodeKubeconfig(config)));
    fsyncSync(descriptor);
    closeSync(descriptor);
    if (existing === 'replace') renameSync(temporary, path);
    else place(temporary, path);
  } catch (error) {
    throw new HostError(`cannot write the kubeconfig ${path}: ${systemErrorText(error)}`);
  }
}

/** Does not take the place of a file that another process has made meanwhile. */
function place(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return renameSync(temporary, path);
  }
  unlinkSync(temporary);
}
