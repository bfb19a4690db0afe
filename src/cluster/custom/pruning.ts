import { child } from '../../api/field-error.ts';
import { isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';
import { propertySchema, type Schema } from './schema.ts';

const TYPE_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * A copy without the fields that the schema does not know, with keys sorted as Go writes maps. Paths of what was dropped go to `unknown`.
 * `resource`: the value is an object of its own, whose apiVersion, kind and metadata nobody has to declare.
 */
export function pruned(schema: Schema | undefined, value: Json, at: string, unknown: string[], resource = false): Json {
  if (Array.isArray(value)) return value.map((item, i) => pruned(schema?.items, item, child(at, i), unknown));
  if (!isObject(value)) return value;
  const keepsAll = schema === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  const isResource = resource || schema?.['x-kubernetes-embedded-resource'] === true;
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) {
    const path = child(at, key);
    const part = schema && propertySchema(schema, key);
    if (isResource && TYPE_FIELDS.includes(key)) setOwn(result, key, pruned(undefined, value[key]!, path, unknown));
    else if (part) setOwn(result, key, pruned(part, value[key]!, path, unknown));
    else if (keepsAll) setOwn(result, key, pruned(undefined, value[key]!, path, unknown));
    else unknown.push(path);
  }
  return result;
}
