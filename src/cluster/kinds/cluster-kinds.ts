import type { CustomResourceDefinition } from '../../api/types.ts';
import type * as Custom from '../custom/custom-kind.ts';
import { load as loadCustom } from '../custom/custom-kind.ts?lazy';
import { compareVersions } from '../custom/version-order.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { catalogueOf, type KindCatalogue } from './catalogue.ts';
import type { KindDefinition } from './define.ts';
import { builtInKinds } from './index.ts';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/** The kinds of one cluster: those that every cluster has, and those of its established CustomResourceDefinitions. */
export function clusterKinds(store: ObjectStore): KindCatalogue {
  let seen: readonly unknown[] = [];
  let custom = catalogueOf([]);
  let all = builtInKinds.all();
  const stored = new Map<string, KindDefinition>();
  // Most clusters have none; one that has some makes their kinds anew when a definition changes.
  const current = (): KindCatalogue => {
    if (store.entries(DEFINITIONS).length === 0 && seen.length === 0) return custom;
    const definitions = store.list(DEFINITIONS);
    if (definitions === seen) return custom;
    seen = definitions;
    const kinds = customKinds(definitions as unknown as CustomResourceDefinition[]);
    custom = catalogueOf(kinds);
    all = [...builtInKinds.all(), ...kinds];
    stored.clear();
    for (const kind of kinds) if (kind.version === kind.storageVersion || !stored.has(kind.custom!)) stored.set(kind.custom!, kind);
    return custom;
  };
  return {
    find: (group, version, resource) => builtInKinds.find(group, version, resource) ?? current().find(group, version, resource),
    findByName: (group, version, kind) => builtInKinds.findByName(group, version, kind) ?? current().findByName(group, version, kind),
    stored: (resource) => {
      const builtIn = builtInKinds.stored(resource);
      if (builtIn) return builtIn;
      current();
      return stored.get(resource);
    },
    all: () => {
      current();
      return all;
    },
  };
}

/** In the order of discovery: groups by name, their newest and most stable version first. */
function customKinds(definitions: readonly CustomResourceDefinition[]): KindDefinition[] {
  const established = definitions.filter(isEstablished);
  if (established.length === 0) return [];
  const { customKind } = loadCustom<typeof Custom>();
  const kinds = established.flatMap((definition) =>
    definition.spec.versions.filter(({ served }) => served).map((version) => customKind(definition, version)),
  );
  return kinds.sort((a, b) => compare(a.group, b.group) || compareVersions(a.version, b.version) || compare(a.plural, b.plural));
}

function isEstablished({ status }: CustomResourceDefinition): boolean {
  return status?.conditions?.some(({ type, status: truth }) => type === 'Established' && truth === 'True') ?? false;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
