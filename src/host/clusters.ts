import { readdirSync, statSync, unlinkSync } from 'node:fs';
import type { ClusterImage } from '../cluster/store/image.ts';
import { dataFiles } from './data-files.ts';
import { newCluster, type HostSettings } from './environment.ts';
import { clusterName, clusterPath, clustersFolder, DEFAULT_CLUSTER, DEFAULT_USER, kubeconfigPath, serverUrl, statePath } from './home.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import type { KubeConfig } from './kubeconfig-fields.ts';
import { modifyKubeconfig, ownKubeconfig } from './kubeconfig-file.ts';
import { removeJournal } from './journal.ts';
import { acquireLock } from './lock.ts';
import { bootedCluster } from './new-cluster.ts';
import { servedBy } from './serve-marker.ts';
import { ServerGone } from './server-gone.ts';
import { makeFolder, readState, resolveLink, stateStamp, writeState } from './state-file.ts';

const NAME = /^[a-z0-9]([a-z0-9.-]{0,48}[a-z0-9])?$/;

function checkName(name: string): void {
  if (!NAME.test(name))
    throw new HostError(
      `"${name}" cannot name a cluster: at most 50 lower-case letters, digits, '-' and '.', a letter or digit at both ends`,
    );
}

/** Makes a cluster and a context of its name; the current context stays. Gives back the number of its nodes. */
export async function createNamedCluster(home: string, name: string, settings: HostSettings): Promise<number> {
  checkName(name);
  const path = clusterPath(home, name);
  const config = await ownKubeconfig(home);
  if (stateStamp(path) !== undefined || isTaken(config, name, home))
    throw new HostError(`a cluster or context named "${name}" exists already`);
  makeFolder(clustersFolder(home));
  const resources = dataFiles(home);
  await resources.prepare();
  const options = newCluster(name, settings, Date.now());
  const lock = await acquireLock(`${path}.lock`);
  try {
    if (stateStamp(path) !== undefined) throw new HostError(`a cluster named "${name}" exists already`);
    writeState(path, bootedCluster(options, resources).image());
  } finally {
    lock.release();
  }
  await modifyKubeconfig(kubeconfigPath(home), (kubeconfig) => {
    kubeconfig.clusters.set(name, { server: serverUrl(name) });
    kubeconfig.contexts.set(name, { cluster: name, user: DEFAULT_USER, ...kubeconfig.contexts.get(name) });
    if (!kubeconfig.users.has(DEFAULT_USER)) kubeconfig.users.set(DEFAULT_USER, {});
    kubeconfig.currentContext ||= name;
  });
  return options.nodeNames.length;
}

/** Names that stand for another cluster. The default cluster has its entries before it has its file. */
function isTaken({ clusters, contexts }: KubeConfig, name: string, home: string): boolean {
  const server = clusters.get(name)?.server;
  const context = contexts.get(name);
  return (server !== undefined && fileOf(server, home) !== clusterPath(home, name)) || (context !== undefined && context.cluster !== name);
}

export interface ClusterSummary {
  name: string;
  /** Contexts that use it; the current one is marked in `current`. */
  contexts: string[];
  current: boolean;
  bytes: number;
  /** Undefined when the file cannot be read; `problem` says why. */
  state?: { nodes: number; pods: number; clock: 'wall' | 'manual'; now: number };
  problem?: string;
}

/** All clusters of the home folder, by name. Nothing is simulated. */
export async function listClusters(home: string): Promise<ClusterSummary[]> {
  const config = await ownKubeconfig(home);
  return clusterFiles(home).map((name) => {
    const path = clusterPath(home, name);
    const contexts = [...config.contexts]
      .filter(([, { cluster }]) => fileOf(config.clusters.get(cluster ?? '')?.server, home) === path)
      .map(([context]) => context);
    const summary = {
      name,
      contexts,
      current: contexts.includes(config.currentContext),
      bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    };
    try {
      const image = readState(path)?.image;
      return image ? { ...summary, state: summarize(image) } : summary;
    } catch (error) {
      return { ...summary, problem: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** The file that a server of our kubeconfig is; undefined for one on the network, or for what is no URL of a file. */
function fileOf(server: string | undefined, home: string): string | undefined {
  try {
    return server === undefined ? undefined : statePath(server, home);
  } catch {
    return undefined;
  }
}

function summarize({ header, objects }: ClusterImage): ClusterSummary['state'] {
  const { clock, offset } = header.settings;
  const count = (resource: string): number => [...objects.keys()].filter((key) => key.startsWith(`${resource} `)).length;
  const now = clock === 'manual' ? header.clock : Math.max(header.clock, Date.now() + offset);
  return { nodes: count('nodes'), pods: count('pods'), clock, now };
}

function clusterFiles(home: string): string[] {
  try {
    return readdirSync(clustersFolder(home))
      .filter((file) => file.endsWith('.json') && !file.startsWith('.'))
      .map(clusterName)
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new HostError(`cannot read the folder ${clustersFolder(home)}: ${systemErrorText(error)}`);
  }
}

/** What a server has not written yet needs no writing any more. */
async function stopServer(path: string): Promise<void> {
  const marker = servedBy(path);
  const server = marker && (await (await import('./served-client.ts')).servedClient(marker));
  await server?.call('stop', { save: false }).catch((error: unknown) => {
    if (!(error instanceof ServerGone)) throw error;
  });
  await server?.close();
}

/** Removes the file, and the cluster and its contexts from the kubeconfig; of the default cluster only the file, since the next command makes it anew. */
export async function deleteNamedCluster(home: string, name: string): Promise<void> {
  const path = clusterPath(home, name);
  if (!clusterFiles(home).includes(name)) throw new HostError(`no cluster named "${name}" exists in ${clustersFolder(home)}`);
  const target = resolveLink(path);
  await stopServer(target);
  const lock = await acquireLock(`${target}.lock`);
  try {
    unlinkSync(path);
    removeJournal(target);
  } catch (error) {
    throw new HostError(`cannot remove the cluster file ${path}: ${systemErrorText(error)}`);
  } finally {
    lock.release();
  }
  if (name === DEFAULT_CLUSTER) return;
  await modifyKubeconfig(kubeconfigPath(home), (config) => {
    const gone = [...config.clusters].filter(([, { server = '' }]) => fileOf(server, home) === path).map(([cluster]) => cluster);
    for (const cluster of gone) config.clusters.delete(cluster);
    for (const [context, { cluster = '' }] of config.contexts) if (gone.includes(cluster)) config.contexts.delete(context);
    if (!config.contexts.has(config.currentContext)) config.currentContext = config.contexts.has(DEFAULT_CLUSTER) ? DEFAULT_CLUSTER : '';
  });
}
