import { child, keyed } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel } from '../../../api/names.ts';
import { parseQuantity, toMilli } from '../../../api/quantity.ts';
import type { Container, ObjectReference, Pod, PodSpec, PodTemplateSpec, Volume } from '../../../api/types.ts';
import { sortedKeys } from '../field-checks.ts';

/** Old names of node labels, and what to use instead. */
const deprecatedNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const deprecatedVolumes: Partial<Record<keyof Volume, string>> = {
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

export function podWarnings({ metadata, spec }: Pod): string[] {
  const messages = checkDnsLabel(metadata.name ?? '');
  const name =
    messages.length > 0
      ? [
          `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`,
        ]
      : [];
  return [...name, ...specWarnings(spec!, 'spec')];
}

/** Warnings about a name that becomes part of the names of pods. */
export function podNameWarnings(name: string | undefined): string[] {
  const messages = checkDnsLabel(name ?? '');
  if (messages.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`,
  ];
}

/** Nothing is said twice: a template that did not change was warned about when it came. */
export function templateWarnings(template: PodTemplateSpec | undefined, path: string, previous?: PodTemplateSpec): string[] {
  if (!template?.spec || (previous !== undefined && deepEqual(template, previous))) return [];
  return specWarnings(template.spec, child(path, 'spec'));
}

function specWarnings(spec: PodSpec, path: string): string[] {
  return [
    ...nodeSelectorWarnings(spec, path),
    ...spreadWarnings(spec, path),
    ...hostAliasWarnings(spec, path),
    ...volumeWarnings(spec.volumes ?? [], child(path, 'volumes')),
    ...pullSecretWarnings(spec.imagePullSecrets ?? [], child(path, 'imagePullSecrets')),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${child(path, 'terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...containersWarnings(spec, path),
  ];
}

function nodeSelectorWarnings({ nodeSelector, affinity }: PodSpec, path: string): string[] {
  const inSelector = sortedKeys(nodeSelector).flatMap((key) => deprecatedLabel(key, keyed(child(path, 'nodeSelector'), key)));
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const base = child(path, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const inTerms = terms.flatMap(({ matchExpressions = [] }, i) =>
    matchExpressions.flatMap(({ key }, j) => {
      const reason = Object.hasOwn(deprecatedNodeLabels, key) ? deprecatedNodeLabels[key] : undefined;
      return reason ? [`${child(base, i, 'matchExpressions', j, 'key')}: ${key} is ${reason}`] : [];
    }),
  );
  return [...inSelector, ...inTerms];
}

function deprecatedLabel(key: string, path: string): string[] {
  return Object.hasOwn(deprecatedNodeLabels, key) ? [`${path}: ${deprecatedNodeLabels[key]!}`] : [];
}

function spreadWarnings({ topologySpreadConstraints = [], affinity }: PodSpec, path: string): string[] {
  const text = 'a null labelSelector results in matching no pod';
  const warnings = topologySpreadConstraints.flatMap(({ labelSelector }, i) =>
    labelSelector === undefined ? [`${child(path, 'topologySpreadConstraints', i, 'labelSelector')}: ${text}`] : [],
  );
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const at = child(path, 'affinity', kind);
    affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution?.forEach(({ labelSelector }, i) => {
      const term = child(at, 'requiredDuringSchedulingIgnoredDuringExecution', i, 'labelSelector');
      if (labelSelector === undefined) warnings.push(`${term}: ${text}`);
    });
    affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ podAffinityTerm }, i) => {
      const term = child(at, 'preferredDuringSchedulingIgnoredDuringExecution', i, 'podAffinityTerm', 'labelSelector');
      if (podAffinityTerm.labelSelector === undefined) warnings.push(`${term}: ${text}`);
    });
  }
  return warnings;
}

function hostAliasWarnings({ hostAliases = [] }: PodSpec, path: string): string[] {
  const seen = new Set<string>();
  return hostAliases.flatMap(({ ip }, i) => {
    if (ip === undefined) return [];
    if (seen.has(ip)) return [`${child(path, 'hostAliases', i, 'ip')}: duplicate ip "${ip}"`];
    seen.add(ip);
    return [];
  });
}

function volumeWarnings(volumes: readonly Volume[], path: string): string[] {
  return volumes.flatMap((volume, i) =>
    (Object.entries(deprecatedVolumes) as [keyof Volume, string][]).flatMap(([kind, text]) =>
      volume[kind] === undefined ? [] : [`${child(path, i, kind)}: ${text}`],
    ),
  );
}

function pullSecretWarnings(secrets: readonly Pick<ObjectReference, 'name'>[], path: string): string[] {
  const seen = new Set<string>();
  return secrets.flatMap(({ name = '' }, i) => {
    const at = child(path, i, 'name');
    if (name === '') return [`${at}: invalid empty name ""`];
    if (seen.has(name)) return [`${at}: duplicate name "${name}"`];
    seen.add(name);
    return [];
  });
}

function containersWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const field of ['initContainers', 'containers'] as const) {
    spec[field]?.forEach((container, i) => {
      const at = child(path, field, i);
      warnings.push(...resourceWarnings(container, at), ...envWarnings(container, at));
    });
  }
  return [...warnings, ...portWarnings(spec.containers, child(path, 'containers'))];
}

function resourceWarnings({ resources }: Container, path: string): string[] {
  return (['limits', 'requests'] as const).flatMap((kind) =>
    ['memory', 'ephemeral-storage'].flatMap((name) => {
      const amount = resources?.[kind]?.[name];
      if (amount === undefined || toMilli(parseQuantity(amount)) % 1000 === 0) return [];
      return [`${keyed(child(path, 'resources', kind), name)}: fractional byte value "${amount}" is invalid, must be an integer`];
    }),
  );
}

function envWarnings({ env = [] }: Container, path: string): string[] {
  const values = new Map<string, string | undefined>();
  return env.flatMap(({ name, value, valueFrom }, i) => {
    // A variable that refers to its former self adds to it and hides nothing.
    const hides = values.has(name) && !(valueFrom === undefined && (value ?? '').includes(`$(${name})`));
    values.set(name, value);
    return hides ? [`${child(path, 'env', i)}: hides previous definition of "${name}", which may be dropped when using apply`] : [];
  });
}

/** Ports that are declared twice, in one container or in two. */
function portWarnings(containers: readonly Container[], path: string): string[] {
  const ports = new Map<string, string>();
  const names = new Map<string, string>();
  return containers.flatMap(({ ports: declared = [] }, i) =>
    declared.flatMap((port, j) => {
      const at = child(path, i, 'ports', j);
      const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort ?? 0}/${port.containerPort}`;
      const warnings: string[] = [];
      const samePort = ports.get(key);
      if (samePort !== undefined) warnings.push(`${at}: duplicate port definition with ${samePort}`);
      else ports.set(key, at);
      const sameName = port.name ? names.get(port.name) : undefined;
      if (sameName !== undefined)
        warnings.push(
          `${at}: duplicate port name "${port.name!}" with ${sameName}, services and probes that select ports by name will use ${sameName}`,
        );
      else if (port.name) names.set(port.name, at);
      return warnings;
    }),
  );
}
