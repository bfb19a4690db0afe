import type { KindDefinition } from '../kinds/define.ts';

/** Where a real cluster's storage keeps resources under another name than the API's. */
const directories: Readonly<Record<string, string>> = {
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
};

/** Groups that storage keeps apart. */
const ownDirectory: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** The key of an object in a real cluster's storage, which errors of the storage quote: `/registry/configmaps/default/settings`. */
export function storageKey({ group, plural }: Pick<KindDefinition, 'group' | 'plural'>, namespace: string, name: string): string {
  const directory = Object.hasOwn(directories, plural) ? directories[plural]! : plural;
  return ['', 'registry', ...(ownDirectory.has(group) ? [group] : []), directory, ...(namespace === '' ? [] : [namespace]), name].join('/');
}
