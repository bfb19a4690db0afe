import { compilePattern, PatternError } from '../../../api/regular-expressions.ts';
import type { Library } from '../functions.ts';
import type { CelMap, Timestamp } from '../values.ts';
import { compare, Duration, equal, EvaluationError, joinLists, sizeOf, typeName, TypeValue, Uint, type Value } from '../values.ts';
import { formatDouble } from './numbers.ts';
import { checkedDuration, checkedTimestamp, formatDurationValue, formatTimestamp, parseDurationText, parseTimestamp } from './times.ts';

/** Text is paid for by the tenth of a character. */
const perCharacter = (...values: Value[]): number => Math.ceil(values.reduce<number>((sum, value) => sum + sizeOf(value), 0) * 0.1);
const product = (a: Value, b: Value): number => Math.ceil(sizeOf(a) * 0.1) * Math.max(1, Math.ceil(sizeOf(b) * 0.25));

export function int(value: bigint): bigint {
  if (value !== BigInt.asIntN(64, value)) throw new EvaluationError('integer overflow');
  return value;
}

function uint(value: bigint): Uint {
  if (value !== BigInt.asUintN(64, value)) throw new EvaluationError('unsigned integer overflow');
  return new Uint(value);
}

function divisor(value: bigint, what: string): bigint {
  if (value === 0n) throw new EvaluationError(what);
  return value;
}

function conversionError(from: string, to: string): EvaluationError {
  return new EvaluationError(`type conversion error from '${from}' to '${to}'`);
}

function wholeDouble(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) throw new EvaluationError('integer overflow');
  return BigInt(Math.trunc(value));
}

const ORDERED = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];
const NUMBERS = ['int', 'uint', 'double'];

function orders(name: string, holds: (order: number) => boolean): Library {
  const run = (a: Value, b: Value): Value => {
    const order = compare(a, b);
    if (order === undefined) throw new EvaluationError('no such overload');
    return holds(order);
  };
  const pairs = [
    ...ORDERED.map((type) => [type, type]),
    ...NUMBERS.flatMap((left) => NUMBERS.filter((right) => right !== left).map((right) => [left, right])),
  ];
  const signatures = pairs.map(([left, right]) => `${name}(${left}, ${right}) bool`).join(' | ');
  return { [signatures]: [run, perCharacter] };
}

export const operators: Library = {
  '_?_:_(bool, A, A) A | _&&_(bool, bool) bool | _||_(bool, bool) bool | @not_strictly_false(bool) bool': notCalled,
  '!_(bool) bool': (value: boolean) => !value,
  '_==_(A, A) bool': [(a: Value, b: Value) => equal(a, b), (a: Value, b: Value) => Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * 0.1)],
  '_!=_(A, A) bool': [(a: Value, b: Value) => !equal(a, b), (a: Value, b: Value) => Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * 0.1)],
  ...orders('_<_', (order) => order < 0),
  ...orders('_<=_', (order) => order <= 0),
  ...orders('_>_', (order) => order > 0),
  ...orders('_>=_', (order) => order >= 0),
  '_+_(int, int) int': (a: bigint, b: bigint) => int(a + b),
  '_+_(uint, uint) uint': (a: Uint, b: Uint) => uint(a.value + b.value),
  '_+_(double, double) double': (a: number, b: number) => a + b,
  '_+_(string, string) string': [(a: string, b: string) => a + b, perCharacter],
  '_+_(bytes, bytes) bytes': [(a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b]), perCharacter],
  '_+_(list(A), list(A)) list(A)': [(a: Value[], b: Value[]) => joinLists(a, b), perCharacter],
  '_+_(timestamp, duration) timestamp': (a: Timestamp, b: Duration) => checkedTimestamp(a.nanos + b.nanos),
  '_+_(duration, timestamp) timestamp': (a: Duration, b: Timestamp) => checkedTimestamp(a.nanos + b.nanos),
  '_+_(duration, duration) duration': (a: Duration, b: Duration) => checkedDuration(a.nanos + b.nanos),
  '_-_(int, int) int': (a: bigint, b: bigint) => int(a - b),
  '_-_(uint, uint) uint': (a: Uint, b: Uint) => uint(a.value - b.value),
  '_-_(double, double) double': (a: number, b: number) => a - b,
  '_-_(timestamp, timestamp) duration': (a: Timestamp, b: Timestamp) => checkedDuration(a.nanos - b.nanos),
  '_-_(timestamp, duration) timestamp': (a: Timestamp, b: Duration) => checkedTimestamp(a.nanos - b.nanos),
  '_-_(duration, duration) duration': (a: Duration, b: Duration) => checkedDuration(a.nanos - b.nanos),
  '_*_(int, int) int': (a: bigint, b: bigint) => int(a * b),
  '_*_(uint, uint) uint': (a: Uint, b: Uint) => uint(a.value * b.value),
  '_*_(double, double) double': (a: number, b: number) => a * b,
  '_/_(int, int) int': (a: bigint, b: bigint) => int(a / divisor(b, 'division by zero')),
  '_/_(uint, uint) uint': (a: Uint, b: Uint) => uint(a.value / divisor(b.value, 'division by zero')),
  '_/_(double, double) double': (a: number, b: number) => a / b,
  '_%_(int, int) int': (a: bigint, b: bigint) => int(a % divisor(b, 'modulus by zero')),
  '_%_(uint, uint) uint': (a: Uint, b: Uint) => uint(a.value % divisor(b.value, 'modulus by zero')),
  '-_(int) int': (value: bigint) => int(-value),
  '-_(double) double': (value: number) => -value,
  '_[_](list(A), int) A | _[_](map(A, B), A) B': notCalled,
  '_[_](optional(list(A)), int) optional(A) | _[_](optional(map(A, B)), A) optional(B)': notCalled,
  '_[?_](list(A), int) optional(A) | _[?_](map(A, B), A) optional(B)': notCalled,
  '_[?_](optional(list(A)), int) optional(A) | _[?_](optional(map(A, B)), A) optional(B)': notCalled,
  '@in(A, list(A)) bool': [
    (value: Value, list: Value[]) => list.some((item) => equal(item, value)),
    (_: Value, list: Value[]) => list.length,
  ],
  '@in(A, map(A, B)) bool': (key: Value, map: CelMap) => map.has(key),
};

