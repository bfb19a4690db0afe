import { child, keyed } from '../../../api/field-error.ts';
import { addressWarnings } from '../../../api/ip.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel } from '../../../api/names.ts';
import type { Affinity, ObjectReference, Pod, PodSpec, PodTemplateSpec } from '../../../api/types.ts';
import { sortedKeys } from '../field-checks.ts';
import { containersWarnings, fractionWarning } from './container-warnings.ts';
import { nodeLabelWarnings, nodeTermWarnings } from './node-label-warnings.ts';
import { seccompPod } from './profile-validation.ts';
import { volumesWarnings } from './volume-warnings.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const matchesNone = 'a null labelSelector results in matching no pod';

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

export function podWarnings({ metadata, spec }: Pod): string[] {
  const messages = checkDnsLabel(metadata.name ?? '');
  const name =
    messages.length > 0
      ? [
          `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`,
        ]
      : [];
  return [...name, ...specWarnings(spec!, metadata, '')];
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
  return specWarnings(template.spec, template.metadata ?? {}, path);
}

/** In the API server's order. `base` is where the pod or its template stands. */
function specWarnings(spec: PodSpec, { annotations = {} }: { annotations?: Readonly<Record<string, string>> }, base: string): string[] {
  const path = child(base, 'spec');
  const notes = child(base, 'metadata', 'annotations');
  const at = (...steps: (string | number)[]): string => child(path, ...steps);
  return [
    ...nodeWarnings(spec, path),
    ...spreadWarnings(spec, at('topologySpreadConstraints')),
    ...sortedKeys(deprecatedAnnotations).flatMap((key) =>
      annotations[key] === undefined ? [] : [`${keyed(notes, key)}: ${deprecatedAnnotations[key]!}`],
    ),
    ...volumesWarnings(spec.volumes ?? [], at('volumes')),
    ...hostAliasWarnings(spec, at('hostAliases')),
    ...pullSecretWarnings(spec.imagePullSecrets ?? [], at('imagePullSecrets')),
    ...['memory', 'ephemeral-storage'].flatMap((name) => fractionWarning(spec.overhead?.[name], keyed(at('overhead'), name))),
    ...(annotations[seccompPod] !== undefined && !spec.securityContext?.seccompProfile
      ? [`${keyed(notes, seccompPod)}: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...containersWarnings(spec, annotations, notes, path),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${at('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...(['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => termWarnings(spec.affinity?.[kind], at('affinity', kind))),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((server, i) => addressWarnings(at('dnsConfig', 'nameservers', i), server)),
    ...(spec.hostAliases ?? []).flatMap(({ ip = '' }, i) => addressWarnings(at('hostAliases', i, 'ip'), ip)),
  ];
}

function nodeWarnings({ nodeSelector, affinity }: PodSpec, path: string): string[] {
  const node = affinity?.nodeAffinity;
  const at = child(path, 'affinity', 'nodeAffinity');
  return [
    ...sortedKeys(nodeSelector).flatMap((key) => nodeLabelWarnings(key, keyed(child(path, 'nodeSelector'), key), false)),
    ...(node?.[required]?.nodeSelectorTerms ?? []).flatMap((term, i) =>
      nodeTermWarnings(term, child(at, required, 'nodeSelectorTerms', i)),
    ),
    ...(node?.[preferred] ?? []).flatMap(({ preference }, i) => nodeTermWarnings(preference, child(at, preferred, i, 'preference'))),
  ];
}

function spreadWarnings({ topologySpreadConstraints = [] }: PodSpec, path: string): string[] {
  return topologySpreadConstraints.flatMap(({ topologyKey, labelSelector }, i) => [
    ...nodeLabelWarnings(topologyKey, child(path, i, 'topologyKey')),
    ...(labelSelector === undefined ? [`${child(path, i, 'labelSelector')}: ${matchesNone}`] : []),
  ]);
}

function termWarnings(affinity: Affinity['podAffinity'], path: string): string[] {
  const terms = [
    ...(affinity?.[required] ?? []).map((term, i) => ({ term, at: child(path, required, i) })),
    ...(affinity?.[preferred] ?? []).map(({ podAffinityTerm }, i) => ({
      term: podAffinityTerm,
      at: child(path, preferred, i, 'podAffinityTerm'),
    })),
  ];
  return terms.flatMap(({ term, at }) => (term.labelSelector === undefined ? [`${child(at, 'labelSelector')}: ${matchesNone}`] : []));
}

function hostAliasWarnings({ hostAliases = [] }: PodSpec, path: string): string[] {
  const seen = new Set<string>();
  return hostAliases.flatMap(({ ip }, i) => {
    if (ip === undefined) return [];
    if (seen.has(ip)) return [`${child(path, i, 'ip')}: duplicate ip "${ip}"`];
    seen.add(ip);
    return [];
  });
}

function pullSecretWarnings(secrets: readonly Pick<ObjectReference, 'name'>[], path: string): string[] {
  const names = secrets.map(({ name = '' }) => name);
  return [
    ...names.flatMap((name, i) => (names.indexOf(name) < i ? [`${child(path, i, 'name')}: duplicate name "${name}"`] : [])),
    ...names.flatMap((name, i) => (name === '' ? [`${child(path, i, 'name')}: invalid empty name ""`] : [])),
  ];
}
