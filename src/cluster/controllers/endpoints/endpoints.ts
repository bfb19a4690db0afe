import { deepEqual } from '../../../api/json.ts';
import { hasReason } from '../../../api/status.ts';
import type { Endpoints, Service } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
import { itself, itselfUnlessStatus, splitKey } from '../keys.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { sortedJson } from '../../../api/go-text.ts';
import { backendsOf, inheritedLabels, isSelectorless, servicesOf, TRIGGER_TIME, type Backend, type EndpointPort } from './addresses.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const MANAGER = 'endpoint-controller';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** An Endpoints object lists so many addresses at most. */
const CAPACITY = 1000;

interface Address {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef: { kind: string; name: string; namespace: string; uid: string };
}

interface Subset {
  addresses?: Address[];
  notReadyAddresses?: Address[];
  ports?: object[];
}

/** Lists the pods behind every service in the old Endpoints form. */
export const endpointsController: Actor = {
  name: 'endpoints',
  watches: {
    services: itselfUnlessStatus,
    pods: (change, { api }) => servicesOf(change, api),
    endpoints: (change) => (change.type === 'DELETED' ? itself(change) : []),
  },
  reconcile(key, context) {
    const { api } = context;
    const { namespace, name } = splitKey(key);
    const service = api.get('services', namespace, name);
    const present = api.get('endpoints', namespace, name);
    if (!service) {
      if (present && present.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] === undefined) remove(namespace, name, context);
      return;
    }
    if (isSelectorless(service)) return;
    const backends = backendsOf(service, api);
    const subsets = subsetsOf(backends, service.spec?.publishNotReadyAddresses === true);
    const labels = { ...inheritedLabels(service), [MANAGED_BY]: MANAGER };
    const same = present && deepEqual(present.subsets ?? [], subsets) && deepEqual(present.metadata.labels, labels);
    if (same) return;
    write(service, present, subsets, labels, backends.length > CAPACITY, context);
  },
};

/** Addresses that share their ports, the ready apart from the others; pods that go away are not listed. */
export function subsetsOf(backends: readonly Backend[], publishNotReady: boolean): Subset[] {
  const groups = new Map<string, { ports: readonly EndpointPort[]; ready: Address[]; others: Address[] }>();
  const listed = backends.filter(({ terminating }) => !terminating || publishNotReady).slice(0, CAPACITY);
  for (const backend of listed) {
    const ports = backend.ports;
    const key = sortedJson(ports);
    const group = groups.get(key) ?? { ports, ready: [], others: [] };
    groups.set(key, group);
    (backend.ready || publishNotReady ? group.ready : group.others).push(addressOf(backend));
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { ports, ready, others }]) => ({
      ...(ready.length > 0 ? { addresses: ready.sort(byAddress) } : {}),
      ...(others.length > 0 ? { notReadyAddresses: others.sort(byAddress) } : {}),
      ...(ports.length > 0 ? { ports: ports.map(portOf).sort(byPort) } : {}),
    }));
}

function addressOf({ pod, ip, hostname }: Backend): Address {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const nodeName = pod.spec?.nodeName;
  return { ip, ...(hostname ? { hostname } : {}), ...(nodeName ? { nodeName } : {}), targetRef: { kind: 'Pod', name, namespace, uid } };
}

function byAddress(a: Address, b: Address): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0;
}

interface ListedPort {
  name?: string;
  port: number;
  protocol: string;
}

function portOf({ name, ...port }: EndpointPort): ListedPort {
  return name === '' ? port : { name, ...port };
}

function byPort(a: ListedPort, b: ListedPort): number {
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}

function write(
  service: Service,
  present: Endpoints | undefined,
  subsets: readonly Subset[],
  labels: Record<string, string>,
  truncated: boolean,
  { api, timestamp }: ActorContext,
): void {
  const { name = '', namespace = '' } = service.metadata;
  const { [OVER_CAPACITY]: _, ...kept } = present?.metadata.annotations ?? {};
  const annotations = { ...kept, [TRIGGER_TIME]: timestamp(), ...(truncated ? { [OVER_CAPACITY]: 'truncated' } : {}) };
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...present?.metadata, name, namespace, labels, annotations },
    ...(subsets.length > 0 ? { subsets } : {}),
  };
  if (present) {
    api.update('endpoints', endpoints as unknown as Endpoints);
    return;
  }
  try {
    api.create('endpoints', endpoints as unknown as NewObject<Endpoints>);
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

function remove(namespace: string, name: string, { api }: ActorContext): void {
  try {
    api.delete('endpoints', namespace, name);
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}
