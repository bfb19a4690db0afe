import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ApiRequest } from '../../src/api/client.ts';
import type { KubeObject } from '../../src/api/object.ts';
import { parseGroupVersion } from '../../src/api/object.ts';
import type { Cluster, ClusterResources } from '../../src/cluster/cluster.ts';
import { builtInKinds } from '../../src/cluster/kinds/index.ts';
import { createCluster } from '../../src/cluster/open.ts';
import { nodeCrypto } from '../../src/host/crypto.ts';
import type { ClusterSettings } from '../../src/cluster/store/image.ts';

export interface RealCluster {
  cluster: Cluster;
  /** Creates objects and lets their consequences settle. */
  apply(...objects: object[]): void;
  get<T = KubeObject>(resource: string, name: string, namespace?: string): T | undefined;
  list<T = KubeObject>(resource: string, namespace?: string, labelSelector?: string): T[];
  patch(resource: string, name: string, patch: object, namespace?: string): KubeObject;
  remove(resource: string, name: string, options?: object, namespace?: string): void;
  post(resource: string, name: string, subresource: string, body: object, namespace?: string): KubeObject;
  advance(seconds: number): void;
  /** `Type Reason message` of the events about an object, oldest first; ` (xN)` when it was counted. */
  events(name: string): string[];
}

const START = Date.UTC(2026, 10, 21, 5, 0, 0);

/** What the host would hand in. */
export const testResources: ClusterResources = {
  images: () => documents('manifests/images'),
  bootObjects: () => documents('manifests/boot'),
  crypto: nodeCrypto,
};

/** A whole cluster with three nodes and nothing on them. */
export function realCluster(
  settings: Partial<ClusterSettings> = {},
  nodeNames = ['kubesim-control-plane', 'kubesim-worker', 'kubesim-worker2'],
): RealCluster {
  const cluster = createCluster(
    { name: 'test', seed: 1, now: START, nodeNames, settings: { clock: 'manual', offset: 0, kubelet: 'quick', bare: true, ...settings } },
    testResources,
  );
  const check = (): void => {
    const [defect] = cluster.takeDefects();
    if (defect) throw new Error(`${defect.actor} ${defect.key}: ${String(defect.error)}`, { cause: defect.error });
  };
  const request = (resource: string, rest: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>): KubeObject => {
    const kind = builtInKinds.stored(resource);
    if (!kind) throw new Error(`no ${resource}`);
    const body = cluster.handle({
      group: kind.group,
      version: kind.version,
      resource: kind.plural,
      ...(kind.namespaced ? { namespace: 'default' } : {}),
      ...rest,
    }).body;
    check();
    return body;
  };
  check();
  return {
    cluster,
    apply: (...objects) => {
      for (const object of objects as KubeObject[]) {
        const { group, version } = parseGroupVersion(object.apiVersion ?? 'v1');
        const kind = builtInKinds.findByName(group, version, object.kind ?? '');
        if (!kind) throw new Error(`no kind ${object.kind ?? ''}`);
        const namespace = kind.namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {};
        cluster.handle({ group, version, resource: kind.plural, verb: 'create', ...namespace, body: structuredClone(object) });
        check();
      }
    },
    get: <T>(resource: string, name: string, namespace?: string) => {
      try {
        return request(resource, { verb: 'get', name, ...(namespace ? { namespace } : {}) }) as T;
      } catch (error) {
        if (error instanceof Error && error.message.endsWith('not found')) return undefined;
        throw error;
      }
    },
    list: <T>(resource: string, namespace?: string, labelSelector?: string) =>
      (request(resource, { verb: 'list', ...(namespace ? { namespace } : {}), ...(labelSelector ? { labelSelector } : {}) })['items'] ??
        []) as T[],
    patch: (resource, name, patch, namespace) =>
      request(resource, { verb: 'patch', name, patchType: 'strategic', body: patch, ...(namespace ? { namespace } : {}) }),
    remove: (resource, name, options = {}, namespace) => {
      request(resource, {
        verb: 'delete',
        name,
        body: { propagationPolicy: 'Background', ...options },
        ...(namespace ? { namespace } : {}),
      });
    },
    post: (resource, name, subresource, body, namespace) =>
      request(resource, { verb: 'create', name, subresource, body, ...(namespace ? { namespace } : {}) }),
    advance: (seconds) => {
      cluster.advanceTo(cluster.now() + seconds * 1000);
      check();
    },
    events: (name) =>
      (request('events', { verb: 'list' })['items'] as KubeObject[])
        .filter((event) => event['involvedObject'].name === name)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map((event) => `${event['type']} ${event['reason']} ${event['message']}${event['count'] > 1 ? ` (x${event['count']})` : ''}`),
  };
}

/** Lets a provisioner run, which a cluster without system pods does not have. */
export function runProvisioner(cluster: RealCluster): void {
  const namespace = 'local-path-storage';
  cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  cluster.advance(1);
  cluster.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'provisioner', namespace, labels: { app: 'local-path-provisioner' } },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
  });
  cluster.advance(1);
}

function documents(folder: string): unknown[] {
  const root = join(import.meta.dirname, '../..', folder);
  return readdirSync(root)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(join(root, name), 'utf8')).map((document) => document.toJS() as unknown))
    .filter((document) => document !== null);
}
