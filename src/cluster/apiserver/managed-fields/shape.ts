import { isObject, type Json } from '../../../api/json.ts';
import { fieldElement, type PathElement } from '../../../api/field-set/path-element.ts';
import { structOf, type Definition, type Field, type FieldType } from '../../../api/schema/index.ts';

/** A type as far as merging and owning its parts goes. */
export type Shape = ScalarShape | ListShape | MapShape | OpenShape;

export interface ScalarShape {
  readonly kind: 'scalar';
  readonly scalar: 'numeric' | 'string' | 'boolean' | 'untyped';
}

export interface ListShape {
  readonly kind: 'list';
  /** Atomic lists are one field; sets are told apart by their values, maps by their keys. */
  readonly relation: 'atomic' | 'set' | 'map';
  readonly keys: readonly string[];
  /** What a key counts as that an element leaves out. */
  readonly keyDefaults: Readonly<Record<string, Json>>;
  readonly of: Shape;
}

export interface MapShape {
  readonly kind: 'map';
  /** Atomic maps and structs are one field. */
  readonly atomic: boolean;
  /** The shape of what a key holds; undefined: there is no such field. */
  member(key: string): Shape | undefined;
  /** The step to a field that the map is known to have, made once. */
  step(key: string): PathElement;
  /** Is it a field of a struct, not a key of a map? */
  declares(key: string): boolean;
}

/** Anything goes: objects are merged key by key, lists are taken whole. */
export interface OpenShape {
  readonly kind: 'open';
}

const OPEN: OpenShape = { kind: 'open' };
const UNTYPED: ScalarShape = { kind: 'scalar', scalar: 'untyped' };
const OPEN_LIST: ListShape = { kind: 'list', relation: 'atomic', keys: [], keyDefaults: {}, of: OPEN };
const OPEN_MAP: MapShape = { kind: 'map', atomic: false, member: () => OPEN, step: fieldElement, declares: () => false };

/** What an open shape is for this value; all other shapes are what they are. */
export function resolved(shape: Shape, value: Json | undefined): ScalarShape | ListShape | MapShape {
  if (shape.kind !== 'open') return shape;
  if (Array.isArray(value)) return OPEN_LIST;
  return value === undefined || value === null || isObject(value) ? OPEN_MAP : UNTYPED;
}

const shapes = new WeakMap<Definition, Shape>();
const atomicShapes = new WeakMap<Definition, Shape>();

/** The shape of a whole object. */
export function shapeOf(definition: Definition): Shape {
  return structShape(definition, undefined);
}

function structShape(definition: Definition, field: Field | undefined): Shape {
  if (definition.any) return OPEN;
  const atomic = (field?.mapType ?? definition.mapType) === 'atomic';
  const known = (atomic ? atomicShapes : shapes).get(definition);
  if (known) return known;
  const members = new Map<string, Shape>();
  const steps = new Map<string, PathElement>();
  const shape: MapShape = {
    kind: 'map',
    atomic,
    member(key) {
      let found = members.get(key);
      const of = found ? undefined : definition.fields.get(key);
      if (of) members.set(key, (found = typeShape(of.type, of)));
      return found;
    },
    step(key) {
      let found = steps.get(key);
      if (found === undefined) steps.set(key, (found = fieldElement(key)));
      return found;
    },
    declares: (key) => definition.fields.has(key),
  };
  (atomic ? atomicShapes : shapes).set(definition, shape);
  return shape;
}

function typeShape(type: FieldType, field: Field | undefined): Shape {
  switch (type.kind) {
    case 'struct':
      return structShape(structOf(type), field);
    case 'map': {
      const of = typeShape(type.of, undefined);
      return { kind: 'map', atomic: field?.mapType === 'atomic', member: () => of, step: fieldElement, declares: () => false };
    }
    case 'list':
      return listShape(type.of, field);
    case 'int32':
    case 'int64':
    case 'double':
      return { kind: 'scalar', scalar: 'numeric' };
    case 'bool':
      return { kind: 'scalar', scalar: 'boolean' };
    case 'string':
    case 'bytes':
    case 'time':
    case 'microtime':
      return { kind: 'scalar', scalar: 'string' };
    case 'quantity':
    case 'int-or-string':
      return UNTYPED;
    case 'any':
      return OPEN;
  }
}

/** Without a list type of its own a list follows the way strategic patches merge it. */
function listShape(of: FieldType, field: Field | undefined): ListShape {
  const merges = field?.patchStrategies.includes('merge') === true;
  const relation = field?.listType ?? (merges ? (field.mergeKey ? 'map' : 'set') : 'atomic');
  const keys = field?.mapKeys ?? (relation === 'map' && field?.mergeKey ? [field.mergeKey] : []);
  const element = relation === 'map' && of.kind === 'struct' ? structOf(of).fields : undefined;
  const keyDefaults: Record<string, Json> = {};
  for (const key of keys) {
    const value = element?.get(key)?.default;
    if (value !== undefined) keyDefaults[key] = value;
  }
  return { kind: 'list', relation, keys: [...keys].sort(), keyDefaults, of: typeShape(of, undefined) };
}
