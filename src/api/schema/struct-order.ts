import { goJson } from '../go-text.ts';
import { isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { parseGroupVersion, type KubeObject } from '../object.ts';
import { complete } from './complete.ts';
import { definition as definitionOf, definitionForKind, type FieldType } from './index.ts';

/** The object as a Go program that has a type for it writes it: `complete`, with the keys of maps sorted. Kinds without a type stay as they are. */
export function inStructOrder(object: KubeObject): KubeObject {
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  const found = definitionForKind(group, version, object.kind ?? '');
  if (found === undefined) return object;
  const type: FieldType = { kind: 'struct', definition: found.name, go: found.structName };
  return mapsSorted(type, complete(found, object as JsonObject)) as KubeObject;
}

/** The same for the metadata alone. */
export function metadataInOrder(metadata: object): JsonObject {
  const type: FieldType = { kind: 'struct', definition: 'meta.v1.ObjectMeta', go: 'v1.ObjectMeta' };
  return mapsSorted(type, complete(definitionOf('meta.v1.ObjectMeta'), metadata as JsonObject)) as JsonObject;
}

function mapsSorted(type: FieldType, value: Json): Json {
  if (Array.isArray(value)) return type.kind === 'list' ? value.map((item) => mapsSorted(type.of, item)) : value;
  if (!isObject(value)) return value;
  if (type.kind === 'map') {
    const sorted: JsonObject = {};
    for (const key of Object.keys(value).sort()) setOwn(sorted, key, mapsSorted(type.of, value[key]!));
    return sorted;
  }
  if (type.kind !== 'struct') return JSON.parse(goJson(value)) as Json;
  const { fields, any } = definitionOf(type.definition);
  if (any) return value;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key);
    setOwn(result, key, field === undefined ? item : mapsSorted(field.type, item));
  }
  return result;
}
