import { deepEqual } from '../../api/json.ts';
import { addQuantities, formatQuantity, fromInteger, parseQuantity, zeroQuantity, type Quantity } from '../../api/quantity.ts';
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { Actor } from '../sim/actor.ts';
import { itselfUnlessStatus, keyOf, splitKey } from './keys.ts';
import { isFinished } from './pod-state.ts';

type Usage = Map<string, Quantity>;

/** Resources that a quota names without `count/`. */
const COUNTED: Readonly<Record<string, string>> = {
  configmaps: 'configmaps',
  secrets: 'secrets',
  services: 'services',
  persistentvolumeclaims: 'persistentvolumeclaims',
  replicationcontrollers: 'replicationcontrollers',
  resourcequotas: 'resourcequotas',
};
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];

/** Keeps what the objects of a namespace use in the status of its ResourceQuotas. */
export const resourceQuotaController: Actor = {
  name: 'resourcequota',
  watches: {
    resourcequotas: itselfUnlessStatus,
    '*': ({ type, resource, object }, { api }) => {
      const { namespace } = object.metadata;
      if (!namespace || resource === 'events' || (type === 'MODIFIED' && !MEASURED.includes(resource))) return [];
      return api.list('resourcequotas', namespace).map(keyOf);
    },
  },
  reconcile(key, { api }) {
    const { namespace, name } = splitKey(key);
    const quota = api.get('resourcequotas', namespace, name);
    if (!quota) return;
    const hard = quota.spec?.hard ?? {};
    const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, formatQuantity(usageOf(resource, quota, api))]));
    const status = { hard: { ...hard }, used };
    if (!deepEqual(status, quota.status)) api.updateStatus('resourcequotas', { ...quota, status } as ResourceQuota);
  },
};

/** Objects whose changes, and not only whose comings and goings, count. */
const MEASURED = ['pods', 'services', 'persistentvolumeclaims'];

/** How much of one constrained resource the namespace of the quota uses. */
export function usageOf(resource: string, quota: ResourceQuota, api: ClusterApi): Quantity {
  const { namespace = '' } = quota.metadata;
  const counted = resource.startsWith('count/') ? resource.slice('count/'.length) : COUNTED[resource];
  if (counted !== undefined && counted !== 'pods') return fromInteger(api.list(counted, namespace).length);
  if (resource === 'services.nodeports')
    return sum(api.list('services', namespace), ({ spec }: Service) =>
      fromInteger((spec?.ports ?? []).filter(({ nodePort }) => nodePort).length),
    );
  if (resource === 'services.loadbalancers') return countIf(api.list('services', namespace), ({ spec }) => spec?.type === 'LoadBalancer');
  if (resource === 'requests.storage') return sum(api.list('persistentvolumeclaims', namespace), storageOf);
  const byClass = /^(.+)\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/.exec(resource);
  if (byClass) {
    const claims = api.list('persistentvolumeclaims', namespace).filter(({ spec }) => spec?.storageClassName === byClass[1]);
    return byClass[2] === 'requests.storage' ? sum(claims, storageOf) : fromInteger(claims.length);
  }
  const pods = api.list('pods', namespace).filter((pod) => inScope(pod, quota));
  if (resource === 'count/pods') return fromInteger(pods.length);
  const running = pods.filter((pod) => !isFinished(pod));
  if (resource === 'pods') return fromInteger(running.length);
  return sum(running, (pod) => podUsage(pod).get(resource) ?? zeroQuantity);
}

/** What a pod's containers ask for, under all names a quota may use: `cpu`, `requests.cpu`, `limits.cpu`. */
export function podUsage(pod: Pod): Usage {
  const usage: Usage = new Map();
  for (const kind of ['requests', 'limits'] as const) {
    for (const [resource, quantity] of containersUsage(pod, kind)) {
      usage.set(`${kind}.${resource}`, quantity);
      if (kind === 'requests' && COMPUTE.includes(resource)) usage.set(resource, quantity);
    }
  }
  return usage;
}

/** The containers together, or the largest init container if that is more. */
function containersUsage({ spec }: Pod, kind: 'requests' | 'limits'): Usage {
  const total: Usage = new Map();
  const add = (into: Usage, resources: Readonly<Record<string, string>> | undefined): void => {
    for (const [name, text] of Object.entries(resources ?? {}))
      into.set(name, addQuantities(into.get(name) ?? zeroQuantity, parseQuantity(text)));
  };
  for (const { resources } of spec?.containers ?? []) add(total, resources?.[kind]);
  const sidecars: Usage = new Map();
  const peak: Usage = new Map();
  for (const { resources, restartPolicy } of spec?.initContainers ?? []) {
    const own: Usage = new Map(sidecars);
    add(own, resources?.[kind]);
    if (restartPolicy === 'Always') add(sidecars, resources?.[kind]);
    for (const [name, quantity] of own) peak.set(name, larger(peak.get(name), quantity));
  }
  for (const [name, quantity] of sidecars) total.set(name, addQuantities(total.get(name) ?? zeroQuantity, quantity));
  for (const [name, quantity] of peak) total.set(name, larger(total.get(name), quantity));
  add(total, spec?.overhead);
  return total;
}

function larger(a: Quantity | undefined, b: Quantity): Quantity {
  if (!a) return b;
  return addQuantities(a, { ...b, unscaled: -b.unscaled }).unscaled < 0n ? b : a;
}

/** Does the quota constrain this pod? */
function inScope(pod: Pod, { spec }: ResourceQuota): boolean {
  const scopes = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] as string[] })),
    ...(spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName, operator, values = [] }) => ({ scopeName, operator, values })),
  ];
  return scopes.every(({ scopeName, operator, values }) => {
    switch (scopeName) {
      case 'Terminating':
        return pod.spec?.activeDeadlineSeconds !== undefined;
      case 'NotTerminating':
        return pod.spec?.activeDeadlineSeconds === undefined;
      case 'BestEffort':
        return pod.status?.qosClass === 'BestEffort';
      case 'NotBestEffort':
        return pod.status?.qosClass !== 'BestEffort';
      case 'PriorityClass': {
        const name = pod.spec?.priorityClassName;
        if (operator === 'In') return name !== undefined && values.includes(name);
        if (operator === 'NotIn') return name === undefined || !values.includes(name);
        return operator === 'DoesNotExist' ? name === undefined : name !== undefined;
      }
      default:
        return true;
    }
  });
}

function storageOf({ spec }: PersistentVolumeClaim): Quantity {
  return parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
}

function sum<T>(items: readonly T[], of: (item: T) => Quantity): Quantity {
  return items.reduce((total, item) => addQuantities(total, of(item)), zeroQuantity);
}

function countIf<T>(items: readonly T[], test: (item: T) => boolean): Quantity {
  return fromInteger(items.filter(test).length);
}
