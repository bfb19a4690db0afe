import type { UserInfo } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { Cluster, ClusterResources, WatchState, WireAnswer, WireRequest } from '../../cluster.ts';
import type { KindCatalogue } from '../../kinds/catalogue.ts';
import { seededRandom } from '../../sim/random.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { Attributes } from '../authorization/attributes.ts';
import { answerWire, type WireServer } from './index.ts';
import { nonResourceAnswer, type PathSources } from './paths/index.ts';
import { RequestCounts } from './paths/metrics.ts';
import { storageVersionHash } from './paths/storage-version.ts';

export interface WireParts {
  store: ObjectStore;
  kinds: KindCatalogue;
  /** When the server began to be one, in ms since the epoch. */
  started: number;
  cluster: Pick<Cluster, 'handle' | 'watch' | 'discovery' | 'identify' | 'pki'> & { mustBeAllowed(attributes: Attributes): void };
  bookmark(watch: WatchState): KubeObject;
  resources: ClusterResources;
}

/** What answers the HTTP requests to one cluster. */
export function wireOf(parts: WireParts): (request: WireRequest) => WireAnswer {
  const server = wireServer(parts);
  return (request) => answerWire(request, server);
}

/** The API server of one cluster as the wire sees it. */
function wireServer({ store, kinds, started, cluster, bookmark, resources }: WireParts): WireServer {
  // Ids of requests are no part of the cluster's own random sequence: reading changes nothing.
  const random = seededRandom((started ^ store.revision) >>> 0);
  const requests = new RequestCounts();
  const sources: PathSources = {
    discovery: () => cluster.discovery(),
    address: () => serverAddress(store),
    metrics: {
      objects: () => [...store.resources()].sort().map((name) => [name, store.entries(name).length] as const),
      started: Math.floor(started / 1000),
      requests,
      revision: () => store.revision,
    },
    kinds: () => kinds.all(),
    describe: resources.describe,
    pki: () => cluster.pki,
    storageVersionHash: (resource) => storageVersionHash(resource, kinds, resources.crypto()),
    authorize: (user, verb, path) => cluster.mustBeAllowed({ user, verb, path }),
  };
  return {
    kinds,
    handle: (request) => cluster.handle(request),
    watch: (request) => cluster.watch(request),
    bookmark,
    authenticate: (request) => cluster.identify(request),
    authorize: (attributes) => cluster.mustBeAllowed(attributes),
    nonResource: (method, target, headers, user) => nonResourceAnswer(method, target, headers, user, sources),
    get yaml() {
      return resources.yaml?.();
    },
    headers: { auditId: () => random.uuid(), flow: (user) => flowOf(store, user) },
    count: (labels) => requests.count(labels),
  };
}

function serverAddress(store: ObjectStore): string | undefined {
  const [subset] = (store.get('endpoints', 'default', 'kubernetes')?.['subsets'] ?? []) as {
    addresses?: { ip: string }[];
    ports?: { port: number }[];
  }[];
  const ip = subset?.addresses?.[0]?.ip;
  return ip === undefined ? undefined : `${ip}:${subset?.ports?.[0]?.port ?? 6443}`;
}

/** The schema that a fresh cluster's FlowSchemas choose for a user. */
function schemaOf({ username, groups = [] }: UserInfo): string {
  if (groups.includes('system:masters')) return 'exempt';
  if (groups.includes('system:nodes')) return 'system-nodes';
  if (username === 'system:kube-controller-manager') return 'kube-controller-manager';
  if (username === 'system:kube-scheduler') return 'kube-scheduler';
  if (groups.includes('system:serviceaccounts:kube-system')) return 'kube-system-service-accounts';
  if (groups.includes('system:serviceaccounts')) return 'service-accounts';
  return groups.includes('system:authenticated') || groups.includes('system:unauthenticated') ? 'global-default' : 'catch-all';
}

function flowOf(store: ObjectStore, user: UserInfo): { schema?: string; level?: string } {
  const schema = store.get('flowschemas.flowcontrol.apiserver.k8s.io', '', schemaOf(user));
  const name = schema?.['spec']?.priorityLevelConfiguration?.name as string | undefined;
  const level = name && store.get('prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', '', name);
  return {
    ...(schema?.metadata.uid ? { schema: schema.metadata.uid } : {}),
    ...(level && level.metadata.uid ? { level: level.metadata.uid } : {}),
  };
}
