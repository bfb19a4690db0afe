import { matchesSelector, selectorFromMap } from '../../../api/labels.ts';
import type { Pod, Service } from '../../../api/types.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';
import type { Change } from '../../sim/actor.ts';
import { keyOf } from '../keys.ts';
import { isFinished, isReady } from '../pod-state.ts';

export interface EndpointPort {
  name: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

/** A pod behind a service, with the ports it serves there. */
export interface Backend {
  pod: Pod;
  ip: string;
  ready: boolean;
  terminating: boolean;
  /** Its own name within a headless service. */
  hostname?: string;
  ports: EndpointPort[];
}

/** The pods that a service's selector finds and that have an address, by name. */
export function backendsOf(service: Service, api: ClusterApi): Backend[] {
  const selector = selectorFromMap(service.spec?.selector ?? {});
  const { namespace = '', name } = service.metadata;
  return api
    .list('pods', namespace)
    .filter((pod) => matchesSelector(selector, pod.metadata.labels) && pod.status?.podIP && !isFinished(pod))
    .map((pod) => ({
      pod,
      ip: pod.status?.podIP ?? '',
      ready: isReady(pod),
      terminating: pod.metadata.deletionTimestamp !== undefined,
      ...(pod.spec?.hostname && pod.spec.subdomain === name ? { hostname: pod.spec.hostname } : {}),
      ports: portsOf(service, pod),
    }));
}

/** Has this service's endpoints kept by hand, or nowhere? */
export function isSelectorless(service: Service): boolean {
  return service.spec?.type === 'ExternalName' || service.spec?.selector === undefined || Object.keys(service.spec.selector).length === 0;
}

/** Service ports as this pod serves them. A named target that the pod does not have is left out. */
function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap(({ name, port, protocol = 'TCP', targetPort, appProtocol }) => {
    const number = containerPort(pod, targetPort ?? port, protocol);
    return number === undefined ? [] : [{ name: name ?? '', port: number, protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function containerPort(pod: Pod, target: number | string, protocol: string): number | undefined {
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of [...(pod.spec?.containers ?? []), ...sidecars]) {
    for (const port of ports) if (port.name === target && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
  }
  return undefined;
}

/** The services whose endpoints a pod's change may concern. */
export function servicesOf(change: Change, api: ClusterApi): string[] {
  const pod = change.object as unknown as Pod;
  const before = change.previous as unknown as Pod | undefined;
  if (before && change.type === 'MODIFIED' && fingerprint(pod) === fingerprint(before) && pod.metadata.labels === before.metadata.labels)
    return [];
  return api
    .list('services', pod.metadata.namespace)
    .filter((service) => {
      if (isSelectorless(service)) return false;
      const selector = selectorFromMap(service.spec?.selector ?? {});
      return matchesSelector(selector, pod.metadata.labels) || (before !== undefined && matchesSelector(selector, before.metadata.labels));
    })
    .map(keyOf);
}

/** Everything of a pod that its endpoint shows. */
function fingerprint(pod: Pod): string {
  const { status, spec, metadata } = pod;
  return [status?.podIP, isReady(pod), isFinished(pod), metadata.deletionTimestamp !== undefined, spec?.nodeName, spec?.hostname].join();
}

/** Labels that both kinds of endpoints take over from their service. */
export function inheritedLabels(service: Service): Record<string, string> {
  const { 'service.kubernetes.io/headless': _, ...labels } = service.metadata.labels ?? {};
  return service.spec?.clusterIP === 'None' ? { ...labels, 'service.kubernetes.io/headless': '' } : labels;
}

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
