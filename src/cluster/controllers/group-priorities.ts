import { getOwn } from '../../api/json.ts';
export const API_SERVICES = 'apiservices.apiregistration.k8s.io';

/** How the server orders the groups that it registers; higher comes first in discovery. */
const GROUPS: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'admissionregistration.k8s.io': 16700,
  'apiextensions.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'resource.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
};
const VERSIONS: Readonly<Record<string, number>> = { '/v1': 1, 'autoscaling/v2': 30, 'flowcontrol.apiserver.k8s.io/v1': 21 };

/** Custom resources come after everything that the server has itself. */
const CUSTOM_GROUP = 1000;
const CUSTOM_VERSION = 100;
const USUAL_VERSION = 15;

export function groupPriority(group: string): number {
  return getOwn(GROUPS, group) ?? CUSTOM_GROUP;
}

export function versionPriority(group: string, version: string): number {
  return getOwn(VERSIONS, `${group}/${version}`) ?? (Object.hasOwn(GROUPS, group) ? USUAL_VERSION : CUSTOM_VERSION);
}
