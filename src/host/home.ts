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

/** Where answers are kept: what --cache-dir or KUBECACHEDIR says, or else a folder of our own. */
export function cacheFolder(env: Environment, cwd: string, flag: string | undefined): string {
  const given = flag || env['KUBECACHEDIR'];
  return given ? resolve(cwd, given) : join(homeFolder(env), 'cache');
}

/** Where is written down what kubectl remembers of a server. */
export function discoveryFile(cache: string, server: string): string {
  return join(cache, 'discovery', `${server.replace(/^\w+:\/*/, '').replace(/[^\w.-]+/g, '_')}.json`);
}

/** The name of the cluster that a state file holds. */
export function clusterName(path: string): string {
  return basename(path).replace(/\.json$/, '');
}

/** The cluster that the first command makes. */
export const DEFAULT_CLUSTER = 'kubesim';
export const DEFAULT_USER = 'kubernetes-admin';

/** The server of a cluster of ours, relative to the kubeconfig that names it: a home folder can be copied or moved as a whole. */
export function serverUrl(name: string): string {
  return `file:${basename(clustersFolder(''))}/${encodeURIComponent(name)}.json`;
}

/** The server as an absolute URL; a relative `file:` URL starts from `folder`, that of its kubeconfig. */
export function absoluteServer(server: string, folder: string): string {
  return /^file:(?!\/)/.test(server) ? new URL(server, pathToFileURL(join(folder, 'config'))).href : server;
}

/** The state file of a `file:` server; undefined for servers on the network. `folder` is where relative URLs start from. */
export function statePath(server: string, folder: string): string | undefined {
  if (!server.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(absoluteServer(server, folder));
  } catch {
    throw new HostError(`the server "${server}" is not the file: URL of a cluster file`);
  }
}
