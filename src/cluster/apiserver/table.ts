import type { ApiRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Column, KindDefinition } from '../kinds/define.ts';

const META = 'meta.k8s.io/v1';

/** A server-side printed Table (meta.k8s.io/v1). */
export function table(kind: KindDefinition, rows: readonly object[], metadata: object): KubeObject {
  return { kind: 'Table', apiVersion: META, metadata, columnDefinitions: kind.columns.map(columnDefinition), rows };
}

/** An object as the kind's columns print it at `now` (ms since the epoch). */
export function tableRow(kind: KindDefinition, object: KubeObject, now: number, include: ApiRequest['includeObject']): object {
  return { cells: cells(kind, object, now), object: included(object, include) };
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
