import { fromInteger, type Quantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ResourceQuota } from '../../api/types.ts';
import { claimMeasure } from './claims.ts';
import { podMeasure } from './pods.ts';
import { resourceClaimMeasure } from './resource-claims.ts';
import { serviceMeasure } from './services.ts';

/** Amounts by the names that a quota uses: `cpu`, `requests.cpu`, `count/pods`. */
export type Usage = Map<string, Quantity>;

/** One condition that a quota sets for the objects it counts. */
export interface ScopeRequirement {
  scopeName: string;
  operator: string;
  values: readonly string[];
}

/** How the objects of one resource count against quotas. */
export interface Measure {
  /** Which of a quota's names it can tell the usage of. */
  measures(name: string): boolean;
  usage(object: KubeObject, now: number): Usage;
  /** Absent: these objects have no scopes, and quotas with scopes do not count them. */
  inScope?(object: KubeObject, requirement: ScopeRequirement): boolean;
  /** What an object fails to say although the quota counts it: `must specify cpu for: web`; '' when nothing. */
  missing?(object: KubeObject, names: readonly string[]): string;
  /** Besides creations: which sub-resources' updates can change the usage ('' is the object itself). */
  updates?: readonly string[];
}

/** Resources that quotas knew before `count/…`. */
const ALIASES: Readonly<Record<string, string>> = {
  configmaps: 'configmaps',
  secrets: 'secrets',
  replicationcontrollers: 'replicationcontrollers',
  resourcequotas: 'resourcequotas',
};

const OWN: Readonly<Record<string, Measure>> = {
  pods: podMeasure,
  services: serviceMeasure,
  persistentvolumeclaims: claimMeasure,
  'resourceclaims.resource.k8s.io': resourceClaimMeasure,
};

/** By group resource: `pods`, `deployments.apps`. Everything else is just counted. */
export function measureOf(resource: string): Measure {
  return Object.hasOwn(OWN, resource) ? OWN[resource]! : countOf(resource);
}

function countOf(resource: string): Measure {
  const names = [`count/${resource}`, ...(Object.hasOwn(ALIASES, resource) ? [ALIASES[resource]!] : [])];
  return { measures: (name) => names.includes(name), usage: () => new Map(names.map((name) => [name, fromInteger(1)])) };
}

/** The resource whose objects a quota's name is about: `count/jobs.batch` those of `jobs.batch`, `cpu` those of `pods`. */
export function measuredResource(name: string): string {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name]!;
  return Object.keys(OWN).find((resource) => OWN[resource]!.measures(name)) ?? '';
}

export function scopesOf({ spec }: ResourceQuota): ScopeRequirement[] {
  return [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: [] })),
    ...(spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName, operator, values = [] }) => ({ scopeName, operator, values })),
  ];
}

/** Does the quota count this object, as far as its scopes say? */
export function isInScopes(measure: Measure, scopes: readonly ScopeRequirement[], object: KubeObject): boolean {
  return scopes.every((requirement) => measure.inScope?.(object, requirement) ?? false);
}
