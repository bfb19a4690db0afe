import { isObject } from '../../api/json.ts';
import { additionalSchema, type Schema } from '../custom/schema.ts';
import { UNUSABLE } from './reserved-words.ts';
import * as types from './types.ts';
import type { CelType, ObjectType } from './types.ts';
import { Duration, fromJson, JsonMap, markUnordered, Timestamp, type Value } from './values.ts';
import { parseDurationText, parseTimestamp } from './library/times.ts';

const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/__/g, '__underscores__'],
  [/\./g, '__dot__'],
  [/-/g, '__dash__'],
  [/\//g, '__slash__'],
];

/** The name of a property as expressions write it: `a-b` is `a__dash__b`; undefined when they cannot. */
export function escapeName(name: string): string | undefined {
  if (UNUSABLE.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  return ESCAPES.reduce((text, [pattern, by]) => text.replace(pattern, by), name);
}

function unescapeName(name: string): string {
  const reserved = /^__(.+)__$/.exec(name)?.[1];
  if (reserved !== undefined && UNUSABLE.has(reserved)) return reserved;
  return name.replace(
    /__(underscores|dot|dash|slash)__/g,
    (_, what: string) => ({ underscores: '__', dot: '.', dash: '-', slash: '/' })[what]!,
  );
}

const TEXT: Schema = { type: 'string' };
/** What every resource has, whether its schema says so or not. */
const RESOURCE: Readonly<Record<string, Schema>> = {
  apiVersion: TEXT,
  kind: TEXT,
  metadata: { type: 'object', properties: { name: TEXT, generateName: TEXT } },
};

/** The schema of a resource's root, with the fields that expressions can always see. */
export function withResourceFields(schema: Schema): Schema {
  const metadata = schema.properties?.['metadata'];
  const fields = { ...RESOURCE['metadata']!.properties, ...pick(metadata?.properties, ['name', 'generateName']) };
  return { ...schema, type: 'object', properties: { ...schema.properties, ...RESOURCE, metadata: { type: 'object', properties: fields } } };
}

function pick(from: Readonly<Record<string, Schema>> | undefined, names: readonly string[]): Record<string, Schema> {
  return Object.fromEntries(names.flatMap((name) => (from && Object.hasOwn(from, name) ? [[name, from[name]!]] : [])));
}

/** The type of values of a schema; undefined for those that expressions do not see. `name` is what messages call an object type. */
export function typeOfSchema(schema: Schema, name: string, isRoot = false): CelType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) return types.DYN;
  if (isRoot || schema['x-kubernetes-embedded-resource'] === true) return objectTypeOf(withResourceFields(schema), name);
  switch (schema.type) {
    case 'array': {
      const item = schema.items && typeOfSchema(schema.items, `${name}.@idx`);
      return item && types.listOf(item);
    }
    case 'object': {
      const additional = additionalSchema(schema);
      if (additional) {
        const value = typeOfSchema(additional, `${name}.@elem`);
        return value && types.mapOf(types.STRING, value);
      }
      return objectTypeOf(schema, name);
    }
    case 'string':
      if (schema.format === 'byte') return types.BYTES;
      if (schema.format === 'duration') return types.DURATION;
      return schema.format === 'date' || schema.format === 'date-time' ? types.TIMESTAMP : types.STRING;
    case 'boolean':
      return types.BOOL;
    case 'number':
      return types.DOUBLE;
    case 'integer':
      return types.INT;
    default:
      return undefined;
  }
}

function objectTypeOf(schema: Schema, name: string): ObjectType {
  const known = new Map<string, CelType | undefined>();
  return {
    kind: 'object',
    name,
    field: (escaped) => {
      if (!known.has(escaped)) {
        const property = propertyNamed(schema, escaped);
        known.set(escaped, property && typeOfSchema(property, `${name}.${escaped}`));
      }
      return known.get(escaped);
    },
  };
}

/** The property that an expression names so. */
export function propertyNamed(schema: Schema, escaped: string): Schema | undefined {
  const name = unescapeName(escaped);
  if (escapeName(name) !== escaped || !schema.properties) return undefined;
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
}

/** A value as expressions see it, by its schema: ints and doubles apart, times as times. */
export function valueOfSchema(json: unknown, schema: Schema, isRoot = false): Value {
  if (json === null || json === undefined) return null;
  if (schema['x-kubernetes-int-or-string'] === true) return fromJson(json);
  if (isObject(json)) {
    if (isRoot || schema['x-kubernetes-embedded-resource'] === true) return objectValue(json, withResourceFields(schema));
    const additional = additionalSchema(schema);
    if (additional) return new JsonMap(json, (value) => valueOfSchema(value, additional));
    return objectValue(json, schema);
  }
  if (Array.isArray(json)) {
    const { items } = schema;
    const list = json.map((item) => (items ? valueOfSchema(item, items) : fromJson(item)));
    const listType = schema['x-kubernetes-list-type'];
    if (listType === 'set') return markUnordered(list, []);
    return listType === 'map' ? markUnordered(list, schema['x-kubernetes-list-map-keys'] ?? []) : list;
  }
  if (typeof json === 'number') return schema.type === 'number' ? json : fromJson(json);
  if (typeof json !== 'string' || schema.type !== 'string') return fromJson(json);
  return textValue(json, schema.format);
}

function textValue(text: string, format: string | undefined): Value {
  switch (format) {
    case 'byte':
      return decodeBase64(text) ?? text;
    case 'duration':
      return parseDurationText(text) ?? new Duration(0n);
    case 'date':
      return parseTimestamp(`${text}T00:00:00Z`) ?? new Timestamp(0n);
    case 'date-time':
      return parseTimestamp(text) ?? new Timestamp(0n);
    default:
      return text;
  }
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (point) => point.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** An object with known fields, read by the names that expressions write. */
function objectValue(json: Readonly<Record<string, unknown>>, schema: Schema): Value {
  const visible: Record<string, unknown> = {};
  for (const key of Object.keys(json)) {
    const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    const escaped = property && escapeName(key);
    // A null that the schema does not allow is as good as absent.
    if (!property || escaped === undefined || (json[key] === null && property.nullable !== true)) continue;
    visible[escaped] = json[key];
  }
  return new JsonMap(visible, (value, escaped) => valueOfSchema(value, propertyNamed(schema, escaped) ?? {}), 'object');
}
