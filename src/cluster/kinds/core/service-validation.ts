import { duplicate, forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkCidr, checkIP } from '../../../api/ip.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel, checkDnsSubdomain, checkPortNumber, checkQualifiedName } from '../../../api/names.ts';
import type { Service } from '../../../api/types.ts';
import { portNumberOrName } from '../field-checks.ts';
import { validateLabels } from '../metadata.ts';
import { validateClusterIpFields } from './service-ip-validation.ts';
import {
  isExternallyAccessible,
  isHeadless,
  needsClusterIp,
  needsHealthCheckPort,
  type ServicePort,
  type ServiceSpec,
} from './service-traits.ts';
import { validateEndpointAddress } from './special-addresses.ts';

const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const KUBELET_PORT = 10250;
const MAX_CLIENT_IP_SECONDS = 86400;
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/** Addresses that `previous` has already are not looked at again: they may be older than a rule. */
export function validateService(object: Service, previous?: Service): FieldError[] {
  const spec = object.spec ?? {};
  const ports = spec.ports ?? [];
  const noPorts = ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName';
  return [
    ...validateTopologyAnnotations(object.metadata.annotations ?? {}),
    ...(noPorts ? [required('spec.ports')] : []),
    ...validateType(spec),
    ...ports.flatMap((port, index) => validatePort(port, index, ports)),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...validateAffinity(spec),
    ...validateClusterIpFields(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, index) => validateExternalIp(ip, `spec.externalIPs[${index}]`, previous?.spec?.externalIPs)),
    ...oneOf('spec.type', spec.type, TYPES),
    ...validateUniquePorts(ports, spec.type),
    ...validateLoadBalancer(object, previous),
    ...validateTraffic(spec),
  ];
}

export function validateServiceUpdate(next: Service, previous: Service): FieldError[] {
  const spec = next.spec ?? {};
  const before = previous.spec ?? {};
  const errors: FieldError[] = [];
  if (needsClusterIp(spec) && needsClusterIp(before)) {
    errors.push(
      ...unchanged('spec.clusterIPs', spec.clusterIPs, before.clusterIPs),
      ...unchanged('spec.ipFamilies', spec.ipFamilies, before.ipFamilies),
    );
  }
  if (needsHealthCheckPort(spec) && needsHealthCheckPort(before) && spec.healthCheckNodePort !== before.healthCheckNodePort) {
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  const balanced = spec.type === 'LoadBalancer' && before.type === 'LoadBalancer';
  if (balanced && spec.loadBalancerClass !== before.loadBalancerClass) {
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  }
  return errors;
}

/** The first value is for life; the second may come and go. */
function unchanged(path: string, next: readonly string[] = [], previous: readonly string[] = []): FieldError[] {
  if (deepEqual(next, previous) || previous.length === 0) return [];
  if (next[0] !== previous[0]) return [invalid(`${path}[0]`, next, 'may not change once set')];
  const changed = next.length > 1 && previous.length > 1 && next[1] !== previous[1];
  return changed ? [invalid(`${path}[1]`, next, 'may not change once set')] : [];
}

/** `value` is required and one of `supported`. */
function oneOf(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path)];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

function validateType(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.type === 'LoadBalancer') {
    (spec.ports ?? []).forEach(({ port }, index) => {
      if (port !== KUBELET_PORT) return;
      errors.push(invalid(`spec.ports[${index}]`, port, `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`));
    });
  }
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return errors;
  const unwanted = [
    ['clusterIPs', (spec.clusterIPs?.length ?? 0) > 0],
    ['ipFamilies', (spec.ipFamilies?.length ?? 0) > 0],
    ['ipFamilyPolicy', spec.ipFamilyPolicy !== undefined],
  ] as const;
  for (const [field, given] of unwanted) if (given) errors.push(forbidden(`spec.${field}`, 'may not be set for ExternalName services'));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') return [...errors, required('spec.externalName')];
  return [...errors, ...checkDnsSubdomain(name).map((message) => invalid('spec.externalName', name, message))];
}

