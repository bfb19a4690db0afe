import type { ApiResource, ApiResponse, Discovery } from '../../api/client.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import { SERVER_VERSION } from './version.ts';

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** Answers to the paths that are no resources: version, health and discovery. Undefined for everything else. */
export function nonResourceAnswer(path: string, discovery: () => Discovery): ApiResponse | undefined {
  if (path === '/version' || path === '/version/') return answer(SERVER_VERSION as unknown as KubeObject);
  if (HEALTH.some((root) => path === root || path === `${root}/ping`)) return { ...answer({ metadata: {} }), text: 'ok' };
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api' && parts.length === 1) {
    return answer({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] } as unknown as KubeObject);
  }
  if (parts[0] === 'api' && parts.length === 2) return resourceList(discovery(), '', parts[1] as string);
  if (parts[0] !== 'apis' || parts.length > 3) return undefined;
  const [, group, version] = parts;
  if (group === undefined) return groupList(discovery());
  if (version === undefined) return oneGroup(discovery(), group);
  return resourceList(discovery(), group, version);
}

function answer(body: KubeObject): ApiResponse {
  return { code: 200, body, warnings: [] };
}

function groupFacts({ name, versions }: Discovery['groups'][number]): Record<string, unknown> {
  const facts = versions.map((version) => ({ groupVersion: formatGroupVersion(name, version), version }));
  return { name, versions: facts, preferredVersion: facts[0] };
}

function groupList({ groups }: Discovery): ApiResponse {
  const named = groups.filter(({ name }) => name !== '').map(groupFacts);
  return answer({ kind: 'APIGroupList', apiVersion: 'v1', groups: named } as unknown as KubeObject);
}

function oneGroup({ groups }: Discovery, name: string): ApiResponse | undefined {
  const found = groups.find((group) => group.name === name && name !== '');
  return found && answer({ kind: 'APIGroup', apiVersion: 'v1', ...groupFacts(found) } as unknown as KubeObject);
}

function resourceList({ resources }: Discovery, group: string, version: string): ApiResponse | undefined {
  const members = resources.filter((resource) => resource.group === group && resource.version === version);
  if (members.length === 0) return undefined;
  const body = {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: formatGroupVersion(group, version),
    resources: members.map(resourceFacts),
  };
  return answer(body as unknown as KubeObject);
}

function resourceFacts({ name, singularName, namespaced, kind, verbs, shortNames, categories }: ApiResource): Record<string, unknown> {
  return {
    name,
    singularName,
    namespaced,
    kind,
    verbs,
    ...(shortNames?.length ? { shortNames } : {}),
    ...(categories?.length ? { categories } : {}),
  };
}
