import { groupResource } from '../../api/object.ts';
import type { KindDefinition } from './define.ts';

/** The kinds that a cluster has: the built-in ones, and those that its CustomResourceDefinitions add. */
export interface KindCatalogue {
  /** The kind behind a path: `apps`, `v1`, `deployments`. */
  find(group: string, version: string, resource: string): KindDefinition | undefined;
  /** The kind of a manifest: `apps`, `v1`, `Deployment`. */
  findByName(group: string, version: string, kind: string): KindDefinition | undefined;
  /** The stored version of a resource: `deployments.apps`, `pods`. */
  stored(resource: string): KindDefinition | undefined;
  /** In the order of discovery. The same array as long as nothing changes. */
  all(): readonly KindDefinition[];
}

/** A catalogue of kinds that do not change. Of several versions of a kind, the stored one is the first that does not convert. */
export function catalogueOf(kinds: readonly KindDefinition[]): KindCatalogue {
  const byResource = new Map(kinds.map((kind) => [address(kind.group, kind.version, kind.plural), kind]));
  const byKind = new Map(kinds.map((kind) => [address(kind.group, kind.version, kind.kind), kind]));
  const byGroupResource = new Map(
    [...kinds].reverse().flatMap((kind) => (kind.fromStored ? [] : [[groupResource(kind.group, kind.plural), kind] as const])),
  );
  return {
    find: (group, version, resource) => byResource.get(address(group, version, resource)),
    findByName: (group, version, kind) => byKind.get(address(group, version, kind)),
    stored: (resource) => byGroupResource.get(resource),
    all: () => kinds,
  };
}

/** As `stored`, for names that must be known: the cluster's own code asks. */
export function kindNamed(kinds: KindCatalogue, resource: string): KindDefinition {
  const kind = kinds.stored(resource);
  if (!kind) throw new Error(`no kind for ${resource}`);
  return kind;
}

function address(group: string, version: string, name: string): string {
  return `${group}/${version}/${name}`;
}
