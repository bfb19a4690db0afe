import { deepEqual, isObject, type Json, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { structOf, type Definition, type Field, type FieldType } from '../../api/schema/index.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';

/** Who writes, and which part of the object. */
export interface FieldManager {
  name: string;
  /** '' for the object itself. */
  subresource: string;
}

interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

/** What the server itself keeps is nobody's. */
const SYSTEM_METADATA = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generateName',
  'generation',
  'managedFields',
  'name',
  'namespace',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * Notes in metadata.managedFields of `next` that the manager now owns what it has set or changed; others lose what was changed or taken away.
 * `next` is changed in place; `time` is RFC 3339. The cluster's own actors write without a manager: what they own is not kept.
 */
export function trackManagedFields(
  kind: KindDefinition,
  next: KubeObject,
  previous: KubeObject | undefined,
  manager: FieldManager,
  time: string,
): void {
  const type = typeOf(kind);
  const before = comparable(previous, manager);
  const after = comparable(next, manager);
  const set = changedFields(type, before, after);
  const gone = changedFields(type, after, before);
  const entries = (previous?.metadata.managedFields ?? []) as ManagedFieldsEntry[];
  const own = entries.find(
    (entry) => entry.manager === manager.name && entry.operation === 'Update' && (entry.subresource ?? '') === manager.subresource,
  );
  const removed = gone ? without(gone, set ?? {}) : undefined;
  const kept = entries.flatMap((entry) => {
    let fields: JsonObject | undefined = entry.fieldsV1;
    if (removed) fields = without(fields, removed);
    if (fields && set && entry !== own) fields = without(fields, set);
    if (!fields || Object.keys(fields).length === 0) return entry === own && set ? [{ ...entry, fieldsV1: {} }] : [];
    return [deepEqual(fields, entry.fieldsV1) ? entry : { ...entry, fieldsV1: fields }];
  });
  next.metadata.managedFields = set ? withOwn(kept, own, set, { kind, manager, time }) : kept;
  if (next.metadata.managedFields.length === 0) delete next.metadata.managedFields;
}

function withOwn(
  entries: ManagedFieldsEntry[],
  own: ManagedFieldsEntry | undefined,
  set: JsonObject,
  { kind, manager, time }: { kind: KindDefinition; manager: FieldManager; time: string },
): ManagedFieldsEntry[] {
  const at = entries.findIndex(
    (entry) => own !== undefined && entry.manager === own.manager && entry.operation === 'Update' && entry.subresource === own.subresource,
  );
  const entry: ManagedFieldsEntry = {
    apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
    fieldsType: 'FieldsV1',
    fieldsV1: at < 0 ? set : union((entries[at] as ManagedFieldsEntry).fieldsV1, set),
    manager: manager.name,
    operation: 'Update',
    ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
    time,
  };
  return at < 0 ? [...entries, entry] : entries.map((each, index) => (index === at ? entry : each));
}

/** The part of the object that the manager can have written. */
function comparable(object: KubeObject | undefined, { subresource }: FieldManager): JsonObject {
  if (!object) return {};
  const { apiVersion: _apiVersion, kind: _kind, status, metadata, ...rest } = object;
  if (subresource === 'status') return { status: (status ?? {}) as Json };
  const own = Object.fromEntries(Object.entries(metadata).filter(([key]) => !SYSTEM_METADATA.includes(key)));
  return { ...rest, metadata: own as Json } as JsonObject;
}

/** The fields that `after` has and `before` has not, or has with another value, as a FieldsV1 tree; undefined when there are none. */
function changedFields(type: Definition, before: JsonObject | undefined, after: JsonObject): JsonObject | undefined {
  const tree: JsonObject = {};
  for (const [key, value] of Object.entries(after)) {
    if (value === null || value === undefined) continue;
    const field = type.fields.get(key);
    const node = field ? changedValue(field.type, field, before?.[key], value) : changedLeaf(before?.[key], value);
    if (node) tree[`f:${key}`] = node;
  }
  return Object.keys(tree).length > 0 ? tree : undefined;
}

function changedLeaf(before: Json | undefined, after: Json): JsonObject | undefined {
  return before !== undefined && deepEqual(before, after) ? undefined : {};
}

/** `field` tells how a list or map is merged and whether Go always writes it: what is always there can not be set by anybody. */
function changedValue(type: FieldType, field: Field | undefined, before: Json | undefined, after: Json): JsonObject | undefined {
  if (type.kind === 'struct' && isObject(after)) {
    const struct = structOf(type);
    if (struct.any || struct.mapType === 'atomic' || field?.mapType === 'atomic') return changedLeaf(before, after);
    return withSelf(field, before, changedFields(struct, isObject(before) ? before : undefined, after));
  }
  if (type.kind === 'map' && isObject(after)) {
    if (field?.mapType === 'atomic') return changedLeaf(before, after);
    const tree: JsonObject = {};
    for (const [key, value] of Object.entries(after)) {
      const node = changedValue(type.of, undefined, isObject(before) ? before[key] : undefined, value);
      if (node) tree[`f:${key}`] = node;
    }
    return withSelf(field, before, Object.keys(tree).length > 0 ? tree : undefined);
  }
  if (type.kind === 'list' && Array.isArray(after) && (field?.listType === 'map' || field?.listType === 'set')) {
    return withSelf(field, before, changedItems(type.of, field, Array.isArray(before) ? before : [], after));
  }
  return changedLeaf(before, after);
}

/** A container that is new is itself a field (`.`), unless Go writes it anyway; one that stays is owned by its parts. */
function withSelf(field: Field | undefined, before: Json | undefined, tree: JsonObject | undefined): JsonObject | undefined {
  if (before !== undefined && before !== null) return tree;
  if (field?.always !== undefined) return tree ?? {};
  return tree ? { '.': {}, ...tree } : {};
}

function changedItems(of: FieldType, field: Field, before: readonly Json[], after: readonly Json[]): JsonObject | undefined {
  const tree: JsonObject = {};
  for (const item of after) {
    const key = itemKey(field, item);
    const same = before.find((other) => itemKey(field, other) === key);
    if (field.listType === 'set') {
      if (same === undefined) tree[key] = {};
      continue;
    }
    const node = changedValue(of, undefined, same, item);
    if (node) tree[key] = node;
  }
  return Object.keys(tree).length > 0 ? tree : undefined;
}

/** `k:{"name":"web"}` for lists of objects, `v:"x"` for sets. */
function itemKey(field: Field, item: Json): string {
  if (field.listType === 'set' || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const keys = [...(field.mapKeys ?? [])].sort();
  return `k:${JSON.stringify(Object.fromEntries(keys.flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]]))))}`;
}

function union(a: JsonObject, b: JsonObject): JsonObject {
  const result: JsonObject = { ...a };
  for (const [key, node] of Object.entries(b)) {
    const present = result[key];
    result[key] = isObject(present) && isObject(node) ? union(present, node) : node;
  }
  return result;
}

/** `a` less the leaves of `b`; undefined when nothing is left. */
function without(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const result: JsonObject = {};
  for (const [key, node] of Object.entries(a) as [string, JsonObject][]) {
    const taken = b[key] as JsonObject | undefined;
    if (taken === undefined) result[key] = node;
    else if (Object.keys(taken).length > 0 && Object.keys(node).length > 0) {
      const rest = without(node, taken);
      if (rest) result[key] = rest;
    }
  }
  return Object.keys(result).length > 0 ? result : undefined;
}
