import { isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { DecodeError, jsonTypeOf, type Problem } from './decode-error.ts';
import { structOf, type Definition, type Field, type FieldType } from './index.ts';
import { decodeScalar, ScalarError } from './scalars.ts';

export interface Decoded {
  /** A copy with what the type knows, in the order of the Go structs: unknown fields, nulls and omitted zero values are gone, quantities and times canonical. */
  object: JsonObject;
  /** Paths of fields that the type does not have, in order: `spec.containers[0].volumeMount`. */
  unknownFields: string[];
}

interface Walk {
  path: (string | number)[];
  /** The same path as Go tells it in errors: without indexes and keys, with embedded structs. */
  goPath: string[];
  problems: Problem[];
  unknown: { path: (string | number)[] }[];
}

/**
 * Decodes JSON into a type as the API server does.
 * @throws DecodeError in Go's words, without the `… cannot be handled as a …` around it
 */
export function decode(definition: Definition, value: JsonObject): Decoded {
  const walk: Walk = { path: [], goPath: [], problems: [], unknown: [] };
  const object = decodeStruct(definition, value, walk);
  if (walk.problems.length > 0) throw new DecodeError(firstProblem(walk.problems));
  return { object, unknownFields: walk.unknown.sort((a, b) => comparePaths(a.path, b.path)).map(({ path }) => pathText(path)) };
}

/** `strict decoding error: unknown field "spec.a", duplicate field "spec.b"` */
export function strictDecodingError(complaints: readonly string[]): string {
  return `strict decoding error: ${complaints.join(', ')}`;
}

function decodeStruct(definition: Definition, value: JsonObject, walk: Walk): JsonObject {
  const result: JsonObject = {};
  let known = 0;
  for (const field of definition.fields.values()) {
    if (!Object.hasOwn(value, field.name)) {
      addAlways(result, field);
      continue;
    }
    known++;
    walk.path.push(field.name);
    if (field.embedded !== undefined) walk.goPath.push(field.embedded);
    walk.goPath.push(field.name);
    const decoded = value[field.name] === null ? undefined : decodeValue(field.type, value[field.name]!, definition.structName, walk);
    walk.goPath.pop();
    if (field.embedded !== undefined) walk.goPath.pop();
    walk.path.pop();
    if (decoded !== undefined && isKept(field, decoded)) setOwn(result, field.name, decoded);
    else addAlways(result, field);
  }
  if (known < Object.keys(value).length) {
    for (const key of Object.keys(value)) {
      if (!definition.fields.has(key) && value[key] !== undefined) walk.unknown.push({ path: [...walk.path, key] });
    }
  }
  return result;
}

/** Structs that are always there (`resources: {}`) are put in at once; other values that are only always written wait for `complete`. */
function addAlways(result: JsonObject, field: Field): void {
  if (field.always === 'zero' && field.type.kind === 'struct') setOwn(result, field.name, zeroStruct(structOf(field.type)));
}

function zeroStruct(definition: Definition): JsonObject {
  const result: JsonObject = {};
  for (const field of definition.fields.values()) addAlways(result, field);
  return result;
}

function isKept(field: Field, value: Json): boolean {
  if (field.pointer || field.always !== undefined) return true;
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return field.type.kind !== 'map' || Object.keys(value).length > 0;
  return field.type.kind === 'quantity' || field.type.kind === 'int-or-string' || (value !== '' && value !== 0 && value !== false);
}

/** Undefined when the value was of the wrong type, which the walk then knows. */
function decodeValue(type: FieldType, value: Json, owner: string, walk: Walk): Json | undefined {
  switch (type.kind) {
    case 'struct': {
      const definition = structOf(type);
      if (definition.objectType && isObject(value)) return decodeValue(definition.objectType, value, owner, walk);
      if (definition.any) return value;
      return isObject(value) ? decodeStruct(definition, value, walk) : mistyped(type, type.go, value, owner, walk);
    }
    case 'list':
      return Array.isArray(value) ? decodeList(type.of, value, owner, walk) : mistyped(type, type.go, value, owner, walk);
    case 'map':
      return isObject(value) ? decodeMap(type.of, value, owner, walk) : mistyped(type, type.go, value, owner, walk);
    default:
      return decodeLeaf(type, value, owner, walk);
  }
}

function decodeList(type: FieldType, value: Json[], owner: string, walk: Walk): Json[] {
  return value.map((item, i) => {
    walk.path.push(i);
    const decoded = item === null ? undefined : decodeValue(type, item, owner, walk);
    walk.path.pop();
    return decoded ?? zeroValue(type);
  });
}

function decodeMap(type: FieldType, value: JsonObject, owner: string, walk: Walk): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    walk.path.push(key);
    const decoded = item === null ? undefined : decodeValue(type, item, owner, walk);
    walk.path.pop();
    setOwn(result, key, decoded ?? zeroValue(type));
  }
  return result;
}

function decodeLeaf(type: FieldType, value: Json, owner: string, walk: Walk): Json | undefined {
  try {
    return decodeScalar(type, value);
  } catch (error) {
    if (!(error instanceof ScalarError)) throw error;
    if (error.wanted === undefined) walk.problems.push({ path: [...walk.path], message: error.message, stops: true });
    else mistyped(type, error.wanted, value, owner, walk, error.given);
    return undefined;
  }
}

function mistyped(type: FieldType, wanted: string, value: Json, owner: string, walk: Walk, given = jsonTypeOf(value)): undefined {
  const message = `json: cannot unmarshal ${given} into Go struct field ${owner}.${walk.goPath.join('.')} of type ${wanted}`;
  walk.problems.push({ path: [...walk.path], message, stops: false, wanted: type.kind, value });
  return undefined;
}

/** The value that Go has where nothing is written. */
export function zeroValue(type: FieldType): Json {
  switch (type.kind) {
    case 'struct':
      return zeroStruct(structOf(type));
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'quantity':
      return '0';
    case 'int32':
    case 'int64':
    case 'double':
    case 'int-or-string':
      return 0;
    default:
      return null;
  }
}

/** Go stops at what a type's own decoder refuses; of all else it tells the first. Documents come with their keys sorted. */
function firstProblem(problems: readonly Problem[]): Problem {
  const sorted = [...problems].sort((a, b) => comparePaths(a.path, b.path));
  return sorted.find((problem) => problem.stops) ?? sorted[0]!;
}

function comparePaths(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return a.length - b.length;
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}
