import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HostError } from './host-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where kubesim keeps everything, and nothing else does. */
export function homeFolder(env: Environment): string {
  return env.KUBESIM_HOME ? resolve(env.KUBESIM_HOME) : join(env.HOME ?? homedir(), '.kubesim');
}

/** The kubeconfig of our own. */
export function kubeconfigPath(home: string): string {
  return join(home, 'config');
}

export function clustersFolder(home: string): string {
  return join(home, 'clusters');
}

export function clusterPath(home: string, name: string): string {
  return join(clustersFolder(home), `${name}.json`);
}

/** The name of the cluster that a state file holds. */
export function clusterName(path: string): string {
  return basename(path).replace(/\.json$/, '');
}

/** The cluster that the first command makes. */
export const DEFAULT_CLUSTER = 'kubesim';
export const DEFAULT_USER = 'kubernetes-admin';

export function serverUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** The state file of a `file:` server; undefined for servers on the network. */
export function statePath(server: string): string | undefined {
  if (!server.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(server);
  } catch {
    throw new HostError(`the server "${server}" is not the file: URL of a cluster file`);
  }
}
