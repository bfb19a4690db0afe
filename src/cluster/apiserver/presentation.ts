import { formatRfc3339 } from '../../api/time.ts';
import type { ApiRequest } from '../../api/client.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { Page } from './listing.ts';
import { inOrder, type FieldManagers, type ManagedFieldsEntry } from './managed-fields/index.ts';
import { partialMetadata, tableOf } from './table.ts';

/** Objects as clients see them: as they are now, in the version and the representation that a request asks for. */
export class Presentation {
  readonly #now: () => number;
  readonly #managers: FieldManagers;

  /** `now`: in ms since the epoch. */
  constructor(now: () => number, managers: FieldManagers) {
    this.#now = now;
    this.#managers = managers;
  }

  represent(kind: KindDefinition, object: KubeObject, request: Pick<ApiRequest, 'representation' | 'includeObject'>): KubeObject {
    if (request.representation === 'PartialObjectMetadata') return partialMetadata(this.#managers.shown(object));
    const [versioned] = this.versioned(kind, [object]) as [KubeObject];
    if (request.representation !== 'Table') return versioned;
    const resourceVersion = object.metadata.resourceVersion;
    return tableOf(kind, [versioned], this.#now(), request.includeObject, resourceVersion ? { resourceVersion } : {});
  }

  list(
    kind: KindDefinition,
    items: readonly KubeObject[],
    metadata: Partial<Page['metadata']>,
    { representation, includeObject }: Pick<ApiRequest, 'representation' | 'includeObject'>,
  ): KubeObject {
    if (representation === 'Table') return tableOf(kind, this.versioned(kind, items), this.#now(), includeObject, metadata);
    const partial = representation === 'PartialObjectMetadata';
    return {
      kind: partial ? 'PartialObjectMetadataList' : (kind.listKind ?? `${kind.kind}List`),
      apiVersion: partial ? 'meta.k8s.io/v1' : formatGroupVersion(kind.group, kind.version),
      metadata,
      items: partial ? items.map((item) => partialMetadata(this.#managers.shown(item))) : this.versioned(kind, items),
    };
  }

  /** Nothing but metadata, in the kind's own form. */
  bookmark(kind: KindDefinition, metadata: KubeObject['metadata'], representation: ApiRequest['representation']): KubeObject {
    const object = { kind: kind.kind, apiVersion: formatGroupVersion(kind.group, kind.version), metadata };
    const partial = partialMetadata(object);
    if (representation === 'PartialObjectMetadata') return partial;
    if (representation !== 'Table') return object;
    const { columnDefinitions } = tableOf(kind, [], this.#now(), 'None', {});
    const rows = [{ cells: kind.columns.map(() => ''), object: partial }];
    return { ...partial, kind: 'Table', metadata: { resourceVersion: metadata.resourceVersion ?? '' }, columnDefinitions, rows };
  }

  /** Objects as they are now, and as this API version of the kind shows them. */
  versioned(kind: KindDefinition, objects: readonly KubeObject[]): readonly KubeObject[] {
    const present = objects.map((object) => this.#present(kind, object));
    return kind.fromStored ? present.map(kind.fromStored) : present;
  }

  #present(kind: KindDefinition, object: KubeObject): KubeObject {
    if (!kind.asOf) return this.#managers.shown(object);
    const present = kind.asOf(object, this.#now());
    const shown = this.#managers.shown(present);
    const write = present === object ? undefined : kind.writtenBy?.(present);
    return write ? withWrite(shown, write) : shown;
  }
}

/** The object with the time of a write that nobody has noted. */
function withWrite(
  object: KubeObject,
  { manager, subresource, time }: NonNullable<ReturnType<NonNullable<KindDefinition['writtenBy']>>>,
): KubeObject {
  const entries = object.metadata.managedFields as ManagedFieldsEntry[] | undefined;
  const managedFields = entries?.map((entry) =>
    entry.manager === manager &&
    (entry.subresource ?? '') === subresource &&
    entry.operation === 'Update' &&
    Date.parse(entry.time ?? '') < time
      ? { ...entry, time: formatRfc3339(time) }
      : entry,
  );
  return managedFields ? { ...object, metadata: { ...object.metadata, managedFields: inOrder(managedFields) } } : object;
}
