import type { ApiResource, Discovery } from '../../../../api/client.ts';
import { formatGroupVersion } from '../../../../api/object.ts';
import { pathNotFound } from '../../../../api/status.ts';

// What /api and /apis tell: the older documents, one for each group and version, and the aggregated one.

/** Where clients reach the server: `10.0.0.2:6443`, if that is known. */
export type ServerAddress = string | undefined;

export function apiVersions(address: ServerAddress): object {
  const addresses = address === undefined ? [] : [{ clientCIDR: '0.0.0.0/0', serverAddress: address }];
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses };
}

export function groupList({ groups }: Discovery): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.filter(({ name }) => name !== '').map(groupFacts) };
}

/** NotFound for groups that there are not. */
export function oneGroup({ groups }: Discovery, name: string): object {
  const found = groups.find((group) => group.name === name && name !== '');
  if (!found) throw pathNotFound();
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupFacts(found) };
}

/** `storageVersionHash`: which version a resource is stored in, in a form that can only be compared; undefined when it is not stored. */
export function resourceList(
  { resources }: Discovery,
  group: string,
  version: string,
  storageVersionHash: (resource: ApiResource) => string | undefined,
): object {
  const members = resources.filter((resource) => resource.group === group && resource.version === version);
  if (members.length === 0) throw pathNotFound();
  return {
    kind: 'APIResourceList',
    // The core group's list is older than the field.
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatGroupVersion(group, version),
    resources: members.map((resource) => {
      const hash = storageVersionHash(resource);
      return { ...resourceFacts(resource), ...(hash === undefined ? {} : { storageVersionHash: hash }) };
    }),
  };
}

function groupFacts({ name, versions }: Discovery['groups'][number]): { name: string; versions: object[]; preferredVersion: unknown } {
  const facts = versions.map((version) => ({ groupVersion: formatGroupVersion(name, version), version }));
  return { name, versions: facts, preferredVersion: facts[0] };
}

function resourceFacts(resource: ApiResource): object {
  const { name, singularName, namespaced, kind, verbs, shortNames, categories, response } = resource;
  return {
    name,
    singularName,
    namespaced,
    ...(response ? { group: response.group, version: response.version } : {}),
    kind,
    verbs,
    ...(shortNames?.length ? { shortNames } : {}),
    ...(categories?.length ? { categories } : {}),
  };
}

/** apidiscovery.k8s.io: everything in one document. `core`: of /api, otherwise of /apis. */
export function aggregated({ groups, resources }: Discovery, core: boolean, version: 'v2' | 'v2beta1'): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups
      .filter(({ name }) => (name === '') === core)
      .map(({ name, versions }) => ({
        metadata: name === '' ? {} : { name },
        versions: versions.map((each) => ({
          version: each,
          resources: aggregatedResources(resources.filter((resource) => resource.group === name && resource.version === each)),
          freshness: 'Current',
        })),
      })),
  };
}

function aggregatedResources(resources: readonly ApiResource[]): object[] {
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const { name, namespaced, singularName, verbs, shortNames, categories } = resource;
      const subresources = resources.filter((other) => other.name.startsWith(`${name}/`));
      return {
        resource: name,
        responseKind: responseKind(resource),
        scope: namespaced ? 'Namespaced' : 'Cluster',
        singularResource: singularName,
        verbs,
        ...(shortNames?.length ? { shortNames } : {}),
        ...(categories?.length ? { categories } : {}),
        ...(subresources.length > 0
          ? {
              subresources: subresources.map((sub) => ({
                subresource: sub.name.slice(name.length + 1),
                responseKind: responseKind(sub),
                verbs: sub.verbs,
              })),
            }
          : {}),
      };
    });
}

function responseKind({ group, version, kind, response }: ApiResource): object {
  return { group: response?.group ?? group, version: response?.version ?? version, kind };
}
