import { child, keyed } from '../../../api/field-error.ts';
import { parseQuantity, toMilli } from '../../../api/quantity.ts';
import type { Container, ContainerPort, EphemeralContainer, PodSpec } from '../../../api/types.ts';
import { visitedContainers } from './container-visit.ts';
import { appArmorPrefix, seccompPrefix } from './profile-validation.ts';

type Annotations = Readonly<Record<string, string>>;

/** What is odd about the containers of a pod, one by one and then together. `annotations` are the pod's. */
export function containersWarnings(spec: PodSpec, annotations: Annotations, annotationsPath: string, path: string): string[] {
  const containers = visitedContainers(spec, path);
  return [
    ...containers.flatMap(({ container, path: at }) => [
      ...profileWarnings(container, spec, annotations, annotationsPath),
      ...fractionWarnings(container, at),
      ...envWarnings(container, at),
    ]),
    ...portWarnings(containers.flatMap(({ container, path: at }) => placedPorts(container, at))),
  ];
}

function profileWarnings(
  { name, securityContext }: Container | EphemeralContainer,
  spec: PodSpec,
  annotations: Annotations,
  path: string,
): string[] {
  const seccomp = `${seccompPrefix}${name}`;
  const appArmor = `${appArmorPrefix}${name}`;
  return [
    ...(annotations[seccomp] !== undefined && !securityContext?.seccompProfile
      ? [`${keyed(path, seccomp)}: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...(annotations[appArmor] !== undefined && !securityContext?.appArmorProfile && !spec.securityContext?.appArmorProfile
      ? [`${keyed(path, appArmor)}: deprecated since v1.30; use the "appArmorProfile" field instead`]
      : []),
  ];
}

function fractionWarnings({ resources }: Container | EphemeralContainer, path: string): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) =>
    (['limits', 'requests'] as const).flatMap((kind) =>
      fractionWarning(resources?.[kind]?.[name], keyed(child(path, 'resources', kind), name)),
    ),
  );
}

/** Nothing is stored in parts of a byte. */
export function fractionWarning(amount: string | undefined, path: string): string[] {
  if (amount === undefined || toMilli(parseQuantity(amount)) % 1000 === 0) return [];
  return [`${path}: fractional byte value "${amount}" is invalid, must be an integer`];
}

function envWarnings({ env = [] }: Container | EphemeralContainer, path: string): string[] {
  const seen = new Set<string>();
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    // A variable that refers to its former self and adds to it hides nothing.
    const reference = `$(${name})`;
    const hides = seen.has(name) && (valueFrom !== undefined || value === reference || !value.includes(reference));
    seen.add(name);
    return hides ? [`${child(path, 'env', i)}: hides previous definition of "${name}", which may be dropped when using apply`] : [];
  });
}

interface PlacedPort {
  at: string;
  port: ContainerPort;
}

function placedPorts({ ports = [] }: Container | EphemeralContainer, path: string): PlacedPort[] {
  return ports.map((port, i) => ({ at: child(path, 'ports', i), port }));
}

/** Ports that are declared twice, in one container or in two. */
function portWarnings(ports: readonly PlacedPort[]): string[] {
  const names = new Map<string, string>();
  return ports.flatMap(({ at, port }, i) => {
    const { name, hostIP = '', hostPort = 0, containerPort, protocol = '' } = port;
    const warnings: string[] = [];
    if (hostIP !== '' && hostPort === 0) {
      const shown = `{Name:${name ?? ''} HostPort:0 ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
      warnings.push(`${at}: hostIP set without hostPort: ${shown}`);
    }
    for (const other of ports.slice(0, i)) {
      const relation = sameContainerPort(port, other.port) ? overlap(port, other.port) : undefined;
      if (relation !== undefined) warnings.push(`${at}: ${relation} port definition with ${other.at}`);
    }
    const sameName = name ? names.get(name) : undefined;
    if (sameName !== undefined) {
      const text = `services and probes that select ports by name will use ${sameName}`;
      warnings.push(`${at}: duplicate port name "${name!}" with ${sameName}, ${text}`);
    } else if (name) names.set(name, at);
    return warnings;
  });
}

function sameContainerPort(a: ContainerPort, b: ContainerPort): boolean {
  return a.containerPort === b.containerPort && (a.protocol ?? '') === (b.protocol ?? '');
}

function overlap(a: ContainerPort, b: ContainerPort): string | undefined {
  const hosts = [a, b].map(({ hostIP = '' }) => hostIP);
  const ports = [a, b].map(({ hostPort = 0 }) => hostPort);
  if (hosts[0] === hosts[1] && ports[0] === ports[1]) return 'duplicate';
  if (ports.includes(0)) return 'overlapping';
  return ports[0] === ports[1] && hosts.includes('') ? 'dangerously ambiguous' : undefined;
}
