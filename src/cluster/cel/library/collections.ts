import type { Library } from '../functions.ts';
import {
  compare,
  equal,
  EvaluationError,
  isList,
  numeric,
  Optional,
  sizeOf,
  Duration,
  typeName,
  Uint,
  type CelMap,
  type Value,
} from '../values.ts';
import { int } from './standard.ts';

const ORDERED = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const length = (list: readonly Value[]): number => list.length;
const pairs = (a: readonly Value[], b: readonly Value[]): number => a.length * b.length;

function ordered(a: Value, b: Value): number {
  const order = compare(a, b);
  if (order === undefined) throw new EvaluationError('no such overload');
  return order;
}

function best(list: readonly Value[], name: string, better: (order: number) => boolean): Value {
  if (list.length === 0) throw new EvaluationError(`${name} called on empty list`);
  return list.reduce((found, item) => (better(ordered(item, found)) ? item : found));
}

function sum(list: readonly Value[]): Value {
  return list.reduce<Value>((total, item) => {
    if (typeof total === 'bigint' && typeof item === 'bigint') return int(total + item);
    if (typeof total === 'number' && typeof item === 'number') return total + item;
    if (total instanceof Uint && item instanceof Uint) return new Uint(BigInt.asUintN(64, total.value + item.value));
    if (total instanceof Duration && item instanceof Duration) return new Duration(int(total.nanos + item.nanos));
    throw new EvaluationError('no such overload');
  }, zeroLike(list[0]));
}

/** An empty list is taken for one of ints: nothing tells what it might be. */
function zeroLike(item: Value | undefined): Value {
  if (typeof item === 'number') return 0;
  if (item instanceof Uint) return new Uint(0n);
  return item instanceof Duration ? new Duration(0n) : 0n;
}

const each = (kinds: readonly string[], signature: (kind: string) => string): string => kinds.map(signature).join(' | ');

/** Kubernetes' list functions. */
export const kubernetesLists: Library = {
  [each(ORDERED, (kind) => `list(${kind}).isSorted() bool`)]: [
    (list: Value[]) => list.every((item, i) => i === 0 || ordered(list[i - 1]!, item) <= 0),
    length,
  ],
  [each(['int', 'uint', 'double', 'duration'], (kind) => `list(${kind}).sum() ${kind}`)]: [sum, length],
  [each(ORDERED, (kind) => `list(${kind}).min() ${kind}`)]: [(list: Value[]) => best(list, 'min', (order) => order < 0), length],
  [each(ORDERED, (kind) => `list(${kind}).max() ${kind}`)]: [(list: Value[]) => best(list, 'max', (order) => order > 0), length],
  'list(A).indexOf(A) int': [(list: Value[], value: Value) => BigInt(list.findIndex((item) => equal(item, value))), length],
  'list(A).lastIndexOf(A) int': [
    (list: Value[], value: Value) => {
      for (let i = list.length - 1; i >= 0; i--) if (equal(list[i]!, value)) return BigInt(i);
      return -1n;
    },
    length,
  ],
};

function flatten(list: readonly Value[], depth = 1n): Value[] {
  if (depth < 0n) throw new EvaluationError('level must be non-negative');
  return list.flatMap((item) => (isList(item) && depth > 0n ? flatten(item, depth - 1n) : [item]));
}

function distinct(list: readonly Value[]): Value[] {
  const result: Value[] = [];
  const seen = new Set<Value>();
  for (const item of list) {
    // Plain values are found at once, others are compared with what is there.
    if (typeof item !== 'object' && typeof item !== 'number') {
      if (seen.has(item)) continue;
      seen.add(item);
    } else if (result.some((other) => equal(other, item))) continue;
    result.push(item);
  }
  return result;
}

function sorted(list: readonly Value[], keys: readonly Value[]): Value[] {
  if (keys.length !== list.length)
    throw new EvaluationError('@sortByAssociatedKeys() expected a list of the same size as the associated keys list');
  for (const key of keys) {
    if (compare(key, key) === undefined) throw new EvaluationError('list elements must be comparable');
    if (typeName(key) !== typeName(keys[0]!)) throw new EvaluationError('list elements must have the same type');
  }
  return list
    .map((item, i) => [item, keys[i]!] as const)
    .sort((a, b) => ordered(a[1], b[1]))
    .map(([item]) => item);
}

