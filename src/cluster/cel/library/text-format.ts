import { CelMap, Duration, EvaluationError, isList, numeric, Timestamp, TypeValue, typeName, Uint, type Value } from '../values.ts';
import { fixed } from './numbers.ts';
import { formatDurationValue, formatTimestamp } from './times.ts';

/** `'%s has %d'.format([…])`: %s %d %f %e %b %x %X %o, %.2f. */
export function formatText(text: string, args: readonly Value[]): string {
  let used = 0;
  const result = text.replace(/%(?:%|(\.[0-9]*)?(.)?)/gsu, (whole, precision?: string, verb?: string) => {
    if (whole === '%%') return '%';
    if (verb === undefined) throw new EvaluationError('unexpected end of string');
    if (used >= args.length) throw new EvaluationError(`index ${used} out of range`);
    const digits = precision === undefined ? 6 : Number(precision.slice(1) || '0');
    try {
      return formatOne(verb, args[used++]!, digits);
    } catch (error) {
      if (error instanceof EvaluationError) throw new EvaluationError(`error during formatting: ${error.message}`);
      throw error;
    }
  });
  if (used < args.length) throw new EvaluationError(`too many arguments supplied to string.format (expected ${used}, got ${args.length})`);
  return result;
}

function formatOne(verb: string, value: Value, digits: number): string {
  switch (verb) {
    case 's':
      return shown(value);
    case 'd':
      return decimal(value);
    case 'f':
      return typeof value === 'string' ? special(value, 'fixed-point') : point(double(value, 'fixed-point'), (x) => x.toFixed(digits));
    case 'e':
      return typeof value === 'string'
        ? special(value, 'scientific notation')
        : point(double(value, 'scientific notation'), (x) => x.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2'));
    case 'b':
      return typeof value === 'boolean'
        ? String(Number(value))
        : whole(value, 'only integers and bools can be formatted as binary').toString(2);
    case 'o':
      return whole(value, 'only integers can be formatted as octal').toString(8);
    case 'x':
      return hex(value);
    case 'X':
      return hex(value).toUpperCase();
    default:
      throw new EvaluationError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
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
  if (numeric(value) !== undefined) return decimal(value);
  throw new EvaluationError(
    `string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeName(value)}`,
  );
}

function decimal(value: Value): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (typeof value === 'number') return point(value, fixed);
  throw new EvaluationError(`decimal clause can only be used on integers, was given ${typeName(value)}`);
}

function double(value: Value, what: string): number {
  if (typeof value === 'number') return value;
  const number = numeric(value);
  if (number !== undefined) return Number(number);
  throw new EvaluationError(`${what} clause can only be used on doubles, was given ${typeName(value)}`);
}

function special(text: string, what: string): string {
  if (['NaN', 'Infinity', '-Infinity'].includes(text)) return point(Number(text), String);
  throw new EvaluationError(`${what} clause can only be used on doubles, was given string`);
}

function point(value: number, format: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? format(value) : value > 0 ? '∞' : '-∞';
}

function whole(value: Value, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  throw new EvaluationError(`${what}, was given ${typeName(value)}`);
}

function hex(value: Value): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (bytes instanceof Uint8Array) return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return whole(value, 'only integers, byte buffers, and strings can be formatted as hex').toString(16);
}