function validatePort(port: ServicePort, index: number, all: readonly ServicePort[]): FieldError[] {
  const path = `spec.ports[${index}]`;
  const errors: FieldError[] = [];
  if (!port.name) {
    if (all.length > 1) errors.push(required(`${path}.name`));
  } else {
    errors.push(...checkDnsLabel(port.name).map((message) => invalid(`${path}.name`, port.name, message)));
    if (all.findIndex(({ name }) => name === port.name) < index) errors.push(duplicate(`${path}.name`, port.name));
  }
  errors.push(...checkPortNumber(port.port).map((message) => invalid(`${path}.port`, port.port, message)));
  errors.push(...oneOf(`${path}.protocol`, port.protocol, PROTOCOLS));
  errors.push(...portNumberOrName(`${path}.targetPort`, port.targetPort as number | string | undefined));
  const { appProtocol } = port;
  if (appProtocol !== undefined)
    errors.push(...checkQualifiedName(appProtocol).map((message) => invalid(`${path}.appProtocol`, appProtocol, message)));
  return errors;
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const path = 'spec.sessionAffinityConfig';
  const errors = oneOf('spec.sessionAffinity', sessionAffinity, AFFINITIES);
  if (sessionAffinity === 'None' && sessionAffinityConfig) errors.push(forbidden(path, 'must not be set when session affinity is None'));
  if (sessionAffinity !== 'ClientIP') return errors;
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (seconds === undefined) return [...errors, required(path, 'when session affinity type is ClientIP')];
  if (seconds > 0 && seconds <= MAX_CLIENT_IP_SECONDS) return errors;
  return [...errors, invalid(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${MAX_CLIENT_IP_SECONDS}`)];
}

function validateExternalIp(ip: string, path: string, known: readonly string[] = []): FieldError[] {
  const errors = (known.includes(ip) ? [] : checkIP(ip)).map((message) => invalid(path, ip, message));
  return errors.length > 0 ? errors : validateEndpointAddress(ip, path);
}

function validateUniquePorts(ports: readonly ServicePort[], type: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const path = (index: number): string => `spec.ports[${index}]`;
  const repeated = (index: number, field: 'port' | 'nodePort'): boolean =>
    ports.findIndex((other) => other.protocol === ports[index]!.protocol && other[field] === ports[index]![field]) < index;
  ports.forEach(({ nodePort }, index) => {
    if (type === 'ClusterIP' && nodePort) errors.push(forbidden(`${path(index)}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  ports.forEach(({ nodePort }, index) => {
    if (nodePort && repeated(index, 'nodePort')) errors.push(duplicate(`${path(index)}.nodePort`, nodePort));
  });
  ports.forEach(({ protocol, port }, index) => {
    const key = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (repeated(index, 'port')) errors.push(duplicate(path(index), key));
  });
  return errors;
}

function validateLoadBalancer({ metadata, spec = {} }: Service, previous: Service | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const balanced = spec.type === 'LoadBalancer';
  const only = "may only be used when `type` is 'LoadBalancer'";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const known = (previous?.spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim());
  const annotation = metadata.annotations?.[SOURCE_RANGES];
  if (ranges.length > 0 && !balanced) errors.push(forbidden('spec.LoadBalancerSourceRanges', only));
  ranges.forEach((range, index) => {
    if (known.includes(range.trim())) return;
    errors.push(...checkCidr(range.trim()).map((message) => invalid(`spec.LoadBalancerSourceRanges[${index}]`, range.trim(), message)));
  });
  if (ranges.length === 0 && annotation !== undefined) {
    const isKnown = previous?.metadata.annotations?.[SOURCE_RANGES] === annotation;
    errors.push(...validateRangesAnnotation(isKnown ? '' : annotation, balanced ? undefined : only));
  }
  if (!balanced && spec.allocateLoadBalancerNodePorts !== undefined) errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  const { loadBalancerClass } = spec;
  if (loadBalancerClass === undefined) return errors;
  if (!balanced) return [...errors, forbidden('spec.loadBalancerClass', only)];
  return [
    ...errors,
    ...checkQualifiedName(loadBalancerClass).map((message) => invalid('spec.loadBalancerClass', loadBalancerClass, message)),
  ];
}

/** Source ranges in the form that is older than their field. `misplaced`: why this Service has none. */
function validateRangesAnnotation(annotation: string, misplaced: string | undefined): FieldError[] {
  const path = keyed('metadata.annotations', SOURCE_RANGES);
  const ranges = annotation.trim() === '' ? [] : annotation.split(',').map((range) => range.trim());
  return [
    ...(misplaced === undefined ? [] : [forbidden(path, misplaced)]),
    ...ranges.flatMap((range) => checkCidr(range).map((message) => invalid(path, range, message))),
  ];
}

/** Two names for one thing say the same. */
function validateTopologyAnnotations(annotations: Readonly<Record<string, string>>): FieldError[] {
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const path = keyed('metadata.annotations', TOPOLOGY_MODE);
  return [invalid(path, mode, `must match annotations[${TOPOLOGY_HINTS}] when both are specified`)];
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { externalTrafficPolicy, healthCheckNodePort, internalTrafficPolicy, trafficDistribution } = spec;
  if (isExternallyAccessible(spec)) {
    errors.push(...oneOf('spec.externalTrafficPolicy', externalTrafficPolicy, TRAFFIC_POLICIES));
  } else if (externalTrafficPolicy) {
    errors.push(invalid('spec.externalTrafficPolicy', externalTrafficPolicy, 'may only be set for externally-accessible services'));
  }
  if (!needsHealthCheckPort(spec) && healthCheckNodePort) {
    const text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('spec.healthCheckNodePort', healthCheckNodePort, text));
  }
  if (needsHealthCheckPort(spec)) {
    const path = 'spec.healthCheckNodePort';
    errors.push(...(healthCheckNodePort ? portNumberOrName(path, healthCheckNodePort) : [required(path)]));
  }
  if (internalTrafficPolicy !== undefined && !TRAFFIC_POLICIES.includes(internalTrafficPolicy)) {
    errors.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, TRAFFIC_POLICIES));
  }
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution)) {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, DISTRIBUTIONS));
  }
  return errors;
}
