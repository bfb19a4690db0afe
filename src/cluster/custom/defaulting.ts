import { deepClone, getOwn, isObject, setOwn, type Json } from '../../api/json.ts';
import { additionalSchema, propertySchema, type Schema } from './schema.ts';

/** Fills in place what the schema gives defaults for. A null where null is not allowed counts as absent when there is a default. */
export function applyDefaults(schema: Schema, value: Json | undefined): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    value.forEach((item, i) => {
      if (item === null && items.nullable !== true && items.default !== undefined) value[i] = deepClone(items.default);
      applyDefaults(items, value[i]);
    });
    return;
  }
  if (!isObject(value)) return;
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const present = getOwn(value, key);
    if (part.default !== undefined && (present === undefined || (present === null && part.nullable !== true)))
      setOwn(value, key, deepClone(part.default));
    applyDefaults(part, getOwn(value, key));
  }
  const others = additionalSchema(schema);
  if (!others) return;
  for (const key of Object.keys(value)) {
    if (schema.properties && Object.hasOwn(schema.properties, key)) continue;
    if (value[key] === null && others.nullable !== true && others.default !== undefined) setOwn(value, key, deepClone(others.default));
    applyDefaults(propertySchema(schema, key) ?? others, getOwn(value, key));
  }
}
