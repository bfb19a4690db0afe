import { child, forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { isObject, type Json } from '../../../api/json.ts';
import { compilePattern, PatternError } from '../../../api/regular-expressions.ts';
import { validateSchemaRules } from '../../cel/rule-checks.ts';
import { pruned } from '../../custom/pruning.ts';
import { validateSchema } from '../../custom/schema-validation.ts';
import { additionalSchema, type Schema } from '../../custom/schema.ts';
import { validateStructure } from './structural-validation.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const MAP_TYPES = ['atomic', 'granular'];
const LIST_TYPES = ['atomic', 'map', 'set'];
const NOT_SUPPORTED = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];
/** What may stand beside a schema's properties where the status is validated on its own. */
const AT_ROOT = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Enum',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

type Raw = Schema & Record<string, unknown>;

/** The schema of a version: the parts of JSON schema that the server knows, and the rules of structural schemas. */
export function validateVersionSchema(given: object | undefined, at: string, hasStatus: boolean): FieldError[] {
  if (given === undefined) return [];
  const schema = given as Raw;
  const errors: FieldError[] = [];
  if (hasStatus) errors.push(...validateRoot(schema, at));
  if (schema.nullable === true) errors.push(forbidden(child(at, 'nullable'), 'nullable cannot be true at the root'));
  errors.push(...validateNode(schema, at));
  const structure = validateStructure(schema, at);
  errors.push(...structure);
  if (structure.length === 0) errors.push(...validateDefaults(schema, at));
  return [...errors, ...validateSchemaRules(schema, at, errors.length === 0)];
}

function validatePattern(pattern: string | undefined, at: string): FieldError[] {
  if (!pattern) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [invalid(at, pattern, `must be a valid regular expression, but isn't: ${error.message}`)];
  }
}

function validateRoot(schema: Raw, at: string): FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object')
    return [
      invalid(
        child(at, 'type'),
        schema.type,
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      ),
    ];
  const odd = ['allOf', 'anyOf', 'oneOf', 'not', 'additionalProperties', 'default', 'nullable', 'maxProperties', 'minProperties'].find(
    (field) => schema[field] !== undefined,
  );
  if (odd === undefined) return [];
  return [
    invalid(at, schema, `only [${AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`),
  ];
}

