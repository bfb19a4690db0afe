import type { SizeOf } from './cost-estimate.ts';
import { additionalSchema, type Schema } from '../custom/schema.ts';
import { escapeName, propertyNamed, withResourceFields } from './schema-types.ts';

/** The largest request that the API server takes, in bytes: nothing in it can be larger. */
const LARGEST_REQUEST = 3 * 1024 * 1024;
const LARGEST_TEXT = LARGEST_REQUEST - 2;
const LONGEST: Readonly<Record<string, number>> = { duration: 32, date: 12, 'date-time': 32 };
const SHORTEST: Readonly<Record<string, number>> = { duration: 3, date: 12, 'date-time': 21 };

/** How few bytes a value takes in JSON. */
export function smallestSize(schema: Schema): number {
  if (schema['x-kubernetes-int-or-string'] === true) return 1;
  switch (schema.type) {
    case 'string':
      return SHORTEST[schema.format ?? ''] ?? 2;
    case 'boolean':
      return 4;
    case 'number':
    case 'integer':
      return 1;
    case 'object': {
      if (additionalSchema(schema)) return 2;
      let size = 2;
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        if (schema.required?.includes(name) && property.default === undefined) size += name.length + smallestSize(property) + 4;
      }
      return size;
    }
    default:
      return 2;
  }
}

/** How often a value can stand in one request at most. */
export function mostTimes(schema: Schema): number {
  return Math.floor(LARGEST_REQUEST / (smallestSize(schema) + 1));
}

/** Items, entries or bytes that a value of the schema can have at most. */
function largestSize(schema: Schema): number {
  const { maxLength, maxItems, maxProperties, items } = schema;
  if (schema['x-kubernetes-int-or-string'] === true) return maxLength === undefined ? LARGEST_TEXT : Math.max(maxLength, 0) * 4;
  if (schema.type === 'array' && items) return Math.max(maxItems ?? Math.floor(LARGEST_TEXT / (smallestSize(items) + 1)), 0);
  const values = schema.type === 'object' ? additionalSchema(schema) : undefined;
  if (values) return Math.max(maxProperties ?? Math.floor(LARGEST_TEXT / (smallestSize(values) + 6)), 0);
  if (schema.type !== 'string') return 0;
  const { format = '' } = schema;
  if (Object.hasOwn(LONGEST, format)) return LONGEST[format]!;
  // A character takes up to four bytes.
  if (maxLength !== undefined) return Math.max(maxLength, 0) * (format === 'byte' ? 1 : 4);
  if (format !== 'byte' && schema.enum?.length)
    return Math.max(...schema.enum.map((value) => (typeof value === 'string' ? value.length : 0)));
  return LARGEST_TEXT;
}

/** Sizes of what rules on this schema can name; the first step of a path is the variable. */
export function sizesOf(schema: Schema, isRoot: boolean): SizeOf {
  return ([, ...steps]) => {
    let current: Schema | undefined = isRoot || schema['x-kubernetes-embedded-resource'] === true ? withResourceFields(schema) : schema;
    for (const step of steps) {
      if (step === '@items') current = current.items;
      else if (step === '@values') current = additionalSchema(current);
      else if (step === '@keys') return additionalSchema(current) ? 0 : undefined;
      else current = escapeName(step) === undefined ? undefined : propertyNamed(current, step);
      if (!current) return undefined;
    }
    return largestSize(current);
  };
}
