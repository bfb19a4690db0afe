/** Groups of definitions whose full names do not begin with `io.k8s.api.`. */
const PREFIXES: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
  runtime: 'io.k8s.apimachinery.pkg.runtime',
  version: 'io.k8s.apimachinery.pkg.version',
};

/** `core.v1.Pod` -> `io.k8s.api.core.v1.Pod` */
export function fullName(short: string): string {
  const dot = short.indexOf('.');
  const group = short.slice(0, dot);
  return `${Object.hasOwn(PREFIXES, group) ? PREFIXES[group] : `io.k8s.api.${group}`}${short.slice(dot)}`;
}

/** Definitions for values that are scalars to us. */
export const SCALARS = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  microtime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
  'int-or-string': 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
} as const;

/** What the definition of a custom resource is called: `com.example.v1.Backup` of example.com. */
export function customName(group: string, version: string, kind: string): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

/** As operations are named after a group version: `AppsV1`, `RbacAuthorizationV1`. */
export function operationGroup(group: string, version: string): string {
  const words = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split('.');
  return [...words, version].map(capital).join('');
}

/** Tag of a group version's operations: `core_v1`, `rbacAuthorization_v1`. */
export function operationTag(group: string, version: string): string {
  const name = operationGroup(group, '');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}_${version}`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
