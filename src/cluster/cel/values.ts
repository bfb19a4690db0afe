import { getOwn } from '../../api/json.ts';

/** Values while an expression is evaluated. An int is a bigint, a double a number. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint
  | Uint8Array
  | Timestamp
  | Duration
  | readonly Value[]
  | CelMap
  | Optional
  | TypeValue
  | Opaque;

export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: what `type(x)` gives. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  static readonly none = new Optional(undefined);
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** Values of Kubernetes' own types: quantities, addresses, URLs … */
export abstract class Opaque {
  abstract readonly typeName: string;

  equals(other: Opaque): boolean {
    return this === other;
  }
}

/** Maps, and objects with known fields. */
export abstract class CelMap {
  /** Objects have a type of their own. */
  readonly typeName: string = 'map';
  abstract get size(): number;
  abstract get(key: Value): Value | undefined;
  abstract keys(): Value[];

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  entries(): [Value, Value][] {
    return this.keys().map((key) => [key, this.get(key)!]);
  }
}

/** A map with any keys, as literals make them. */
export class LiteralMap extends CelMap {
  readonly #entries: Map<string, readonly [Value, Value]>;

  /** @throws EvaluationError for a key that no map can have, or that comes twice */
  constructor(entries: Iterable<readonly [Value, Value]>) {
    super();
    this.#entries = new Map();
    for (const [key, value] of entries) this.insert(key, value);
  }

  /** For the one who makes the map, as long as nobody else has it. */
  insert(key: Value, value: Value): void {
    const text = keyText(key);
    if (text === undefined) throw new EvaluationError(`unsupported key type: ${typeName(key)}`);
    if (this.#entries.has(text)) throw new EvaluationError('Failed with repeated key');
    this.#entries.set(text, [key, value]);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    const text = keyText(key);
    return text === undefined ? undefined : this.#entries.get(text)?.[1];
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

/** A JSON object, read as it is asked. */
export class JsonMap extends CelMap {
  readonly json: Readonly<Record<string, unknown>>;
  override readonly typeName: string;
  readonly #convert: (value: unknown, key: string) => Value | undefined;

  constructor(
    json: Readonly<Record<string, unknown>>,
    convert: (value: unknown, key: string) => Value | undefined = fromJson,
    name = 'map',
  ) {
    super();
    this.json = json;
    this.#convert = convert;
    this.typeName = name;
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const value = getOwn(this.json, key);
    return value === undefined ? undefined : this.#convert(value, key);
  }

  keys(): Value[] {
    return Object.keys(this.json).filter((key) => this.json[key] !== undefined);
  }
}

/** Evaluation that comes to nothing; `&&`, `||` and the quantifiers can make up for it. */
export class EvaluationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EvaluationError';
  }
}

/** An evaluation that takes more than it may: nothing makes up for that. */
export class CostError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
    this.name = 'CostError';
  }
}

/** JSON without a schema: whole numbers are ints. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return null;
  switch (typeof json) {
    case 'number':
      return Number.isInteger(json) ? BigInt(json) : json;
    case 'string':
    case 'boolean':
    case 'bigint':
      return json;
    default:
      return Array.isArray(json) ? json.map(fromJson) : new JsonMap(json as Record<string, unknown>);
  }
}

/** What JSON can hold of a value; undefined for what it cannot. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (isList(value)) return value.map(toJson);
  if (value instanceof JsonMap && value.typeName === 'map') return value.json;
  if (value instanceof CelMap) {
    return Object.fromEntries(value.entries().flatMap(([key, item]) => (typeof key === 'string' ? [[key, toJson(item)]] : [])));
  }
  return undefined;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function keyText(key: Value): string | undefined {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  // A double finds the int that it equals.
  return typeof key === 'number' && Number.isInteger(key) ? `n${BigInt(key)}` : undefined;
}

export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
  }
  if (isList(value)) return 'list';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof TypeValue) return 'type';
  return (value as CelMap | Opaque).typeName;
}

/** The number in a value of any of the three numeric types. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  const left = numeric(a);
  const right = numeric(b);
  // JavaScript compares bigints and numbers exactly, across the types too.
  // eslint-disable-next-line eqeqeq
  if (left !== undefined || right !== undefined) return left !== undefined && right !== undefined && left == right;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (a instanceof CelMap) {
    if (!(b instanceof CelMap) || a.size !== b.size) return false;
    return a.entries().every(([key, value]) => {
      const other = b.get(key);
      return other !== undefined && equal(value, other);
    });
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false;
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return equal(a.value, b.value);
  }
  return a instanceof Opaque && b instanceof Opaque && a.typeName === b.typeName && a.equals(b);
}

/** Lists of a schema whose items are a set, or stand for a map by these keys: their order says nothing. */
const unordered = new WeakMap<readonly Value[], readonly string[]>();

export function markUnordered(list: readonly Value[], keys: readonly string[]): readonly Value[] {
  unordered.set(list, keys);
  return list;
}

function sameKeys(a: Value, b: Value, keys: readonly string[]): boolean {
  if (keys.length === 0) return equal(a, b);
  if (!(a instanceof CelMap) || !(b instanceof CelMap)) return false;
  return keys.every((key) => {
    const [left, right] = [a.get(key), b.get(key)];
    return left === undefined || right === undefined ? left === right : equal(left, right);
  });
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const keys = unordered.get(a);
  if (keys === undefined) return a.every((item, i) => equal(item, b[i]!));
  return a.every((item) => b.some((other) => sameKeys(item, other, keys) && equal(item, other)));
}

/** `a + b`: sets take what they do not have, maps what is new or newer. */
export function joinLists(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const keys = unordered.get(a);
  if (keys === undefined) return [...a, ...b];
  const result = a.map((item) => b.find((other) => sameKeys(item, other, keys)) ?? item);
  return markUnordered([...result, ...b.filter((item) => !a.some((other) => sameKeys(item, other, keys)))], keys);
}

/** Negative, zero, positive; undefined when there is no order between the two. */
export function compare(a: Value, b: Value): number | undefined {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    if (Number.isNaN(left) || Number.isNaN(right)) return NaN;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return compare(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return compare(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
    return a.length - b.length;
  }
  return undefined;
}

/** In the order of code points, as Go compares. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
  }
  return left.length - right.length;
}

/** How much there is in a value, for what handling it costs. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (isList(value) || value instanceof Uint8Array) return value.length;
  return value instanceof CelMap ? value.size : 1;
}
