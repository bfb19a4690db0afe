import { child, forbidden, invalid, keyed, required, type FieldError } from '../../../api/field-error.ts';
import { isObject } from '../../../api/json.ts';
import { additionalSchema, type Schema } from '../../custom/schema.ts';

/** Fields that only the structure may have, not the conditions in `allOf`, `anyOf`, `oneOf` and `not`. */
const STRUCTURE_ONLY = [
  'type',
  'nullable',
  'default',
  'title',
  'description',
  'additionalProperties',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
] as const;

type Level = 'root' | 'field' | 'item';

/** The rules of structural schemas: every value has a type, and conditions only restrict what the structure declares. */
export function validateStructure(schema: Schema, at: string): FieldError[] {
  return [...structure(schema, at, 'root'), ...conditions(schema, at)];
}

function structure(schema: Schema, at: string, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  const { type, properties, items } = schema;
  const isAny = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const typePath = child(at, 'type');
  if (level === 'root') {
    if (!type) errors.push(required(typePath, 'must not be empty at the root'));
    else if (type !== 'object') errors.push(invalid(typePath, type, 'must be object at the root'));
  } else if (!type && !isAny) {
    errors.push(
      required(
        typePath,
        level === 'item' ? 'must not be empty for specified array items' : 'must not be empty for specified object fields',
      ),
    );
  }
  if (type && schema['x-kubernetes-int-or-string'] === true)
    errors.push(invalid(typePath, type, 'must be empty if x-kubernetes-int-or-string is true'));
  if (type === 'array' && items === undefined) errors.push(required(child(at, 'items'), 'must be specified'));
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  if (embedded && !properties && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
    const text = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(child(at, 'properties'), text));
  }
  if (embedded || level === 'root') errors.push(...resourceFields(schema, at));
  for (const [name, part] of sorted(properties)) {
    const path = keyed(child(at, 'properties'), name);
    errors.push(...structure(part, path, 'field'));
  }
  const others = additionalSchema(schema);
  if (others) errors.push(...structure(others, child(at, 'additionalProperties'), 'field'));
  if (isObject(items)) errors.push(...structure(items, child(at, 'items'), 'item'));
  return errors;
}

/** What every resource has may be declared again, but not otherwise. */
function resourceFields({ properties = {}, additionalProperties }: Schema, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (additionalProperties !== undefined && additionalProperties !== false)
    errors.push(forbidden(child(at, 'additionalProperties'), 'must not be used at the root'));
  for (const [name, wanted] of [
    ['apiVersion', 'string'],
    ['kind', 'string'],
    ['metadata', 'object'],
  ] as const) {
    const part = properties[name];
    const path = keyed(child(at, 'properties'), name);
    if (part?.type && part.type !== wanted) errors.push(invalid(child(path, 'type'), part.type, `must be ${wanted}`));
  }
  const metadata = properties['metadata'];
  if (metadata && Object.keys(metadata.properties ?? {}).some((name) => name !== 'name' && name !== 'generateName')) {
    const text = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbidden(keyed(child(at, 'properties'), 'metadata'), text));
  }
  return errors;
}

/** Every condition below a place in the structure. */
function conditions(schema: Schema, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [path, condition] of junctors(schema, at)) errors.push(...validateCondition(condition, path, schema, at));
  for (const [name, part] of sorted(schema.properties)) errors.push(...conditions(part, keyed(child(at, 'properties'), name)));
  const others = additionalSchema(schema);
  if (others) errors.push(...conditions(others, child(at, 'additionalProperties')));
  if (isObject(schema.items)) errors.push(...conditions(schema.items as Schema, child(at, 'items')));
  return errors;
}

function* junctors({ allOf, anyOf, oneOf, not }: Schema, at: string): Iterable<[path: string, schema: Schema]> {
  for (const [name, parts] of Object.entries({ allOf, anyOf, oneOf })) {
    for (const [i, part] of (parts ?? []).entries()) yield [child(at, name, i), part];
  }
  if (not) yield [child(at, 'not'), not];
}

/** A condition restricts values only, and speaks of nothing that the structure beside it does not declare. */
function validateCondition(condition: Schema, path: string, structural: Schema | undefined, at: string): FieldError[] {
  const typed = structural?.['x-kubernetes-int-or-string'] === true;
  const errors = STRUCTURE_ONLY.filter((field) => condition[field] !== undefined && !(typed && field === 'type')).map((field) =>
    forbidden(child(path, field), 'must be empty to be structural'),
  );
  for (const [name, part] of sorted(condition.properties)) {
    const place = keyed(child(path, 'properties'), name);
    const declared = structural?.properties?.[name];
    if (!declared) errors.push(required(keyed(child(at, 'properties'), name), `because it is defined in ${place}`));
    errors.push(...validateCondition(part, place, declared, keyed(child(at, 'properties'), name)));
  }
  if (isObject(condition.items)) {
    const place = child(path, 'items');
    if (!structural?.items) errors.push(required(child(at, 'items'), `because it is defined in ${place}`));
    errors.push(...validateCondition(condition.items as Schema, place, structural?.items, child(at, 'items')));
  }
  for (const [inner, part] of junctors(condition, path)) errors.push(...validateCondition(part, inner, structural, at));
  return errors;
}

function sorted(properties: Schema['properties']): [string, Schema][] {
  return Object.entries(properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
