import type { ApiRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Column, KindDefinition } from '../kinds/define.ts';

const META = 'meta.k8s.io/v1';

/** The server-side printed Table of some objects (meta.k8s.io/v1), as the kind's columns print them at `now` (ms since the epoch). */
export function tableOf(
  kind: KindDefinition,
  objects: readonly KubeObject[],
  now: number,
  include: ApiRequest['includeObject'],
  metadata: object,
): KubeObject {
  return {
    kind: 'Table',
    apiVersion: META,
    metadata,
    columnDefinitions: kind.columns.map(columnDefinition),
    rows: objects.map((object) => ({ cells: cells(kind, object, now), object: included(object, include) })),
  };
}

/** Metadata only, as metadata informers ask for. */
export function partialMetadata(object: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: META, metadata: object.metadata };
}

function columnDefinition(column: Column): Record<string, unknown> {
  const { name, type, format = '', priority = 0, description = '' } = column;
  return { name, type, format, description, priority };
}

function cells(kind: KindDefinition, object: KubeObject, now: number): unknown[] {
  return kind.columns.map((column, index) => (index === 0 && kind.nameCell ? kind.nameCell(object) : column.cell(object, now)));
}

function included(object: KubeObject, include: ApiRequest['includeObject']): KubeObject | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object);
}
