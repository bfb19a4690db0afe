import { isAbsolute, join } from 'node:path';
import type { ApiRequest, Client, UserInfo, WatchRequest } from '../api/client.ts';
import { parseDuration } from '../api/time.ts';
import { openCluster } from '../cluster/open.ts';
import { BareError } from '../kubectl/errors.ts';
import type { Connection, ConnectOptions } from '../kubectl/runtime.ts';
import { dataFiles } from './data-files.ts';
import { hostSettings, newCluster } from './environment.ts';
import { clusterName, clusterPath, clustersFolder, DEFAULT_CLUSTER, homeFolder, statePath } from './home.ts';
import { HostError } from './host-error.ts';
import type { KubeConfig } from './kubeconfig-fields.ts';
import { ownKubeconfig } from './kubeconfig-file.ts';
import { readKubeconfig } from './kubeconfig.ts';
import { localClient, type LocalClient } from './local-client.ts';
import { bootedCluster } from './new-cluster.ts';
import { makeFolder, resolveLink, stateStamp } from './state-file.ts';

/** The cluster that flags and kubeconfig name; nothing of it is loaded before the first request. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { env } = options;
  refuseTimeout(options['request-timeout']);
  const config = await loadKubeconfig(options);
  const target = chooseTarget(config, options);
  refuseCredentials(options);
  const user = impersonated(options);
  const client = actingAs(localCluster(target.server, env), user);
  return {
    client,
    server: target.server,
    namespace: options.namespace || target.namespace || 'default',
    namespaceEnforced: Boolean(options.namespace),
  };
}

/** A client on a cluster file that also gives out the cluster itself, for the simulator's own commands. */
export async function connectLocal(options: ConnectOptions): Promise<{ client: LocalClient; path: string }> {
  const { server } = chooseTarget(await loadKubeconfig(options), options);
  return { client: localCluster(server, options.env), path: localPath(server) };
}

async function loadKubeconfig({ kubeconfig, env, cwd }: ConnectOptions): Promise<KubeConfig> {
  if (!kubeconfig) return ownKubeconfig(homeFolder(env));
  const config = await readKubeconfig(isAbsolute(kubeconfig) ? kubeconfig : join(cwd, kubeconfig));
  if (!config) throw new HostError(`stat ${kubeconfig}: no such file or directory`);
  return config;
}

interface Target {
  server: string;
  namespace: string | undefined;
}

function chooseTarget(config: KubeConfig, options: ConnectOptions): Target {
  const contextName = options.context || config.currentContext;
  const context = config.contexts.get(contextName);
  if (contextName !== '' && !context)
    throw new BareError(`Error in configuration: context was not found for specified context: ${contextName}`);
  if (options.user && !config.users.has(options.user)) throw new HostError(`auth info "${options.user}" does not exist`);
  const cluster = config.clusters.get(options.cluster || (context?.cluster ?? ''));
  if (options.cluster && !cluster) throw new HostError(`no server found for cluster "${options.cluster}"`);
  const server = options.server || cluster?.server;
  if (!server) throw new BareError('The connection to the server localhost:8080 was refused - did you specify the right host or port?');
  return { server, namespace: context?.namespace };
}

function localPath(server: string): string {
  const path = statePath(server);
  if (path === undefined) throw new HostError(`talking to served clusters is not supported yet: ${server}`);
  return path;
}

/** A cluster file answers at once: the flag only has to be one that a server would get. */
function refuseTimeout(text = '0'): void {
  if (text === '' || /^[-+]?\d+$/.test(text)) return;
  try {
    parseDuration(text);
  } catch {
    const units = 'an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)';
    throw new HostError(`Invalid timeout value. Timeout must be a single integer in seconds, or ${units}`);
  }
}

/** Credentials say something to a server; a cluster file belongs to whoever can open it. */
function refuseCredentials(options: ConnectOptions): void {
  for (const flag of ['token', 'username', 'password', 'client-certificate', 'client-key'] as const) {
    if (options[flag])
      throw new HostError(`--${flag} means nothing to a cluster in a file: whoever can open the file is its administrator`);
  }
}

function localCluster(server: string, env: ConnectOptions['env']): LocalClient {
  const given = localPath(server);
  const home = homeFolder(env);
  const isDefault = given === clusterPath(home, DEFAULT_CLUSTER);
  if (isDefault) makeFolder(clustersFolder(home));
  else if (stateStamp(given) === undefined) throw new HostError(`the cluster file ${given} does not exist`);
  const settings = hostSettings(env);
  const resources = dataFiles(home);
  return localClient({
    path: resolveLink(given),
    open: (image) => openCluster(image, resources),
    create: () => bootedCluster(newCluster(clusterName(given), settings, Date.now()), resources),
    prepare: () => resources.prepare(),
    wallNow: Date.now,
    tellDefect: (text) => process.stderr.write(`kubesim: internal error: ${text}\n`),
    ...(settings.clock && { clock: settings.clock }),
    ...(settings.kubelet && { kubelet: settings.kubelet }),
  });
}

function impersonated(options: ConnectOptions): UserInfo | undefined {
  const { as } = options;
  if (!as) {
    if (options['as-uid'] || options['as-group']?.length || options['as-user-extra']?.length)
      throw new HostError('requesting uid, groups or user-extra without impersonating a user');
    return undefined;
  }
  const extra = new Map<string, string[]>();
  for (const pair of options['as-user-extra'] ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new HostError(`as-user-extra: "${pair}" is not KEY=VALUE`);
    extra.set(pair.slice(0, equals), [...(extra.get(pair.slice(0, equals)) ?? []), pair.slice(equals + 1)]);
  }
  return {
    username: as,
    groups: [...(options['as-group'] ?? []), 'system:authenticated'],
    ...(options['as-uid'] && { uid: options['as-uid'] }),
    ...(extra.size > 0 && { extra: Object.fromEntries(extra) }),
  };
}

function actingAs(client: Client, user: UserInfo | undefined): Client {
  if (!user) return client;
  const signed = <T extends ApiRequest | WatchRequest>(request: T): T => ({ ...request, user });
  return {
    ...client,
    request: (request) => client.request(signed(request)),
    watch: (request, options) => client.watch(signed(request), options),
    follow: (request, options) => client.follow(signed(request), options),
  };
}
