import { deepClone } from '../api/json.ts';
import { groupResource, parseGroupVersion, type KubeObject } from '../api/object.ts';
import { formatMicroTime, formatRfc3339 } from '../api/time.ts';
import type { ClusterApi } from './apiserver/cluster-api.ts';
import { builtInKinds } from './kinds/index.ts';
import { ensureKubernetesService } from './boot/kubernetes-service.ts';
import { isControlPlane, newNode, nodeAddress, type NodePlan } from './boot/nodes.ts';

export interface BootOptions {
  nodeNames: readonly string[];
  /** Without system pods, and without what only they need. */
  bare: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

/** `full`: not on bare clusters. Taken off before the object is created. */
const CLUSTERS = 'boot.kubesim.io/clusters';
/** `control-plane`: one object for each such node. */
const NODES = 'boot.kubesim.io/nodes';
/** Pods that a kubelet runs by itself and only shows; their node owns them. */
const MIRROR = 'kubernetes.io/config.mirror';

/**
 * Fills a new cluster: namespaces, nodes and their leases, the `kubernetes` Service, then everything else of manifests/boot in its
 * order (manifests/boot/README.md). Default service accounts and CA bundles come from controllers, as in a real cluster.
 */
export function boot(api: ClusterApi, options: BootOptions, documents: readonly unknown[]): void {
  const wanted = (documents as readonly KubeObject[]).filter(
    ({ metadata }) => !options.bare || metadata.annotations?.[CLUSTERS] === undefined,
  );
  const plans = options.nodeNames.map((name, index): NodePlan => ({ name, index, bare: options.bare, now: options.now }));
  const create = (document: KubeObject): void => {
    for (const object of instances(document, plans, options.now)) createObject(api, object);
  };
  for (const document of wanted) if (document.kind === 'Namespace') create(document);
  for (const plan of plans) createNode(api, plan);
  ensureKubernetesService(api);
  for (const document of wanted) if (document.kind !== 'Namespace') create(document);
}

/** Volume plugins of old that a kubelet leaves to drivers. */
const MIGRATED = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume'].map(
  (name) => `kubernetes.io/${name}`,
);

function createNode(api: ClusterApi, plan: NodePlan): void {
  const node = api.create('nodes', newNode(plan));
  const owner = { apiVersion: 'v1', kind: 'Node', name: plan.name, uid: node.metadata.uid ?? '' };
  api.create('leases.coordination.k8s.io', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: plan.name, namespace: 'kube-node-lease', ownerReferences: [owner] },
    spec: { holderIdentity: plan.name, leaseDurationSeconds: 40, renewTime: formatMicroTime(plan.now) },
  });
  // Kubelets tell which volume drivers they have; the simulated ones of bare clusters do not.
  if (plan.bare) return;
  api.create('csinodes.storage.k8s.io', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: {
      name: plan.name,
      ownerReferences: [owner],
      annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': MIGRATED.join() },
    },
    spec: { drivers: null },
  } as unknown as KubeObject);
}

/** The objects that a document stands for, with its placeholders filled in. */
function instances(document: KubeObject, plans: readonly NodePlan[], now: number): KubeObject[] {
  const perNode = document.metadata.annotations?.[NODES] !== undefined;
  const places = perNode ? plans.filter(({ name }) => isControlPlane(name)) : plans.slice(0, 1);
  return places.map((plan) => {
    const values: Readonly<Record<string, string>> = {
      NODE_NAME: plan.name,
      NODE_IP: nodeAddress(plan.index),
      TIME: formatRfc3339(now),
      MICRO_TIME: formatMicroTime(now),
      DATE: formatRfc3339(now).slice(0, 10),
    };
    return withoutMarks(filledIn(document, values) as KubeObject);
  });
}

function filledIn(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return value.replace(/<([A-Z_]+)>/g, (text, name: string) => values[name] ?? text);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, filledIn(field, values)]));
}

function withoutMarks(object: KubeObject): KubeObject {
  const { annotations } = object.metadata;
  if (annotations === undefined) return object;
  const kept = Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== CLUSTERS && key !== NODES));
  const metadata = { ...object.metadata, annotations: kept };
  return { ...object, metadata: Object.keys(kept).length > 0 ? metadata : without(metadata) };
}

function without({ annotations: _, ...metadata }: KubeObject['metadata']): KubeObject['metadata'] {
  return metadata;
}

/** Kinds that this version of the program does not know are left out. What has a status gets it in a second write, as from its controller. */
function createObject(api: ClusterApi, object: KubeObject): void {
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  const kind = builtInKinds.findByName(group, version, object.kind ?? '');
  if (kind === undefined) return;
  const resource = groupResource(group, kind.plural);
  const created = api.create(resource, ownedByNode(api, object));
  if (object['status'] === undefined || kind.keepsStatusOnCreate) return;
  const withStatus: KubeObject = { ...deepClone(created), status: object['status'] };
  api.updateStatus(resource, withStatus);
}

function ownedByNode(api: ClusterApi, object: KubeObject): KubeObject {
  if (object.kind !== 'Pod' || object.metadata.annotations?.[MIRROR] === undefined) return object;
  const node = api.get('nodes', '', object['spec'].nodeName as string);
  if (node === undefined) return object;
  const owner = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name ?? '', uid: node.metadata.uid ?? '', controller: true };
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
}
