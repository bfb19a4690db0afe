import { runtimeName, type CelType } from '../types.ts';
import { CelMap, Duration, EvaluationError, isList, numeric, Timestamp, TypeValue, typeName, Uint, type Value } from '../values.ts';
import { fixed } from './numbers.ts';
import { formatDurationValue, formatTimestamp } from './times.ts';

/** One `%` of a format: what follows it, or why that makes no sense. */
export interface Clause {
  verb: string;
  digits: number;
  problem?: string;
}

const CLAUSE = /%(?:%|(\.[0-9]*)?(.)?)/gsu;

export function formatClauses(text: string): Clause[] {
  return Array.from(text.matchAll(CLAUSE)).flatMap(([whole, precision, verb = '']) => {
    if (whole === '%%') return [];
    const digits = precision === undefined ? 6 : Number(precision.slice(1) || '0');
    if (verb === '') return [{ verb, digits, problem: 'unexpected end of string' }];
    if (Object.hasOwn(VERBS, verb)) return [{ verb, digits }];
    return [{ verb, digits, problem: `could not parse formatting clause: unrecognized formatting clause "${verb}"` }];
  });
}

export function tooManyArguments(expected: number, given: number): string {
  return `too many arguments supplied to string.format (expected ${expected}, got ${given})`;
}

/** `'%s has %d'.format([…])`: %s %d %f %e %b %x %X %o, %.2f. */
export function formatText(text: string, args: readonly Value[]): string {
  const clauses = formatClauses(text);
  const parts = clauses.map(({ verb, digits, problem }, index) => {
    if (problem !== undefined) throw new EvaluationError(problem);
    if (index >= args.length) throw new EvaluationError(`index ${index} out of range`);
    try {
      return VERBS[verb]!.format(args[index]!, digits);
    } catch (error) {
      if (error instanceof EvaluationError) throw new EvaluationError(`error during formatting: ${error.message}`);
      throw error;
    }
  });
  if (clauses.length < args.length) throw new EvaluationError(tooManyArguments(clauses.length, args.length));
  return text.replace(CLAUSE, (whole) => (whole === '%%' ? '%' : parts.shift()!));
}

interface Verb {
  /** Kinds of types that it takes; what is dyn may turn out to be one. */
  kinds: readonly CelType['kind'][];
  what: string;
  format(value: Value, digits: number): string;
}

const INTEGERS = ['int', 'uint'] as const;
const DOUBLES = ['double', 'string', ...INTEGERS] as const;
const HEX = 'only integers, byte buffers, and strings can be formatted as hex';

const VERBS: Readonly<Record<string, Verb>> = {
  s: {
    kinds: ['string', 'bool', 'bytes', 'int', 'uint', 'double', 'map', 'list', 'type', 'duration', 'timestamp', 'null'],
    what: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    format: shown,
  },
  d: { kinds: INTEGERS, what: 'decimal clause can only be used on integers', format: decimal },
  f: {
    kinds: DOUBLES,
    what: 'fixed-point clause can only be used on doubles',
    format: (value, digits) => (typeof value === 'string' ? special(value, 'f') : point(double(value, 'f'), (x) => x.toFixed(digits))),
  },
  e: {
    kinds: DOUBLES,
    what: 'scientific clause can only be used on doubles',
    format: (value, digits) => {
      if (typeof value === 'string') return special(value, 'e');
      return point(double(value, 'e'), (x) => x.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2'));
    },
  },
  b: {
    kinds: ['bool', ...INTEGERS],
    what: 'only integers and bools can be formatted as binary',
    format: (value) => (typeof value === 'boolean' ? String(Number(value)) : whole(value, 'b').toString(2)),
  },
  o: { kinds: INTEGERS, what: 'octal clause can only be used on integers', format: (value) => whole(value, 'o').toString(8) },
  x: { kinds: ['string', 'bytes', ...INTEGERS], what: HEX, format: hex },
  X: { kinds: ['string', 'bytes', ...INTEGERS], what: HEX, format: (value) => hex(value).toUpperCase() },
};

/** Why a value of this type cannot be formatted so; undefined when it can, or may. */
export function clauseProblem(verb: string, type: CelType): string | undefined {
  const { kinds, what } = VERBS[verb]!;
  return type.kind === 'dyn' || kinds.includes(type.kind) ? undefined : `${what}, was given ${runtimeName(type)}`;
}

function refused(verb: string, value: Value): EvaluationError {
  return new EvaluationError(`${VERBS[verb]!.what}, was given ${typeName(value)}`);
}

function shown(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (isList(value)) return `[${value.map(shown).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = value.entries().map(([key, item]) => `${shown(key)}: ${shown(item)}`);
    return `{${entries.sort().join(', ')}}`;
  }
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDurationValue(value);
  if (value instanceof TypeValue) return value.name;
  if (typeof value === 'number') return point(value, fixed);
  if (numeric(value) !== undefined) return decimal(value);
  throw refused('s', value);
}

function decimal(value: Value): string {
  return String(whole(value, 'd'));
}

function double(value: Value, verb: string): number {
  const number = numeric(value);
  if (number !== undefined) return Number(number);
  throw refused(verb, value);
}

function special(text: string, verb: string): string {
  if (['NaN', 'Infinity', '-Infinity'].includes(text)) return point(Number(text), String);
  throw refused(verb, text);
}

function point(value: number, format: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? format(value) : value > 0 ? '∞' : '-∞';
}

function whole(value: Value, verb: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  throw refused(verb, value);
}

function hex(value: Value): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (bytes instanceof Uint8Array) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return whole(value, 'x').toString(16);
}
