import type { Pod } from '../../../api/types.ts';
import { setContainerDefaults } from './container-defaults.ts';
import { setPodResourceDefaults } from './pod-resource-defaults.ts';
import type { PodSpec, PodTemplateSpec } from '../../../api/types.ts';
import { setVolumeDefaults } from './volume-defaults.ts';

/** Fills in what a pod leaves open, in place. */
export function setPodDefaults(pod: Pod): void {
  pod.spec ??= {} as PodSpec;
  pod.status ??= {};
  const spec = pod.spec;
  setPodSpecDefaults(spec);
  spec.enableServiceLinks ??= true;
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  setPodResourceDefaults(spec);
  if (spec.hostNetwork) {
    for (const port of allContainers(spec).flatMap((container) => container.ports ?? [])) port.hostPort ??= port.containerPort;
  }
}

/** Fills in what the template of a workload leaves open, in place, and returns it: a template that is not there becomes an empty one. */
export function setPodTemplateDefaults(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const result = template ?? ({} as PodTemplateSpec);
  result.metadata ??= {};
  result.spec ??= {} as PodSpec;
  setPodSpecDefaults(result.spec);
  return result;
}

function setPodSpecDefaults(spec: PodSpec): void {
  // A shape that validation can walk: the error for having no container is validation's.
  spec.containers ??= [];
  mirrorServiceAccount(spec);
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.schedulerName ||= 'default-scheduler';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.volumes?.forEach(setVolumeDefaults);
  for (const container of [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]) {
    setContainerDefaults(container);
  }
}

/** The API answers with the service account under its old name too. */
export function mirrorServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

export function allContainers(spec: PodSpec): PodSpec['containers'] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}
