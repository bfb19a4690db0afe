import { deepEqual } from '../../../api/json.ts';
import { hasReason } from '../../../api/status.ts';
import type { EndpointSlice, Service } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
import { itselfUnlessStatus, splitKey } from '../keys.ts';
import { controllerReference } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { backendsOf, inheritedLabels, isSelectorless, servicesOf, TRIGGER_TIME, type Backend, type EndpointPort } from './addresses.ts';
import { planSlices, type Endpoint } from './slices.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
const SERVICE_NAME = 'kubernetes.io/service-name';
const ZONE = 'topology.kubernetes.io/zone';

/** Lists the pods behind every service in EndpointSlices. */
export const endpointSliceController: Actor = {
  name: 'endpointslice',
  watches: {
    services: itselfUnlessStatus,
    pods: (change, { api }) => servicesOf(change, api),
    'endpointslices.discovery.k8s.io': ({ object }) => {
      const { labels, namespace = '' } = object.metadata;
      const service = labels?.[SERVICE_NAME];
      return service && labels?.[MANAGED_BY] === MANAGER ? [`${namespace}/${service}`] : [];
    },
  },
  reconcile(key, context) {
    const { namespace, name } = splitKey(key);
    const service = context.api.get('services', namespace, name);
    // Slices of a service that is gone are the garbage collector's.
    if (!service || service.metadata.deletionTimestamp || isSelectorless(service)) return;
    const slices = ownSlices(service, context);
    const publish = service.spec?.publishNotReadyAddresses === true;
    const wanted = backendsOf(service, context.api).map((backend) => ({
      ports: backend.ports,
      endpoint: endpointOf(backend, publish, context),
    }));
    const plan = planSlices(
      wanted,
      slices.map((source) => ({
        source,
        ports: (source.ports ?? []) as EndpointPort[],
        endpoints: (source.endpoints ?? []) as unknown as Endpoint[],
      })),
    );
    for (const source of plan.remove) remove(source, context);
    const updated = new Set(plan.update.map(({ source }) => source));
    for (const { source, endpoints } of plan.update) write(service, source, endpoints, context, true);
    for (const source of slices) {
      if (!updated.has(source) && !plan.remove.includes(source))
        write(service, source, source.endpoints as unknown as Endpoint[], context, false);
    }
    for (const { ports, endpoints } of plan.create) create(service, ports, endpoints, context);
  },
};

function ownSlices(service: Service, { api }: ActorContext): EndpointSlice[] {
  return api
    .list('endpointslices.discovery.k8s.io', service.metadata.namespace)
    .filter(({ metadata: { labels } }) => labels?.[SERVICE_NAME] === service.metadata.name && labels?.[MANAGED_BY] === MANAGER);
}

function endpointOf({ pod, ip, ready, terminating, hostname }: Backend, publish: boolean, { api }: ActorContext): Endpoint {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const nodeName = pod.spec?.nodeName;
  const zone = nodeName === undefined ? undefined : api.get('nodes', '', nodeName)?.metadata.labels?.[ZONE];
  return {
    addresses: [ip],
    conditions: { ready: publish || (ready && !terminating), serving: ready, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone === undefined ? {} : { zone }),
  };
}

function labelsOf(service: Service): Record<string, string> {
  return { ...inheritedLabels(service), [MANAGED_BY]: MANAGER, [SERVICE_NAME]: service.metadata.name ?? '' };
}

function write(service: Service, slice: EndpointSlice, endpoints: Endpoint[], { api, timestamp }: ActorContext, changed: boolean): void {
  const labels = labelsOf(service);
  if (!changed && deepEqual(labels, slice.metadata.labels)) return;
  const annotations = changed ? { ...slice.metadata.annotations, [TRIGGER_TIME]: timestamp() } : slice.metadata.annotations;
  api.update('endpointslices.discovery.k8s.io', {
    ...slice,
    metadata: { ...slice.metadata, labels, ...(annotations ? { annotations } : {}) },
    endpoints,
  } as unknown as EndpointSlice);
}

function create(service: Service, ports: readonly EndpointPort[], endpoints: Endpoint[], { api, timestamp }: ActorContext): void {
  const { name = '', namespace = '' } = service.metadata;
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: labelsOf(service),
      annotations: { [TRIGGER_TIME]: timestamp() },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports: [...ports],
  };
  try {
    api.create('endpointslices.discovery.k8s.io', slice as unknown as NewObject<EndpointSlice>);
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