function slice(list: readonly Value[], start: bigint, end: bigint): Value[] {
  if (start < 0n || end < 0n) throw new EvaluationError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end) throw new EvaluationError(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (end > BigInt(list.length)) throw new EvaluationError(`cannot slice(${start}, ${end}), list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

const MOST_IN_RANGE = 1_000_000n;
const byLogarithm = (list: readonly Value[]): number => list.length * Math.ceil(Math.log2(list.length + 1));

/** The lists extension of CEL. */
export const lists: Library = {
  'list(A).slice(int, int) list(A)': [slice, length],
  'list(list(A)).flatten() list(A)': [flatten, length],
  'list(dyn).flatten(int) list(dyn)': [flatten, length],
  'list(A).distinct() list(A)': [distinct, (list: Value[]) => list.length * Math.ceil(list.length * 0.1)],
  'list(A).reverse() list(A)': [(list: Value[]) => [...list].reverse(), length],
  [each(ORDERED, (kind) => `list(${kind}).sort() list(${kind})`)]: [(list: Value[]) => sorted(list, list), byLogarithm],
  [each(ORDERED, (kind) => `list(A).@sortByAssociatedKeys(list(${kind})) list(A)`)]: [sorted, byLogarithm],
  'lists.range(int) list(int)': [
    (count: bigint) => {
      if (count > MOST_IN_RANGE) throw new EvaluationError('range limit exceeded');
      return Array.from({ length: Number(count > 0n ? count : 0n) }, (_, i) => BigInt(i));
    },
    (count: bigint) => Number(count > MOST_IN_RANGE ? MOST_IN_RANGE : count),
  ],
};

const contains = (list: readonly Value[], part: readonly Value[]): boolean =>
  part.every((item) => list.some((other) => equal(item, other)));

export const sets: Library = {
  'sets.contains(list(A), list(A)) bool': [contains, pairs],
  'sets.equivalent(list(A), list(A)) bool': [(a: Value[], b: Value[]) => contains(a, b) && contains(b, a), pairs],
  'sets.intersects(list(A), list(A)) bool': [(a: Value[], b: Value[]) => a.some((item) => b.some((other) => equal(item, other))), pairs],
};

/** For loops with two variables that build maps. */
export const maps: Library = {
  'cel.@mapInsert(map(A, B), A, B) map(A, B) | cel.@mapInsert(map(A, B), map(A, B)) map(A, B)': () => {
    throw new EvaluationError('no such overload');
  },
};

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '') return true;
  const number = numeric(value);
  // eslint-disable-next-line eqeqeq
  if (number !== undefined) return number == 0;
  if (value instanceof Duration) return value.nanos === 0n;
  return (isList(value) || value instanceof Uint8Array || isMap(value)) && sizeOf(value) === 0;
}

function isMap(value: Value): value is CelMap {
  return typeof value === 'object' && value !== null && 'keys' in value && 'size' in value;
}

export const optionals: Library = {
  'optional.of(A) optional(A)': (value: Value) => new Optional(value),
  'optional.ofNonZeroValue(A) optional(A)': (value: Value) => (isZero(value) ? Optional.none : new Optional(value)),
  'optional.none() optional(A)': () => Optional.none,
  'optional.unwrap(list(optional(A))) list(A) | list(optional(A)).unwrapOpt() list(A)': (list: Optional[]) =>
    list.flatMap((item) => (item instanceof Optional && item.value !== undefined ? [item.value] : [])),
  'optional(A).hasValue() bool': (optional: Optional) => optional.value !== undefined,
  'optional(A).value() A': (optional: Optional) => {
    if (optional.value === undefined) throw new EvaluationError('optional.none() dereference');
    return optional.value;
  },
  'optional(A).or(optional(A)) optional(A)': (optional: Optional, other: Optional) => (optional.value === undefined ? other : optional),
  'optional(A).orValue(A) A': (optional: Optional, other: Value) => optional.value ?? other,
  'list(A).first() optional(A)': (list: Value[]) => (list.length > 0 ? new Optional(list[0]) : Optional.none),
  'list(A).last() optional(A)': (list: Value[]) => (list.length > 0 ? new Optional(list[list.length - 1]) : Optional.none),
};
