import { child, keyed } from '../../api/field-error.ts';
import { getOwn, isObject, type Json } from '../../api/json.ts';

/** A node of a CustomResourceDefinition's structural schema: what of JSONSchemaProps has a meaning for custom resources. */
export interface Schema {
  type?: string;
  format?: string;
  title?: string;
  description?: string;
  default?: Json;
  nullable?: boolean;
  enum?: readonly Json[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: readonly string[];
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  not?: Schema;
  maximum?: number;
  exclusiveMaximum?: boolean;
  minimum?: number;
  exclusiveMinimum?: boolean;
  multipleOf?: number;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  maxItems?: number;
  minItems?: number;
  uniqueItems?: boolean;
  maxProperties?: number;
  minProperties?: number;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** One of `x-kubernetes-validations`. */
export interface ValidationRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** What is said of the values of an object's other keys: the schema of `additionalProperties`; undefined where they are not described. */
export function additionalSchema({ additionalProperties }: Schema): Schema | undefined {
  return isObject(additionalProperties) ? (additionalProperties as Schema) : undefined;
}

/** The schema of an object's property: declared, or that of all others. */
export function propertySchema(schema: Schema, key: string): Schema | undefined {
  const { properties } = schema;
  return properties && Object.hasOwn(properties, key) ? properties[key] : additionalSchema(schema);
}

/** The parts of a list or an object that the schema describes, each with its schema and its field path: items in their order, fields by name. */
export function describedParts(schema: Schema, value: Json | undefined, at: string): { schema: Schema; value: Json; at: string }[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item, i) => ({ schema: items, value: item, at: child(at, i) })) : [];
  }
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((key) => {
      const known = schema.properties && getOwn(schema.properties, key);
      const part = known ?? additionalSchema(schema);
      return part ? [{ schema: part, value: value[key]!, at: known ? child(at, key) : keyed(at, key) }] : [];
    });
}