function notCalled(): Value {
  throw new EvaluationError('no such overload');
}

function matches(text: string, pattern: string): boolean {
  try {
    return compilePattern(pattern).test(text);
  } catch (error) {
    if (error instanceof PatternError) throw new EvaluationError(error.message);
    throw error;
  }
}

export const functions: Library = {
  'size(string) int | string.size() int': (text: string) => BigInt(codePoints(text)),
  'size(bytes) int | bytes.size() int': (bytes: Uint8Array) => BigInt(bytes.length),
  'size(list(A)) int | list(A).size() int': (list: Value[]) => BigInt(list.length),
  'size(map(A, B)) int | map(A, B).size() int': (map: CelMap) => BigInt(map.size),
  'string.contains(string) bool': [(text: string, part: string) => text.includes(part), product],
  'string.startsWith(string) bool': [
    (text: string, part: string) => text.startsWith(part),
    (_: string, part: string) => perCharacter(part),
  ],
  'string.endsWith(string) bool': [(text: string, part: string) => text.endsWith(part), (_: string, part: string) => perCharacter(part)],
  'matches(string, string) bool | string.matches(string) bool': [matches, product],
  'dyn(A) dyn': (value: Value) => value,
  'type(A) type(A)': (value: Value) => new TypeValue(typeName(value)),
};

export const conversions: Library = {
  'bool(bool) bool | int(int) int | uint(uint) uint | double(double) double | string(string) string | bytes(bytes) bytes': (value: Value) =>
    value,
  'timestamp(timestamp) timestamp | duration(duration) duration': (value: Value) => value,
  'bool(string) bool': (text: string) => {
    if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
    if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
    throw conversionError('string', 'bool');
  },
  'int(uint) int': (value: Uint) => int(value.value),
  'int(double) int': wholeDouble,
  'int(string) int': (text: string) => {
    if (!/^[+-]?[0-9]+$/.test(text) || BigInt(text) !== BigInt.asIntN(64, BigInt(text))) throw conversionError('string', 'int');
    return BigInt(text);
  },
  'int(timestamp) int': (value: Timestamp) => floorDivide(value.nanos, 1_000_000_000n),
  'int(duration) int': (value: Duration) => value.nanos,
  'uint(int) uint': (value: bigint) => uint(value),
  'uint(double) uint': (value: number) => {
    if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) throw new EvaluationError('unsigned integer overflow');
    return new Uint(BigInt(Math.trunc(value)));
  },
  'uint(string) uint': (text: string) => {
    if (!/^[0-9]+$/.test(text) || BigInt(text) >= 2n ** 64n) throw conversionError('string', 'uint');
    return new Uint(BigInt(text));
  },
  'double(int) double': (value: bigint) => Number(value),
  'double(uint) double': (value: Uint) => Number(value.value),
  'double(string) double': (text: string) => {
    if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    if (/^[+-]?nan$/i.test(text)) return NaN;
    if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text)) throw conversionError('string', 'double');
    return Number(text);
  },
  'string(bool) string': (value: boolean) => String(value),
  'string(int) string': (value: bigint) => String(value),
  'string(uint) string': (value: Uint) => String(value.value),
  'string(double) string': formatDouble,
  'string(bytes) string': (bytes: Uint8Array) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new EvaluationError('invalid UTF-8 in bytes, cannot convert to string');
    }
  },
  'string(timestamp) string': (value: Timestamp) => formatTimestamp(value),
  'string(duration) string': (value: Duration) => formatDurationValue(value),
  'bytes(string) bytes': [(text: string) => new TextEncoder().encode(text), perCharacter],
  'timestamp(string) timestamp': (text: string) => {
    const value = parseTimestamp(text);
    if (!value) throw conversionError('string', 'google.protobuf.Timestamp');
    return value;
  },
  'timestamp(int) timestamp': (seconds: bigint) => checkedTimestamp(seconds * 1_000_000_000n),
  'duration(string) duration': (text: string) => {
    const value = parseDurationText(text);
    if (!value) throw conversionError('string', 'google.protobuf.Duration');
    return value;
  },
  'duration(int) duration': (nanos: bigint) => new Duration(nanos),
};

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  return a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
}
