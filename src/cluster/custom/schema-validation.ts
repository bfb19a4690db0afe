import {
  child,
  duplicate,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldError,
} from '../../api/field-error.ts';
import { goJson } from '../../api/go-text.ts';
import { deepEqual, getOwn, isObject, type Json, type JsonObject } from '../../api/json.ts';
import { compilePattern, PatternError } from '../../api/regular-expressions.ts';
import { hasFormat } from './formats.ts';
import { additionalSchema, describedParts, type Schema } from './schema.ts';

/**
 * What is wrong with a value, in the words of the API server's schema validator. `name` is the value's place below the validated root
 * (`spec.beds`, '' for the root), which the messages repeat; `at` is the root's own field path ('' or `status`).
 * A part that an update left as it was is not complained about (`old` is the whole previous value).
 */
export function validateSchema(schema: Schema, value: Json | undefined, at: string, old?: Json): FieldError[] {
  if (value === undefined) return [];
  const checker = new Checker(at);
  return checker.check(schema, value, '', old).errors;
}

interface Outcome {
  errors: FieldError[];
  /** How much of the value a schema had to say something about: decides which of several alternatives came nearest. */
  matches: number;
}

class Checker {
  readonly #at: string;

  constructor(at: string) {
    this.#at = at;
  }

  check(schema: Schema, value: Json, name: string, old: Json | undefined): Outcome {
    if (old !== undefined && deepEqual(old, value)) return { errors: [], matches: 1 };
    if (value === null) return { errors: [...this.#type(schema, value, name), ...this.#enumerated(schema, value, name)], matches: 1 };
    const results: FieldError[][] = [this.#type(schema, value, name), this.#composition(schema, value, name, old)];
    if (typeof value === 'string') results.push(this.#string(schema, value, name));
    if (typeof value === 'number') results.push(this.#number(schema, value, name));
    if (Array.isArray(value)) results.push(this.#list(schema, value, name, old));
    results.push(this.#enumerated(schema, value, name));
    if (isObject(value)) results.push(this.#object(schema, value, name, old));
    const failed = results.filter((errors) => errors.length > 0).length;
    return { errors: results.flat(), matches: results.length - failed };
  }

  #field(name: string): string {
    return name === '' || name.startsWith('[') ? this.#at + name : child(this.#at, name);
  }

  /** An error that the validator does not place. */
  #unplaced(message: string): FieldError {
    return invalid(this.#at, '', message);
  }

  #type(schema: Schema, value: Json, name: string): FieldError[] {
    const wanted = schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
    if (wanted.length === 0 || (value === null && schema.nullable === true)) return [];
    const given = typeName(value);
    if (wanted.includes(given) || (given === 'integer' && wanted.includes('number'))) return [];
    return [typeInvalid(this.#field(name), given, `${name} in body must be of type ${wanted.join(',')}: "${given}"`)];
  }

  #composition({ allOf, anyOf, oneOf, not }: Schema, value: Json, name: string, old: Json | undefined): FieldError[] {
    const errors: FieldError[] = [];
    const outcomes = (schemas: readonly Schema[]): Outcome[] => schemas.map((schema) => this.check(schema, value, name, old));
    if (anyOf?.length) {
      const tried = outcomes(anyOf);
      if (!tried.some(isValid)) errors.push(this.#unplaced(`"${name}" must validate at least one schema (anyOf)`), ...nearest(tried));
    }
    if (oneOf?.length) {
      const tried = outcomes(oneOf);
      const valid = tried.filter(isValid).length;
      if (valid !== 1) {
        const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
        errors.push(
          this.#unplaced(`"${name}" must validate one and only one schema (oneOf). ${found}`),
          ...(valid === 0 ? nearest(tried) : []),
        );
      }
    }
    if (allOf?.length) {
      const tried = outcomes(allOf);
      errors.push(...tried.flatMap((outcome) => outcome.errors));
      const valid = tried.filter(isValid).length;
      if (valid < tried.length)
        errors.push(this.#unplaced(`"${name}" must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`));
    }
    if (not && isValid(this.check(not, value, name, undefined)))
      errors.push(this.#unplaced(`"${name}" must not validate the schema (not)`));
    return errors;
  }

  #string({ maxLength, minLength, pattern, format }: Schema, value: string, name: string): FieldError[] {
    const errors: FieldError[] = [];
    const length = [...value].length;
    const field = this.#field(name);
    if (maxLength !== undefined && length > maxLength) errors.push(tooLong(field, maxLength));
    if (minLength !== undefined && length < minLength)
      errors.push(invalid(field, value, `${name} in body should be at least ${minLength} chars long`));
    if (pattern && !matches(pattern, value)) errors.push(invalid(field, value, `${name} in body should match '${pattern}'`));
    if (format && !hasFormat(format, value))
      errors.push(typeInvalid(field, value, `${name} in body must be of type ${format}: "${value}"`));
    return errors;
  }

  #number(schema: Schema, value: number, name: string): FieldError[] {
    const { type, format, multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
    const errors: FieldError[] = [];
    const wrong = (message: string): void => void errors.push(invalid(this.#field(name), value, `${name} in body should be ${message}`));
    if (type === 'integer' && !fitsInteger(value, format)) {
      const kind = format ? `${type} with format ${format}` : `${type} (default format)`;
      errors.push(this.#unplaced(`Checked value must be of type ${kind} in ${name}`));
    }
    if (multipleOf !== undefined && !isMultiple(value, multipleOf)) wrong(`a multiple of ${multipleOf}`);
    if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
      wrong(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
    if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
      wrong(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
    return errors;
  }

  #list(schema: Schema, value: Json[], name: string, old: Json | undefined): FieldError[] {
    const { items, maxItems, minItems, uniqueItems } = schema;
    const errors: FieldError[] = [];
    const field = this.#field(name);
    const before = previousItems(schema, value, old);
    if (items) value.forEach((item, i) => errors.push(...this.check(items, item, `${name}[${i}]`, before[i]).errors));
    if (minItems !== undefined && value.length < minItems)
      errors.push(invalid(field, value.length, `${name} in body should have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(field, value.length, maxItems));
    if (uniqueItems && value.some((item, i) => value.slice(0, i).some((other) => deepEqual(item, other))))
      errors.push(invalid(field, '', `${name} in body shouldn't contain duplicates`));
    return errors;
  }

  #object(schema: Schema, value: JsonObject, name: string, old: Json | undefined): FieldError[] {
    const { properties, required: needed, maxProperties, minProperties } = schema;
    const errors: FieldError[] = [];
    const keys = Object.keys(value).sort();
    const below = (key: string): string => (name === '' ? key : `${name}.${key}`);
    for (const key of needed ?? []) if (!Object.hasOwn(value, key)) errors.push(required(this.#field(below(key))));
    if (minProperties !== undefined && keys.length < minProperties)
      errors.push(invalid(this.#field(name), keys.length, `${name} in body should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && keys.length > maxProperties) errors.push(tooMany(this.#field(name), keys.length, maxProperties));
    for (const key of keys) {
      const known = properties && getOwn(properties, key);
      const part = known ?? additionalSchema(schema);
      const before = isObject(old) ? getOwn(old, key) : undefined;
      if (part) errors.push(...this.check(part, value[key]!, below(key), before).errors);
      else if (schema.additionalProperties === false)
        errors.push(invalid(this.#field(below(key)), '', `${below(key)} in body is a forbidden property`));
    }
    return errors;
  }

  #enumerated({ enum: allowed }: Schema, value: Json, name: string): FieldError[] {
    if (!allowed?.length || allowed.some((one) => deepEqual(one, value))) return [];
    const values = allowed.map((one) => (typeof one === 'string' ? one : goJson(one)));
    return [notSupported(this.#field(name), value, values)];
  }
}

/** Items of a list or map in the previous object that the new ones are compared with: by their keys where the list has some, or by place. */
function previousItems(schema: Schema, value: Json[], old: Json | undefined): (Json | undefined)[] {
  if (!Array.isArray(old)) return [];
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || !keys) return schema['x-kubernetes-list-type'] === 'set' ? [] : old;
  const keyOf = (item: Json): string => goJson(keys.map((key) => (isObject(item) ? (item[key] ?? null) : null)));
  const byKey = new Map(old.map((item) => [keyOf(item), item]));
  return value.map((item) => byKey.get(keyOf(item)));
}

function isValid({ errors }: Outcome): boolean {
  return errors.length === 0;
}

/** What is wrong with the alternative that came nearest. */
function nearest(tried: readonly Outcome[]): FieldError[] {
  return tried.reduce((best, next) => (next.matches > best.matches ? next : best)).errors;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function fitsInteger(value: number, format: string | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  const limit = format === 'int32' ? 2 ** 31 : 2 ** 63;
  return value < limit && value >= -limit;
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

/** A pattern that does not compile was refused with the definition: it restricts nothing. */
function matches(pattern: string, text: string): boolean {
  try {
    return compilePattern(pattern).test(text);
  } catch (error) {
    if (error instanceof PatternError) return true;
    throw error;
  }
}

/** Lists that are sets or maps have no two items with the same value or keys. */
export function validateListTypes(schema: Schema, value: Json | undefined, at: string): FieldError[] {
  const own = Array.isArray(value) ? repeated(schema, value, at) : [];
  return [...own, ...describedParts(schema, value, at).flatMap((part) => validateListTypes(part.schema, part.value, part.at))];
}

function repeated(schema: Schema, value: Json[], at: string): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (type !== 'set' && type !== 'map') return [];
  const identity = (item: Json): Json =>
    type === 'set' || !isObject(item)
      ? item
      : Object.fromEntries([...keys].sort().flatMap((key) => (Object.hasOwn(item, key) ? [[key, item[key]!]] : [])));
  const identities = value.map(identity);
  return identities.flatMap((one, i) =>
    identities.slice(0, i).some((other) => deepEqual(one, other)) ? [duplicate(child(at, i), one)] : [],
  );
}
