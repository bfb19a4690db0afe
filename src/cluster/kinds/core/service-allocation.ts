import { invalid, type FieldError } from '../../../api/field-error.ts';
import { parseIPv6 } from '../../../api/ip.ts';
import * as status from '../../../api/status.ts';
import type { Service } from '../../../api/types.ts';
import { clusterIpFault, freeClusterIp } from '../../network/cluster-ips.ts';
import { freeNodePort, nodePortFault } from '../../network/node-ports.ts';
import type { KindContext } from '../define.ts';
import { isHeadless, needsClusterIp, needsHealthCheckPort, needsNodePorts, type ServiceSpec } from './service-traits.ts';
import { validateClusterIpFields } from './service-ip-validation.ts';

/**
 * The server allocates before it validates, so what is wrong with an address or port is told alone, and before anything else.
 * What is taken is read off the Services that are there.
 */
export function allocateForCreate(object: Service, context: KindContext): void {
  const spec = object.spec!;
  initFamilies(object, undefined);
  const others = context.api.list('services');
  if (spec.type !== 'ExternalName' && !isHeadless(spec)) allocateClusterIp(object, others, context);
  allocatePorts(object, undefined, others, context);
}

export function allocateForUpdate(next: Service, previous: Service, context: KindContext): void {
  const spec = next.spec!;
  initFamilies(next, previous);
  const others = context.api.list('services').filter(({ metadata }) => metadata.uid !== previous.metadata.uid);
  if (needsClusterIp(spec) && !needsClusterIp(previous.spec ?? {}) && !isHeadless(spec)) allocateClusterIp(next, others, context);
  allocatePorts(next, previous, others, context);
}

function refuse({ metadata }: Service, ...errors: FieldError[]): void {
  if (errors.length > 0) throw status.invalid({ group: '', kind: 'Service' }, metadata.name ?? '', errors);
}

/** Families follow from addresses, the policy from what the client wants: this cluster has IPv4 only. */
function initFamilies(object: Service, previous: Service | undefined): void {
  const spec = object.spec!;
  if (spec.type === 'ExternalName') return;
  refuse(object, ...validateClusterIpFields(spec));
  const headless = isHeadless(spec);
  const families = (spec.ipFamilies ??= []);
  const foreign = (spec.clusterIPs ?? []).findIndex((ip, index) => index >= families.length && parseIPv6(ip) !== undefined);
  if (foreign >= 0) refuse(object, invalid(`spec.clusterIPs[${foreign}]`, spec.clusterIPs, 'IPv6 is not configured on this cluster'));
  const manual = headless && Object.keys(spec.selector ?? {}).length === 0;
  const wasExternal = previous !== undefined && !needsClusterIp(previous.spec ?? {});
  spec.ipFamilyPolicy ??=
    (previous && !wasExternal ? previous.spec?.ipFamilyPolicy : undefined) ?? (manual ? 'RequireDualStack' : 'SingleStack');
  if (manual) {
    if (families.length === 0) families.push('IPv4');
    if (families.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    return;
  }
  refuse(object, ...dualStackFaults(spec));
  if (families.length === 0) families.push('IPv4');
}

function dualStackFaults({ ipFamilyPolicy, ipFamilies = [], clusterIPs = [] }: ServiceSpec): FieldError[] {
  const path = 'spec.ipFamilyPolicy';
  if (ipFamilyPolicy === 'SingleStack') {
    if (clusterIPs.length > 1)
      return [invalid(path, ipFamilyPolicy, "must be RequireDualStack or PreferDualStack when multiple 'clusterIPs' are specified")];
    if (ipFamilies.length > 1)
      return [invalid(path, ipFamilyPolicy, "must be RequireDualStack or PreferDualStack when multiple 'ipFamilies' are specified")];
  }
  const errors = ipFamilies.flatMap((family, index) =>
    family === 'IPv6' && !(index > 0 && ipFamilyPolicy === 'PreferDualStack')
      ? [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')]
      : [],
  );
  if (ipFamilyPolicy === 'RequireDualStack')
    errors.push(invalid(path, ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  return errors;
}

function allocateClusterIp(object: Service, others: readonly Service[], { random }: KindContext): void {
  const spec = object.spec!;
  const taken = new Set(others.flatMap(({ spec: other }) => other?.clusterIPs ?? []));
  const wanted = spec.clusterIPs?.[0];
  if (wanted) {
    const fault = clusterIpFault(wanted, taken);
    if (fault) refuse(object, invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${wanted}: ${fault}`));
    return;
  }
  const ip = freeClusterIp(taken, random);
  if (ip === undefined) throw status.internalError('failed to allocate a serviceIP: range is full');
  spec.clusterIP = ip;
  spec.clusterIPs = [ip];
}

function allocatePorts(object: Service, previous: Service | undefined, others: readonly Service[], { random }: KindContext): void {
  const spec = object.spec!;
  if (!needsNodePorts(spec) && !needsHealthCheckPort(spec)) return;
  const taken = new Set(others.flatMap(({ spec: other }) => portsOf(other ?? {})));
  const own = new Set(portsOf(previous?.spec ?? {}));
  /** Ports of this Service: TCP and UDP of one port share their node port. */
  const mine = new Map<number, number>();
  const claim = (wanted: number, path: string, shared: boolean): void => {
    const fault = shared || own.has(wanted) ? undefined : nodePortFault(wanted, taken);
    if (fault) refuse(object, invalid(path, wanted, fault));
    taken.add(wanted);
  };
  const choose = (): number => {
    const chosen = freeNodePort(new Set([...taken, ...own]), random);
    if (chosen === undefined) throw status.internalError('failed to allocate a nodePort: range is full');
    taken.add(chosen);
    return chosen;
  };
  if (needsNodePorts(spec)) {
    const ports = spec.ports ?? [];
    ports.forEach((port, index) => {
      if (port.nodePort) claim(port.nodePort, `spec.ports[${index}].nodePort`, [...mine.values()].includes(port.nodePort));
      port.nodePort ||= mine.get(port.port) ?? choose();
      mine.set(port.port, port.nodePort);
    });
  }
  if (!needsHealthCheckPort(spec)) return;
  if (spec.healthCheckNodePort) claim(spec.healthCheckNodePort, 'spec.healthCheckNodePort', false);
  else spec.healthCheckNodePort = choose();
}

function portsOf({ ports = [], healthCheckNodePort }: ServiceSpec): number[] {
  return [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort].filter((port): port is number => Boolean(port));
}