function validateNode(schema: Raw, at: string): FieldError[] {
  const errors: FieldError[] = NOT_SUPPORTED.filter((field) => schema[field] !== undefined && schema[field] !== '').map((field) =>
    forbidden(child(at, field), `${field} is not supported`),
  );
  if (schema.type === 'null') errors.push(forbidden(child(at, 'type'), 'type cannot be set to null, use nullable as an alternative'));
  else if (schema.type !== undefined && schema.type !== '' && !TYPES.includes(schema.type))
    errors.push(notSupported(child(at, 'type'), schema.type, TYPES));
  if (Array.isArray(schema.items)) errors.push(forbidden(child(at, 'items'), 'items must be a schema object and not an array'));
  if (schema['x-kubernetes-embedded-resource'] === true && schema.type !== 'object')
    errors.push(...wrongType(schema, at, 'object', 'x-kubernetes-embedded-resource is true'));
  if (schema.uniqueItems === true)
    errors.push(forbidden(child(at, 'uniqueItems'), 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (schema.additionalProperties !== undefined && Object.keys(schema.properties ?? {}).length > 0) {
    const text =
      schema.additionalProperties === false
        ? 'additionalProperties cannot be set to false'
        : 'additionalProperties and properties are mutual exclusive';
    errors.push(forbidden(child(at, 'additionalProperties'), text));
  } else if (schema.additionalProperties === false)
    errors.push(forbidden(child(at, 'additionalProperties'), 'additionalProperties cannot be set to false'));
  errors.push(...validatePattern(schema.pattern, child(at, 'pattern')));
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalid(child(at, 'x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  return [...errors, ...validateMapType(schema, at), ...validateListType(schema, at), ...nested(schema, at)];
}

function nested(schema: Raw, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const others = additionalSchema(schema);
  if (others) errors.push(...validateNode(others as Raw, child(at, 'additionalProperties')));
  for (const [name, part] of Object.entries(schema.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    errors.push(...validateNode(part as Raw, keyed(child(at, 'properties'), name)));
  if (isObject(schema.not)) errors.push(...validateNode(schema.not as unknown as Raw, child(at, 'not')));
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const)
    (schema[junctor] ?? []).forEach((part, i) => errors.push(...validateNode(part as Raw, child(at, junctor, i))));
  if (isObject(schema.items)) errors.push(...validateNode(schema.items as unknown as Raw, child(at, 'items')));
  return errors;
}

function validateMapType(schema: Raw, at: string): FieldError[] {
  const type = schema['x-kubernetes-map-type'];
  if (type === undefined) return [];
  const errors = schema.type === 'object' ? [] : wrongType(schema, at, 'object', 'x-kubernetes-map-type is specified');
  if (!MAP_TYPES.includes(type)) errors.push(notSupported(child(at, 'x-kubernetes-map-type'), type, MAP_TYPES));
  return errors;
}

function validateListType(schema: Raw, at: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const errors: FieldError[] = [];
  const rule = 'must be map if x-kubernetes-list-map-keys is non-empty';
  if (type !== undefined) {
    if (schema.type !== 'array') errors.push(...wrongType(schema, at, 'array', 'x-kubernetes-list-type is specified'));
    else if (!LIST_TYPES.includes(type)) errors.push(notSupported(child(at, 'x-kubernetes-list-type'), type, LIST_TYPES));
  }
  if (keys.length > 0 && type === undefined) errors.push(required(child(at, 'x-kubernetes-list-type'), rule));
  else if (keys.length > 0 && type !== 'map') errors.push(invalid(child(at, 'x-kubernetes-list-type'), type, rule));
  if (type !== 'map') return errors;
  return [...errors, ...validateMapKeys(schema, keys, at)];
}

function validateMapKeys({ items }: Raw, keys: readonly string[], at: string): FieldError[] {
  const errors: FieldError[] = [];
  const path = child(at, 'x-kubernetes-list-map-keys');
  if (keys.length === 0) errors.push(required(path, 'must not be empty if x-kubernetes-list-type is map'));
  if (items === undefined) return [...errors, required(child(at, 'items'), 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object')
    errors.push(invalid(child(at, 'items', 'type'), items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"));
  keys.forEach((key, i) => {
    const property = items.properties?.[key];
    if (!property) errors.push(invalid(path, keys, 'entries must all be names of item properties'));
    else {
      const place = keyed(child(at, 'items', 'properties'), key);
      if (property.type === 'object' || property.type === 'array')
        errors.push(invalid(child(place, 'type'), property.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
      if (property.default === undefined && !items.required?.includes(key))
        errors.push(
          required(
            child(place, 'default'),
            'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
          ),
        );
    }
    if (keys.indexOf(key) < i) errors.push(invalid(child(path, i), key, 'must not contain duplicate entries'));
  });
  return errors;
}

function wrongType({ type }: Raw, at: string, wanted: string, why: string): FieldError[] {
  const text = `must be ${wanted} if ${why}`;
  return [type ? invalid(child(at, 'type'), type, text) : required(child(at, 'type'), text)];
}

/** Defaults are values that the schema allows, without fields that would be pruned. */
function validateDefaults(schema: Schema, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.default !== undefined) {
    const path = child(at, 'default');
    const unknown: string[] = [];
    pruned(schema, schema.default, '', unknown);
    if (unknown.length > 0) errors.push(invalid(path, schema.default, 'must not have unknown fields'));
    errors.push(...validateSchema(schema, schema.default as Json, path));
  }
  for (const [name, part] of Object.entries(schema.properties ?? {}))
    errors.push(...validateDefaults(part, keyed(child(at, 'properties'), name)));
  const others = additionalSchema(schema);
  if (others) errors.push(...validateDefaults(others, child(at, 'additionalProperties')));
  if (schema.items) errors.push(...validateDefaults(schema.items, child(at, 'items')));
  return errors;
}
