import { deepEqual } from '../../../api/json.ts';
import type { Service } from '../../../api/types.ts';
import {
  isExternallyAccessible,
  needsClusterIp,
  needsHealthCheckPort,
  needsNodePorts,
  type ServicePort,
  type ServiceSpec,
} from './service-traits.ts';

/** clusterIP is the first of clusterIPs; a client may write either. */
export function syncClusterIps(next: Service, previous?: Service): void {
  const spec = next.spec!;
  const before = previous?.spec;
  if (before === undefined) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const sameOne = (spec.clusterIP ?? '') === (before.clusterIP ?? '');
  const sameAll = deepEqual(spec.clusterIPs ?? [], before.clusterIPs ?? []);
  if (sameOne && !sameAll && !spec.clusterIPs?.length) delete spec.clusterIP;
  if (sameOne || !sameAll) return;
  if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
  else delete spec.clusterIPs;
}

/** What was allocated and is left out by the client stays: a manifest without addresses can be applied again. */
export function keepAllocated(next: Service, previous: Service): void {
  const spec = next.spec!;
  const before = previous.spec ?? {};
  if (needsClusterIp(spec) && needsClusterIp(before)) {
    if (!spec.clusterIP && before.clusterIP) spec.clusterIP = before.clusterIP;
    if (!spec.clusterIPs?.length && before.clusterIPs && spec.clusterIP === before.clusterIP) spec.clusterIPs = [...before.clusterIPs];
  }
  if (needsNodePorts(spec) && needsNodePorts(before)) keepNodePorts(spec.ports ?? [], before.ports ?? []);
  if (needsHealthCheckPort(spec) && needsHealthCheckPort(before)) spec.healthCheckNodePort ||= before.healthCheckNodePort;
}

function keepNodePorts(ports: ServicePort[], before: readonly ServicePort[]): void {
  const used = new Set(ports.map(({ nodePort }) => nodePort).filter(Boolean));
  for (const port of ports) {
    const old = before.find((other) => other.port === port.port && other.protocol === port.protocol)?.nodePort;
    if (port.nodePort || !old || used.has(old)) continue;
    port.nodePort = old;
    used.add(old);
  }
}

/** A change of type takes along what the new type has no use for, unless the client changed it in the same write. */
export function dropTypeDependentFields(next: Service, previous: Service): void {
  const spec = next.spec!;
  const before = previous.spec ?? {};
  const drop = (field: keyof ServiceSpec, needed: (spec: ServiceSpec) => boolean): void => {
    if (needed(before) && !needed(spec) && deepEqual(spec[field], before[field])) delete spec[field];
  };
  if (needsClusterIp(before) && !needsClusterIp(spec) && deepEqual(spec.clusterIPs, before.clusterIPs)) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  drop('ipFamilies', needsClusterIp);
  drop('ipFamilyPolicy', needsClusterIp);
  const nodePorts = (ports: readonly ServicePort[] | undefined): unknown => ports?.map(({ nodePort }) => nodePort);
  if (needsNodePorts(before) && !needsNodePorts(spec) && deepEqual(nodePorts(spec.ports), nodePorts(before.ports))) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  drop('healthCheckNodePort', needsHealthCheckPort);
  drop('allocateLoadBalancerNodePorts', ({ type }) => type === 'LoadBalancer');
  drop('loadBalancerClass', ({ type }) => type === 'LoadBalancer');
  drop('externalTrafficPolicy', isExternallyAccessible);
  if (spec.type !== 'LoadBalancer' && next.status) next.status = { ...next.status, loadBalancer: {} };
}
