import type { ApiResource, Discovery } from '../../api/client.ts';

/** Reads JSON from a path; `accept` may ask for a special form. Undefined when the server does not have the path. */
type Get = (path: string, accept?: string) => Promise<unknown>;

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

interface AggregatedResource {
  resource: string;
  responseKind?: { kind: string };
  scope: 'Namespaced' | 'Cluster';
  singularResource: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: { subresource: string; responseKind?: { kind: string }; verbs: string[] }[];
}

interface AggregatedList {
  kind: 'APIGroupDiscoveryList';
  items: { metadata?: { name?: string }; versions: { version: string; resources?: AggregatedResource[]; freshness?: string }[] }[];
}

/** What a server offers: in two requests where it can tell it all at once, otherwise one for each version of each group. */
export async function discover(get: Get): Promise<Discovery> {
  const roots = await Promise.all(['/api', '/apis'].map((path) => get(path, `${AGGREGATED},application/json`)));
  const parts = await Promise.all(roots.map((root, index) => (isAggregated(root) ? aggregated(root) : legacy(root, index === 0, get))));
  return { groups: parts.flatMap(({ groups }) => groups), resources: parts.flatMap(({ resources }) => resources) };
}

function isAggregated(root: unknown): root is AggregatedList {
  return (root as Partial<AggregatedList> | undefined)?.kind === 'APIGroupDiscoveryList';
}

function aggregated({ items }: AggregatedList): Discovery {
  const groups = items.map(({ metadata, versions }) => ({ name: metadata?.name ?? '', versions: versions.map(({ version }) => version) }));
  const resources = items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.flatMap((each): ApiResource[] => {
        const of = { group: metadata?.name ?? '', version, namespaced: each.scope === 'Namespaced' };
        const main: ApiResource = {
          ...of,
          name: each.resource,
          singularName: each.singularResource,
          kind: each.responseKind?.kind ?? '',
          verbs: each.verbs,
          ...(each.shortNames ? { shortNames: each.shortNames } : {}),
          ...(each.categories ? { categories: each.categories } : {}),
        };
        const others = (each.subresources ?? []).map(({ subresource, responseKind, verbs }) => ({
          ...of,
          name: `${each.resource}/${subresource}`,
          singularName: '',
          kind: responseKind?.kind ?? '',
          verbs,
        }));
        return [main, ...others];
      }),
    ),
  );
  return { groups, resources };
}

interface LegacyResource extends Omit<ApiResource, 'group' | 'version'> {
  group?: string;
}

async function legacy(root: unknown, core: boolean, get: Get): Promise<Discovery> {
  const { versions, groups: listed } = (root ?? {}) as {
    versions?: string[];
    groups?: { name: string; versions: { version: string }[]; preferredVersion?: { version: string } }[];
  };
  const groups = core
    ? [{ name: '', versions: versions ?? [] }]
    : (listed ?? []).map(({ name, versions: all, preferredVersion }) => ({
        name,
        versions: [...new Set([...(preferredVersion ? [preferredVersion.version] : []), ...all.map(({ version }) => version)])],
      }));
  const lists = await Promise.all(
    groups.flatMap(({ name, versions: all }) =>
      all.map(async (version): Promise<ApiResource[]> => {
        const answer = await get(core ? `/api/${version}` : `/apis/${name}/${version}`);
        const { resources = [] } = (answer ?? {}) as { resources?: LegacyResource[] };
        return resources.map((resource) => ({ ...resource, group: name, version, singularName: resource.singularName ?? '' }));
      }),
    ),
  );
  return { groups, resources: lists.flat() };
}
