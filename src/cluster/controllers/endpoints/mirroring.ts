import { deepEqual } from '../../../api/json.ts';
import { hasReason } from '../../../api/status.ts';
import type { Endpoints, EndpointSlice } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
import { itself, splitKey } from '../keys.ts';
import { controllerReference } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { isSelectorless } from './addresses.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SERVICE_NAME = 'kubernetes.io/service-name';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Content = Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>;

/** Shows Endpoints that somebody wrote by hand, for a service without selector, as EndpointSlices too. */
export const endpointSliceMirroring: Actor = {
  name: 'endpointslice-mirroring',
  watches: {
    endpoints: itself,
    services: itself,
    'endpointslices.discovery.k8s.io': ({ object }) => {
      const { labels, namespace = '' } = object.metadata;
      const service = labels?.[SERVICE_NAME];
      return service && labels?.[MANAGED_BY] === MANAGER ? [`${namespace}/${service}`] : [];
    },
  },
  reconcile(key, context) {
    const { api } = context;
    const { namespace, name } = splitKey(key);
    const endpoints = api.get('endpoints', namespace, name);
    const service = api.get('services', namespace, name);
    const mirrored = endpoints && service && isSelectorless(service) && endpoints.metadata.labels?.[SKIP] !== 'true';
    const present = api
      .list('endpointslices.discovery.k8s.io', namespace)
      .filter(({ metadata: { labels } }) => labels?.[SERVICE_NAME] === name && labels?.[MANAGED_BY] === MANAGER);
    const wanted = mirrored ? contentsOf(endpoints) : [];
    for (const slice of present.slice(wanted.length)) remove(slice, context);
    if (mirrored) wanted.forEach((content, i) => write(endpoints, present[i], content, context));
  },
};

/** One slice for the addresses of one family of each subset. */
function contentsOf({ subsets = [] }: Endpoints): Content[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const endpoints = [
      ...addresses.map((address) => ({ ...address, ready: true })),
      ...notReadyAddresses.map((address) => ({ ...address, ready: false })),
    ];
    return (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
      const own = endpoints.filter(({ ip }) => ip.includes(':') === (addressType === 'IPv6'));
      if (own.length === 0) return [];
      return [
        {
          addressType,
          endpoints: own.map(({ ip, ready, hostname, nodeName, targetRef }) => ({
            addresses: [ip],
            conditions: { ready },
            ...(hostname ? { hostname } : {}),
            ...(nodeName ? { nodeName } : {}),
            ...(targetRef ? { targetRef } : {}),
          })),
          ports: ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
            name,
            port,
            protocol,
            ...(appProtocol ? { appProtocol } : {}),
          })),
        },
      ];
    });
  });
}

function write(endpoints: Endpoints, slice: EndpointSlice | undefined, content: Content, { api }: ActorContext): void {
  const { name = '', namespace = '' } = endpoints.metadata;
  const labels = { ...endpoints.metadata.labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: name };
  const { [LAST_APPLIED]: _, ...annotations } = endpoints.metadata.annotations ?? {};
  if (slice && slice.addressType === content.addressType) {
    const same = deepEqual({ endpoints: slice.endpoints, ports: slice.ports }, { endpoints: content.endpoints, ports: content.ports });
    if (same && deepEqual(slice.metadata.labels, labels) && deepEqual(slice.metadata.annotations ?? {}, annotations)) return;
    api.update('endpointslices.discovery.k8s.io', { ...slice, ...content, metadata: { ...slice.metadata, labels, annotations } });
    return;
  }
  if (slice) api.delete('endpointslices.discovery.k8s.io', namespace, slice.metadata.name ?? '');
  const wanted = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ownerReferences: [controllerReference(endpoints)],
    },
    ...content,
  };
  try {
    api.create('endpointslices.discovery.k8s.io', wanted as NewObject<EndpointSlice>);
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

function remove({ metadata }: EndpointSlice, { api }: ActorContext): void {
  try {
    api.delete('endpointslices.discovery.k8s.io', metadata.namespace ?? '', metadata.name ?? '');
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}
