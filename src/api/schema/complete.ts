import { isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { zeroValue } from './decode.ts';
import { structOf, type Definition, type Field, type FieldType } from './index.ts';

/**
 * The object as a Go program writes it: fields in the order of their structs, what is always written is there (`status: {}`, `ready: false`,
 * `lastProbeTime: null`), what is omitted when empty is not. Unknown fields are kept at the end. Returns a copy.
 */
export function complete(definition: Definition, object: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const field of definition.fields.values()) {
    const value = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    if (value !== undefined && value !== null) {
      const done = completeValue(field.type, value);
      if (field.always !== undefined || field.pointer || !isEmpty(field, done)) setOwn(result, field.name, done);
    } else if (field.always === 'null') setOwn(result, field.name, null);
    else if (field.always === 'zero') setOwn(result, field.name, completeValue(field.type, zeroValue(field.type)));
  }
  for (const [key, value] of Object.entries(object)) {
    if (!definition.fields.has(key) && value !== undefined) setOwn(result, key, value);
  }
  return result;
}

function completeValue(type: FieldType, value: Json): Json {
  switch (type.kind) {
    case 'struct': {
      const definition = structOf(type);
      return definition.any || !isObject(value) ? value : complete(definition, value);
    }
    case 'list':
      return Array.isArray(value) && isDeep(type.of) ? value.map((item) => completeValue(type.of, item)) : value;
    case 'map': {
      if (!isObject(value) || !isDeep(type.of)) return value;
      const result: JsonObject = {};
      for (const [key, item] of Object.entries(value)) setOwn(result, key, completeValue(type.of, item));
      return result;
    }
    default:
      return value;
  }
}

function isDeep(type: FieldType): boolean {
  return type.kind === 'struct' || type.kind === 'list' || type.kind === 'map';
}

/** Would Go leave it out? A struct behind a pointer stays, even when it is empty. */
function isEmpty(field: Field, value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return field.type.kind === 'map' && Object.keys(value).length === 0;
  if (field.type.kind === 'quantity' || field.type.kind === 'int-or-string') return false;
  return value === '' || value === 0 || value === false;
}
