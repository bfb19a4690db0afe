import { deepEqual, getOwn, isObject, setOwn, type Json, type JsonObject } from '../../../../api/json.ts';
import { definition as definitionOf, type Definition, type Field, type FieldType } from '../../../../api/schema/index.ts';

/** An apply configuration that does not go together with its object; the message is the API server's. */
export class MergeError extends Error {}

/** Fields that are keys of lists and have a default. */
const KEY_DEFAULTS: Readonly<Record<string, Json>> = { protocol: 'TCP' };

/**
 * The object with all that the configuration says: structs and maps field by field, lists that stand for maps or sets item by item.
 * What is always replaced as a whole may not be touched, so that nothing is lost by accident.
 * @throws MergeError
 */
export function mergeConfiguration(type: Definition, object: JsonObject, configuration: JsonObject): JsonObject {
  checkStruct(type, configuration, '');
  const atomics: string[] = [];
  findAtomics(structType(type), undefined, configuration, '', atomics);
  if (atomics.length > 0)
    throw new MergeError(`invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`);
  return mergeStruct(type, object, configuration);
}

const structType = ({ name, structName }: Definition): FieldType => ({ kind: 'struct', definition: name, go: structName });

function mistyped(path: string, message: string): MergeError {
  return new MergeError(`failed to convert patch object to typed object: ${path}: ${message}`);
}

function checkStruct(type: Definition, value: Json, path: string): void {
  if (type.any) return;
  if (!isObject(value)) throw mistyped(path, `expected map, got &{${JSON.stringify(value)}}`);
  for (const [key, item] of Object.entries(value)) {
    const at = `${path}.${key}`;
    const field = type.fields.get(key);
    if (!field) throw mistyped(at, 'field not declared in schema');
    if (item !== null) checkValue(field.type, field, item, at);
  }
}

function checkValue(type: FieldType, field: Field | undefined, value: Json, path: string): void {
  switch (type.kind) {
    case 'struct':
      return checkStruct(definitionOf(type.definition), value, path);
    case 'list':
      if (!Array.isArray(value)) throw mistyped(path, `expected list, got &{${JSON.stringify(value)}}`);
      value.forEach((item, index) => {
        for (const key of field?.listType === 'map' ? (field.mapKeys ?? []) : []) {
          if (isObject(item) && getOwn(item, key) === undefined && !Object.hasOwn(KEY_DEFAULTS, key)) {
            const text = `associative list with keys has an element that omits key field "${key}" (and doesn't have default value)`;
            throw mistyped(path, `element ${index}: ${text}`);
          }
        }
        checkValue(type.of, undefined, item, `${path}[${index}]`);
      });
      return;
    case 'map':
      if (!isObject(value)) throw mistyped(path, `expected map, got &{${JSON.stringify(value)}}`);
      for (const [key, item] of Object.entries(value)) checkValue(type.of, undefined, item, `${path}.${key}`);
      return;
    case 'string':
      if (typeof value !== 'string') throw mistyped(path, `expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`);
      return;
    case 'int32':
    case 'int64':
    case 'double':
      if (typeof value !== 'number') throw mistyped(path, `expected numeric (int or float), got ${typeof value}`);
      return;
    case 'bool':
      if (typeof value !== 'boolean')
        throw mistyped(path, `expected boolean, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`);
  }
}

function isAtomic(type: FieldType, field: Field | undefined): boolean {
  if (type.kind === 'list') return field?.listType !== 'map' && field?.listType !== 'set';
  if (field?.mapType === 'atomic') return true;
  return type.kind === 'struct' && definitionOf(type.definition).mapType === 'atomic';
}

function findAtomics(type: FieldType, field: Field | undefined, value: Json, path: string, found: string[]): void {
  if (type.kind !== 'struct' && type.kind !== 'list' && type.kind !== 'map') return;
  if (isAtomic(type, field)) found.push(path);
  if (type.kind === 'list' && Array.isArray(value))
    value.forEach((item, index) => findAtomics(type.of, undefined, item, `${path}[${index}]`, found));
  if (type.kind !== 'struct' || !isObject(value)) return;
  const { fields } = definitionOf(type.definition);
  for (const [key, item] of Object.entries(value)) {
    const below = fields.get(key);
    if (below && item !== null) findAtomics(below.type, below, item, `${path}.${key}`, found);
  }
}

function mergeStruct(type: Definition, object: JsonObject, configuration: JsonObject): JsonObject {
  const result: JsonObject = { ...object };
  for (const [key, value] of Object.entries(configuration)) {
    const field = type.fields.get(key);
    const current = getOwn(object, key);
    setOwn(result, key, field && current !== undefined && current !== null ? mergeValue(field.type, field, current, value) : value);
  }
  return result;
}

function mergeValue(type: FieldType, field: Field | undefined, current: Json, value: Json): Json {
  if (type.kind === 'struct' && isObject(current) && isObject(value)) {
    const struct = definitionOf(type.definition);
    return struct.any ? value : mergeStruct(struct, current, value);
  }
  if (type.kind === 'map' && isObject(current) && isObject(value)) {
    const result: JsonObject = { ...current };
    for (const [key, item] of Object.entries(value)) {
      const known = getOwn(current, key);
      setOwn(result, key, known === undefined ? item : mergeValue(type.of, undefined, known, item));
    }
    return result;
  }
  if (type.kind !== 'list' || !Array.isArray(current) || !Array.isArray(value)) return value;
  if (field?.listType === 'set') return [...current, ...value.filter((item) => !current.some((other) => deepEqual(item, other)))];
  const keys = field?.mapKeys ?? [];
  const result = [...current];
  for (const item of value) {
    const index = result.findIndex((other) => sameKeys(other, item, keys));
    if (index < 0) result.push(item);
    else result[index] = mergeValue(type.of, undefined, result[index]!, item);
  }
  return result;
}

function sameKeys(a: Json, b: Json, keys: readonly string[]): boolean {
  if (!isObject(a) || !isObject(b)) return false;
  return keys.every((key) => deepEqual(getOwn(a, key) ?? KEY_DEFAULTS[key], getOwn(b, key) ?? KEY_DEFAULTS[key]));
}
