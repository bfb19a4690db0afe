import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { clusterPath, DEFAULT_CLUSTER, DEFAULT_USER, kubeconfigPath, serverUrl } from './home.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { encodeKubeconfig, type KubeConfig } from './kubeconfig-fields.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { acquireLock } from './lock.ts';
import { makeFolder, resolveLink } from './state-file.ts';

/** Our own kubeconfig, made when it is not there. */
export async function ownKubeconfig(home: string): Promise<KubeConfig> {
  const path = kubeconfigPath(home);
  const found = await readKubeconfig(path);
  if (found) return found;
  makeFolder(home);
  const config: KubeConfig = {
    clusters: new Map([[DEFAULT_CLUSTER, { server: serverUrl(clusterPath(home, DEFAULT_CLUSTER)) }]]),
    contexts: new Map([[DEFAULT_CLUSTER, { cluster: DEFAULT_CLUSTER, user: DEFAULT_USER }]]),
    users: new Map([[DEFAULT_USER, {}]]),
    currentContext: DEFAULT_CLUSTER,
  };
  await write(path, config, 'keep');
  return (await readKubeconfig(path)) ?? config;
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
