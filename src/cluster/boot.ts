import { deepClone } from '../api/json.ts';
import { groupResource, parseGroupVersion, type KubeObject } from '../api/object.ts';
import { fieldElement } from '../api/field-set/path-element.ts';
import { setOf } from '../api/field-set/field-set.ts';
import { formatMicroTime, formatRfc3339 } from '../api/time.ts';
import type { ClusterApi } from './apiserver/cluster-api.ts';
import { builtInKinds } from './kinds/index.ts';
import { ensureKubernetesService } from './boot/kubernetes-service.ts';
import { isControlPlane, newNode, nodeAddress, nodeHistory, type NodePlan } from './boot/nodes.ts';
import { API_SERVER, managerOf } from './actor-users.ts';
import { appliedEntry, entriesAfter, type Step } from './apiserver/managed-fields/index.ts';
import { node as nodeKind } from './kinds/core/node.ts';
import type { KindDefinition } from './kinds/define.ts';

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
/** Who has made the object; the API server, when it does not say. */
const MANAGER = 'boot.kubesim.io/manager';
/** Who has added the finalizers, and who has applied the status, where that is somebody else. */
const FINALIZERS_MANAGER = 'boot.kubesim.io/finalizers-manager';
const STATUS_APPLIER = 'boot.kubesim.io/status-applier';
const MARKS: readonly string[] = [CLUSTERS, NODES, MANAGER, FINALIZERS_MANAGER, STATUS_APPLIER];
/** Pods that a kubelet runs by itself and only shows; their node owns them. */
const MIRROR = 'kubernetes.io/config.mirror';

/** The API as a program uses it that has part in making a cluster; without a name, objects tell themselves who manages what. */
type ApiOf = (manager?: string) => ClusterApi;

/**
 * Fills a new cluster: namespaces, nodes and their leases, the `kubernetes` Service, then everything else of manifests/boot in its
 * order (manifests/boot/README.md). Default service accounts and CA bundles come from controllers, as in a real cluster.
 */
export function boot(apiOf: ApiOf, options: BootOptions, documents: readonly unknown[]): void {
  const wanted = (documents as readonly KubeObject[]).filter(
    ({ metadata }) => !options.bare || metadata.annotations?.[CLUSTERS] === undefined,
  );
  const plans = options.nodeNames.map((name, index): NodePlan => ({ name, index, bare: options.bare, now: options.now }));
  const create = (document: KubeObject): void => {
    for (const object of instances(document, plans, options.now))
      createObject(apiOf, document.metadata.annotations ?? {}, options.now, object);
  };
  for (const document of wanted) if (document.kind === 'Namespace') create(document);
  for (const plan of plans) createNode(apiOf, plan);
  ensureKubernetesService(apiOf(API_SERVER));
  for (const document of wanted) if (document.kind !== 'Namespace') create(document);
}

/** Volume plugins of old that a kubelet leaves to drivers. */
const MIGRATED = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume'].map(
  (name) => `kubernetes.io/${name}`,
);

function createNode(apiOf: ApiOf, plan: NodePlan): void {
  const whole = newNode(plan);
  const managedFields = entriesAfter(nodeKind, nodeHistory(whole, plan.now), formatRfc3339(plan.now));
  const node = apiOf().create('nodes', { ...whole, metadata: { ...whole.metadata, managedFields } });
  const api = apiOf('kubelet');
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
  const kept = Object.fromEntries(Object.entries(annotations).filter(([key]) => !MARKS.includes(key)));
  const metadata = { ...object.metadata, annotations: kept };
  return { ...object, metadata: Object.keys(kept).length > 0 ? metadata : without(metadata) };
}

function without({ annotations: _, ...metadata }: KubeObject['metadata']): KubeObject['metadata'] {
  return metadata;
}

/** Kinds that this version of the program does not know are left out. What has a status gets it in a second write, as from its controller. */
function createObject(apiOf: ApiOf, marks: Readonly<Record<string, string>>, now: number, object: KubeObject): void {
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  const kind = builtInKinds.findByName(group, version, object.kind ?? '');
  if (kind === undefined) return;
  const resource = groupResource(group, kind.plural);
  const manager = marks[MANAGER] ?? API_SERVER;
  const api = apiOf(manager);
  const [name, finalizer, applier] = [object.metadata.name ?? '', marks[FINALIZERS_MANAGER], marks[STATUS_APPLIER]];
  const owned = ownedByNode(api, object);
  const managed = finalizer ? withFinalizer(kind, owned, manager, finalizer, now) : withAggregated(kind, owned, manager, now);
  const created = managed ? apiOf().create(resource, managed) : api.create(resource, owned);
  const { apiVersion, kind: ofKind, status } = object;
  if (status === undefined || kind.keepsStatusOnCreate) return;
  if (!applier) return void api.updateStatus(resource, { ...deepClone(created), status });
  apiOf(applier).patch(resource, '', name, 'apply', { apiVersion, kind: ofKind, metadata: { name }, status }, 'status');
}

/** The object with managers that tell of one who made it and one who added its finalizers. */
function withFinalizer(kind: KindDefinition, object: KubeObject, maker: string, finalizer: string, now: number): KubeObject {
  const { finalizers: _, ...metadata } = object.metadata;
  const steps: Step[] = [
    [
      { name: maker, subresource: '' },
      { ...object, metadata },
    ],
    [{ name: finalizer, subresource: '' }, object],
  ];
  const managedFields = entriesAfter(kind, steps, formatRfc3339(now));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Rules of roles that gather those of others are applied by the controller that gathers them. Undefined: it is no such role. */
function withAggregated(kind: KindDefinition, object: KubeObject, maker: string, now: number): KubeObject | undefined {
  if (object['aggregationRule'] === undefined) return undefined;
  const { rules: _, ...made } = object;
  const time = formatRfc3339(now);
  const gatherer = { name: managerOf('clusterrole-aggregation'), subresource: '' };
  const applied = appliedEntry(kind, gatherer, setOf([fieldElement('rules')]), time);
  const managedFields = [applied, ...entriesAfter(kind, [[{ name: maker, subresource: '' }, made as KubeObject]], time)];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function ownedByNode(api: ClusterApi, object: KubeObject): KubeObject {
  if (object.kind !== 'Pod' || object.metadata.annotations?.[MIRROR] === undefined) return object;
  const node = api.get('nodes', '', object['spec'].nodeName as string);
  if (node === undefined) return object;
  const owner = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name ?? '', uid: node.metadata.uid ?? '', controller: true };
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
}
