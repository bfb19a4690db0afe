import { child, duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import type { Pod, PodSpec } from '../../../api/types.ts';
import { checked, inRange, labelName } from '../field-checks.ts';
import { validateLabels } from '../metadata.ts';
import { validateAffinity } from './affinity-validation.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers, type PodSurroundings } from './container-validation.ts';
import { validateEnvFiles } from './env-validation.ts';
import { validateDnsConfig, validateDnsPolicy, validateHostAliases } from './dns-validation.ts';
import { validateHostProcess, validateHostUsers, validateOs } from './os-validation.ts';
import { mirror, validatePodAnnotations } from './pod-annotations.ts';
import { validateProfilesAgree } from './profile-validation.ts';
import { validatePodResources, validateResources } from './resource-validation.ts';
import { validateTolerations, validateTopologySpread } from './scheduling-validation.ts';
import { validateHostPorts, validatePodSecurity } from './security-validation.ts';
import { validVolumes } from './volume-validation.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const largestInt32 = 2147483647;

export function validatePod({ metadata, spec: podSpec }: Pod): FieldError[] {
  const spec = podSpec!;
  const errors = [...validatePodAnnotations(metadata.annotations ?? {}, spec), ...validatePodSpec(spec, 'spec', metadata)];
  if (!spec.serviceAccountName) errors.push(...tokenWithoutAccount(spec));
  // Only pods, not templates: what older workloads hold stays valid.
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    spec[field]?.forEach(({ image = '' }, i) => {
      if (image !== image.trim()) {
        errors.push(invalid(child('spec', field, i, 'image'), image, 'must not have leading or trailing whitespace'));
      }
    });
  }
  return errors;
}

/** Errors of a new pod only. */
export function validateNewPod({ metadata, spec }: Pod): FieldError[] {
  return [
    ...(spec?.ephemeralContainers?.length ? [forbidden('spec.ephemeralContainers', 'cannot be set on create')] : []),
    ...(spec?.nodeName && spec.schedulingGates?.length
      ? [forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared')]
      : []),
    ...validateProfilesAgree(metadata.annotations ?? {}, spec!, 'spec'),
  ];
}

function tokenWithoutAccount(spec: PodSpec): FieldError[] {
  return (spec.volumes ?? []).flatMap(({ projected }, i) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, j) => {
      const at = child('spec', 'volumes', i, 'projected', 'sources', j, 'serviceAccountToken');
      return serviceAccountToken ? [forbidden(at, 'must not be specified when serviceAccountName is not set')] : [];
    }),
  );
}

