import { formatRfc3339 } from '../../api/time.ts';
import type { ApiRequest } from '../../api/client.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { Page } from './listing.ts';
import { inOrder, type FieldManagers, type ManagedFieldsEntry } from './managed-fields/index.ts';
import { partialMetadata, table, tableRow } from './table.ts';

type ListMetadata = Partial<Page<never>['metadata']>;

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
    const now = this.#now();
    const versioned = this.#version(kind, object, now);
    if (request.representation !== 'Table') return versioned;
    const resourceVersion = object.metadata.resourceVersion;
    return table(kind, [tableRow(kind, versioned, now, request.includeObject)], resourceVersion ? { resourceVersion } : {});
  }

  list(
    kind: KindDefinition,
    objects: readonly KubeObject[],
    metadata: ListMetadata,
    request: Pick<ApiRequest, 'representation' | 'includeObject'>,
  ): KubeObject {
    const { item, list } = this.lister(kind, request);
    return list(objects.map(item), metadata);
  }

  /** How a list is made: what stands in it for each object, and the whole of that. */
  lister(
    kind: KindDefinition,
    { representation, includeObject }: Pick<ApiRequest, 'representation' | 'includeObject'>,
  ): { item(this: void, object: KubeObject): object; list(this: void, items: readonly object[], metadata: ListMetadata): KubeObject } {
    const now = this.#now();
    if (representation === 'Table')
      return {
        item: (object) => tableRow(kind, this.#version(kind, object, now, this.#shownLater), now, includeObject),
        list: (rows, metadata) => table(kind, rows, metadata),
      };
    const partial = representation === 'PartialObjectMetadata';
    return {
      item: (object) => (partial ? partialMetadata(this.#managers.shown(object)) : this.#version(kind, object, now)),
      list: (items, metadata) => ({
        kind: partial ? 'PartialObjectMetadataList' : (kind.listKind ?? `${kind.kind}List`),
        apiVersion: partial ? 'meta.k8s.io/v1' : formatGroupVersion(kind.group, kind.version),
        metadata,
        items,
      }),
    };
  }

  /** Nothing but metadata, in the kind's own form. */
  bookmark(kind: KindDefinition, metadata: KubeObject['metadata'], representation: ApiRequest['representation']): KubeObject {
    const object = { kind: kind.kind, apiVersion: formatGroupVersion(kind.group, kind.version), metadata };
    const partial = partialMetadata(object);
    if (representation === 'PartialObjectMetadata') return partial;
    if (representation !== 'Table') return object;
    const { columnDefinitions } = table(kind, [], {});
    const rows = [{ cells: kind.columns.map(() => ''), object: partial }];
    return { ...partial, kind: 'Table', metadata: { resourceVersion: metadata.resourceVersion ?? '' }, columnDefinitions, rows };
  }

  /** The object as it is now, and as this API version of the kind shows it. */
  #version(kind: KindDefinition, object: KubeObject, now: number, shown = this.#shown): KubeObject {
    const present = kind.asOf ? this.#asOf(kind, object, now) : shown(object);
    return kind.fromStored ? kind.fromStored(present) : present;
  }

  #asOf(kind: KindDefinition, object: KubeObject, now: number): KubeObject {
    const present = kind.asOf!(object, now);
    const shown = this.#shown(present);
    const write = present === object ? undefined : kind.writtenBy?.(present);
    return write ? withWrite(shown, write) : shown;
  }

  readonly #shown = (object: KubeObject): KubeObject => this.#managers.shown(object);

  /** Tables carry the metadata of objects, of whose managers hardly anybody reads there: they are put into words when that happens. */
  readonly #shownLater = (object: KubeObject): KubeObject => {
    if (!object.metadata.managedFields?.length) return this.#shown(object);
    const { managedFields: _, ...metadata } = object.metadata;
    this.#unread.set(metadata, object);
    return { ...object, metadata: Object.defineProperty(metadata, 'managedFields', this.#reading) };
  };

  readonly #unread = new WeakMap<object, KubeObject>();
  readonly #reading: PropertyDescriptor & ThisType<object> = {
    enumerable: true,
    configurable: true,
    get: managersOnDemand((metadata) => this.#shown(this.#unread.get(metadata)!).metadata.managedFields),
  };
}

/** One getter for all objects: they keep one shape. */
function managersOnDemand(read: (metadata: object) => unknown): (this: object) => unknown {
  return function (this: object) {
    return read(this);
  };
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
