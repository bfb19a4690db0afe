import type { ApiResource, Discovery } from '../../api/client.ts';
import { getOwn } from '../../api/json.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const SCALE = { group: 'autoscaling', version: 'v1' };
const READ_AND_CHANGE = ['get', 'patch', 'update'];

const known = new WeakMap<readonly KindDefinition[], Discovery>();

/** What the server offers, as declared by the kinds: in their order, sub-resources among the resources of their group version by name. */
export function discovery(kinds: KindCatalogue): Discovery {
  const declared = kinds.all();
  const found = known.get(declared) ?? discover(declared);
  known.set(declared, found);
  return found;
}

export function discover(declared: readonly KindDefinition[]): Discovery {
  const versions = new Map<string, ApiResource[]>();
  const groups = new Map<string, string[]>();
  for (const kind of declared) {
    const key = `${kind.group}/${kind.version}`;
    if (!versions.has(key)) {
      versions.set(key, []);
      groups.set(kind.group, [...(groups.get(kind.group) ?? []), kind.version]);
    }
    versions.get(key)?.push(...resources(kind));
  }
  return {
    resources: [...versions.values()].flatMap((list) => list.sort(byName)),
    groups: [...groups].map(([name, list]) => ({ name, versions: list })),
  };
}

function resources(kind: KindDefinition): ApiResource[] {
  const { group, version, namespaced } = kind;
  const of = { group, version, namespaced, singularName: '' };
  const main: ApiResource = {
    ...of,
    name: kind.plural,
    singularName: kind.singular,
    kind: kind.kind,
    verbs: kind.verbs ?? ALL_VERBS,
    ...(kind.shortNames ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories ? { categories: kind.categories } : {}),
  };
  const others = Object.entries(kind.subresources ?? {}).map(([name, facts]) => ({
    ...of,
    name: `${kind.plural}/${name}`,
    kind: facts.kind,
    ...(facts.group !== undefined || facts.version !== undefined
      ? { response: { group: facts.group ?? group, version: facts.version ?? version } }
      : {}),
    verbs: facts.verbs,
  }));
  return [
    main,
    ...others,
    ...(kind.status ? [{ ...of, name: `${kind.plural}/status`, kind: kind.kind, verbs: READ_AND_CHANGE }] : []),
    ...(kind.scale ? [{ ...of, name: `${kind.plural}/scale`, kind: 'Scale', response: SCALE, verbs: READ_AND_CHANGE }] : []),
  ];
}

/** The verbs of a kind, or of one of its sub-resources; undefined when it does not have that. */
export function verbsOf(kind: KindDefinition, subresource?: string): readonly string[] | undefined {
  if (subresource === undefined) return kind.verbs ?? ALL_VERBS;
  if (subresource === 'status') return kind.status ? READ_AND_CHANGE : undefined;
  if (subresource === 'scale' && kind.scale) return READ_AND_CHANGE;
  return getOwn(kind.subresources ?? {}, subresource)?.verbs;
}

function byName(a: ApiResource, b: ApiResource): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
