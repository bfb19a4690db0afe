import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiRequest, Client, UserInfo, WatchRequest } from '../api/client.ts';
import { openCluster } from '../cluster/open.ts';
import type { Connection, ConnectOptions } from '../kubectl/runtime.ts';
import { dataFiles } from './data-files.ts';
import { hostSettings, newCluster } from './environment.ts';
import { cacheFolder, clusterName, clusterPath, clustersFolder, DEFAULT_CLUSTER, discoveryFile, homeFolder, statePath } from './home.ts';
import { HostError } from './host-error.ts';
import { kubeconfigSources, loadKubeconfig } from './kubeconfig-sources.ts';
import { localClient, type LocalClient } from './local-client.ts';
import { claimedIdentity, type ClaimedIdentity } from './local-identity.ts';
import { bootedCluster } from './new-cluster.ts';
import { namingMissingPaths } from './missing-paths.ts';
import { movingClient } from './moving-client.ts';
import { rememberingDiscovery } from './remembered-discovery.ts';
import { servedBy } from './serve-marker.ts';
import type { ServedClient } from './served-client.ts';
import { ServedMeanwhile } from './server-gone.ts';
import type { SessionOptions } from './session.ts';
import { makeFolder, resolveLink, stateStamp } from './state-file.ts';
import { chooseTarget, type Target } from './target.ts';

/** The cluster that flags and kubeconfig name; nothing of it is loaded before the first request. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const target = await targetOf(options);
  return {
    client: rememberingDiscovery(
      namingMissingPaths(timed(await logged(await clientOf(target, options), target, options), target.requestTimeout)),
      discoveryFile(cacheFolder(options.env, options.cwd, options['cache-dir']), target.server),
    ),
    server: target.server,
    namespace: options.namespace || target.namespace || 'default',
    namespaceEnforced: Boolean(options.namespace),
  };
}

async function clientOf(target: Target, options: ConnectOptions): Promise<Client> {
  if (target.credentials.exec) await (await import('./plugin-policy.ts')).mustBeAllowedToRun(target, options);
  if (statePath(target.server, '/') === undefined) return (await import('./http-client/index.ts')).httpClient(target);
  const client = await clusterClient(target.server, options.env);
  const claimed = claimedIdentity(target);
  return claimed ? actingAs(client, () => userOf(target.server, options.env, claimed)) : client;
}

/** No watch and no log is followed for longer than --request-timeout says (ms). */
function timed(client: Client, timeout: number | undefined): Client {
  if (timeout === undefined) return client;
  const until = (deadline = Infinity): number => Math.min(deadline, client.clock.now() + timeout);
  return {
    ...client,
    watch: (request, options) => client.watch(request, { ...options, deadline: until(options?.deadline) }),
    follow: (request, options) => client.follow(request, { ...options, deadline: until(options?.deadline) }),
  };
}

/** From -v=6 on, requests are told. */
async function logged(client: Client, { server, requestTimeout }: Target, { v = 0 }: ConnectOptions): Promise<Client> {
  if (v < 6) return client;
  const { loggedClient } = await import('./logged-client.ts');
  return loggedClient(client, { server, requestTimeout, verbosity: v, write: (text) => void process.stderr.write(text) });
}

/** A client on a cluster file that also gives out the cluster itself, or the server that has it: for the simulator's own commands. */
export async function connectLocal(options: ConnectOptions): Promise<{ client: LocalClient | ServedClient; path: string }> {
  const { server } = await targetOf(options);
  const session = sessionOptions(server, options.env);
  return { client: (await throughServer(session.path)) ?? localClient(session), path: localPath(server) };
}

/** Where flags and kubeconfig say to go, and as whom. */
export async function targetOf(options: ConnectOptions): Promise<Target> {
  const sources = kubeconfigSources(options);
  if (sources.kind === 'flag' && !existsSync(resolve(options.cwd, sources.names[0]!)))
    throw new HostError(`stat ${sources.names[0]}: no such file or directory`);
  return chooseTarget(await loadKubeconfig(sources), options);
}

function localPath(server: string): string {
  const path = statePath(server, '/');
  if (path === undefined) throw new HostError(`this is for clusters of the simulator, and the server is ${server}`);
  return path;
}

/** The cluster file that flags and kubeconfig name, and how it is opened. */
export async function clusterSession(options: ConnectOptions): Promise<SessionOptions> {
  return sessionOptions((await targetOf(options)).server, options.env, true);
}

/** On the cluster in a file, or on the process that serves it; when one takes the place of the other, it goes along. */
async function clusterClient(server: string, env: ConnectOptions['env']): Promise<Client> {
  const session = sessionOptions(server, env);
  const refuseServed = (): void => {
    if (servedBy(session.path)) throw new ServedMeanwhile();
  };
  const choose = async (): Promise<Client> => (await throughServer(session.path)) ?? localClient({ ...session, whileLocked: refuseServed });
  return movingClient(await choose(), choose);
}

async function throughServer(path: string): Promise<ServedClient | undefined> {
  const marker = servedBy(path);
  return marker && (await import('./served-client.ts')).servedClient(marker);
}

/** `served`: clients will come over HTTP. */
function sessionOptions(server: string, env: ConnectOptions['env'], served = false): SessionOptions {
  const given = localPath(server);
  const home = homeFolder(env);
  const isDefault = given === clusterPath(home, DEFAULT_CLUSTER);
  if (isDefault) makeFolder(clustersFolder(home));
  else if (stateStamp(given) === undefined) throw new HostError(`the cluster file ${given} does not exist`);
  const settings = hostSettings(env);
  const resources = dataFiles(home);
  return {
    path: resolveLink(given),
    open: (image) => openCluster(image, resources),
    create: () => bootedCluster(newCluster(clusterName(given), settings, Date.now()), resources),
    prepare: async () => {
      await resources.prepare();
      if (served) await resources.prepareYaml();
    },
    wallNow: Date.now,
    tellDefect: (text) => process.stderr.write(`kubesim: internal error: ${text}\n`),
    ...(settings.clock && { clock: settings.clock }),
    ...(settings.kubelet && { kubelet: settings.kubelet }),
  };
}

/** Who the cluster says that somebody with these credentials is. */
async function userOf(server: string, env: ConnectOptions['env'], claimed: ClaimedIdentity): Promise<UserInfo> {
  const session = sessionOptions(server, env);
  const served = await throughServer(session.path);
  if (served) return served.call<UserInfo>('identify', claimed).finally(() => served.close());
  const { identify } = await import('./local-identity.ts');
  const local = localClient(session);
  return local.session.read((cluster) => identify(cluster, claimed)).finally(() => local.close());
}

/** Asks who it is before the first request: nothing is loaded, and nobody refused, before that. */
function actingAs(client: Client, identify: () => Promise<UserInfo>): Client {
  let user: Promise<UserInfo> | undefined;
  const signed = async <T extends ApiRequest | WatchRequest>(request: T): Promise<T> => ({ ...request, user: await (user ??= identify()) });
  return {
    ...client,
    request: async (request) => client.request(await signed(request)),
    async *watch(request, options) {
      yield* client.watch(await signed(request), options);
    },
    async *follow(request, options) {
      yield* client.follow(await signed(request), options);
    },
    raw: async (method, path, body, contentType) => client.raw(method, path, body, contentType, await (user ??= identify())),
    discovery: async () => {
      await (user ??= identify());
      return client.discovery();
    },
  };
}