/** All that can be wrong with the specification of a pod, of its own (`pod` is its metadata) or in a template, in the API server's order. */
export function validatePodSpec(spec: PodSpec, path: string, pod?: Pod['metadata']): FieldError[] {
  const volumes = validVolumes(spec.volumes ?? [], child(path, 'volumes'), pod?.name);
  const surroundings: PodSurroundings = {
    spec,
    volumes: volumes.valid,
    claims: new Set(spec.resourceClaims?.map(({ name }) => name)),
    grace: spec.terminationGracePeriodSeconds ?? 0,
  };
  const at = (...steps: (string | number)[]): string => child(path, ...steps);
  return [
    ...volumes.errors,
    ...validateResourceClaims(spec.resourceClaims ?? [], at('resourceClaims'), pod),
    ...validateContainers(surroundings, at('containers')),
    ...validateInitContainers(surroundings, at('initContainers')),
    ...validateEphemeralContainers(surroundings, at('ephemeralContainers')),
    ...validatePodResources(spec, at('resources')),
    ...validateHostPorts(spec, at('containers')),
    ...oneOf(spec.restartPolicy, restartPolicies, at('restartPolicy')),
    ...validateDnsPolicy(spec.dnsPolicy, at('dnsPolicy')),
    ...validateLabels(spec.nodeSelector, at('nodeSelector')),
    ...validatePodSecurity(spec, at('securityContext')),
    ...(spec.affinity ? validateAffinity(spec.affinity, at('affinity')) : []),
    ...validateDnsConfig(spec, at('dnsConfig')),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType }, i) => labelName(at('readinessGates', i, 'conditionType'), conditionType)),
    ...validateSchedulingGates(spec.schedulingGates ?? [], at('schedulingGates')),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], at('topologySpreadConstraints')),
    ...validateHostProcess(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostnameOverride(spec, at('hostnameOverride')),
    ...(spec.serviceAccountName ? checked(at('serviceAccountName'), spec.serviceAccountName, checkDnsSubdomain) : []),
    ...(spec.nodeName ? checked(at('nodeName'), spec.nodeName, checkDnsSubdomain) : []),
    ...inRange(at('activeDeadlineSeconds'), spec.activeDeadlineSeconds, 1, largestInt32),
    ...(spec.hostname ? checked(at('hostname'), spec.hostname, checkDnsLabel) : []),
    ...(spec.subdomain ? checked(at('subdomain'), spec.subdomain, checkDnsLabel) : []),
    ...validateTolerations(spec.tolerations ?? [], at('tolerations')),
    ...validateHostAliases(spec.hostAliases ?? [], at('hostAliases')),
    ...(spec.priorityClassName ? checked(at('priorityClassName'), spec.priorityClassName, checkDnsSubdomain) : []),
    ...(spec.runtimeClassName === undefined ? [] : checked(at('runtimeClassName'), spec.runtimeClassName, checkDnsSubdomain)),
    ...oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], at('preemptionPolicy')),
    ...(spec.overhead ? validateResources({ limits: spec.overhead }, new Set(), at('overhead')) : []),
    ...validateOs(spec, path),
    ...validateEnvFiles(spec, path),
  ];
}

function oneOf(value: string | undefined, supported: readonly string[], path: string): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

const longestHostName = 64;

function validateHostnameOverride({ hostnameOverride: name, setHostnameAsFQDN, hostNetwork }: PodSpec, path: string): FieldError[] {
  if (name === undefined) return [];
  return [
    ...(setHostnameAsFQDN ? [forbidden(path, 'may not be specified when setHostnameAsFQDN is true')] : []),
    ...(hostNetwork ? [forbidden(path, 'may not be specified when hostNetwork is true')] : []),
    ...(name.length > longestHostName ? [tooLong(path, longestHostName)] : []),
    ...checked(path, name, checkDnsSubdomain),
  ];
}

function validateSchedulingGates(gates: readonly { name: string }[], path: string): FieldError[] {
  const seen = new Set<string>();
  return gates.flatMap(({ name }, i) => {
    const errors = labelName(child(path, i), name);
    if (seen.has(name)) errors.push(duplicate(child(path, i), name));
    seen.add(name);
    return errors;
  });
}

function validateResourceClaims(claims: NonNullable<PodSpec['resourceClaims']>, path: string, pod?: Pod['metadata']): FieldError[] {
  // Nobody is there to make the claims of a static pod.
  if (pod?.annotations?.[mirror] !== undefined) return claims.map(() => forbidden('[]', 'static pods do not support resource claims'));
  const seen = new Set<string>();
  return claims.flatMap(({ name, resourceClaimName, resourceClaimTemplateName }, i) => {
    const at = child(path, i);
    const errors: FieldError[] = [];
    if (!name) errors.push(required(child(at, 'name')));
    else if (seen.has(name)) errors.push(duplicate(child(at, 'name'), name));
    else errors.push(...checked(child(at, 'name'), name, checkDnsLabel));
    seen.add(name);
    const shown = {
      Name: name,
      ResourceClaimName: resourceClaimName ?? null,
      ResourceClaimTemplateName: resourceClaimTemplateName ?? null,
    };
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(invalid(at, shown, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      errors.push(invalid(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    }
    for (const [field, value] of Object.entries({ resourceClaimName, resourceClaimTemplateName })) {
      if (value !== undefined) errors.push(...checked(child(at, field), value, checkDnsSubdomain));
    }
    return errors;
  });
}
