import { goQuote } from '../go-text.ts';
import type { Json } from '../json.ts';
import { canonicalQuantity, QuantityError } from '../quantity.ts';
import { formatMicroTime, formatRfc3339, parseTime } from '../time.ts';
import { jsonTypeOf } from './decode-error.ts';
import type { FieldType } from './index.ts';

/** A value that is not of its type. `wanted` is the Go type; without it the message stands for itself. */
export class ScalarError extends Error {
  readonly wanted?: string;
  readonly given?: string;

  constructor(message: string, wanted?: string, given?: string) {
    super(message);
    this.wanted = wanted;
    this.given = given;
  }
}

/** The value in its canonical form. @throws ScalarError */
export function decodeScalar(type: FieldType, value: Json): Json {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? value : mistyped(type.go, value);
    case 'bool':
      return typeof value === 'boolean' ? value : mistyped(type.go, value);
    case 'double':
      return typeof value === 'number' ? value : mistyped(type.go, value);
    case 'int32':
      return decodeInteger(type.go, value, 2 ** 31);
    case 'int64':
      return decodeInteger(type.go, value, 2 ** 63);
    case 'int-or-string':
      return typeof value === 'string' ? value : decodeInteger('int32', value, 2 ** 31);
    case 'quantity':
      return decodeQuantity(value);
    case 'time':
      return decodeTime(value, '2006-01-02T15:04:05Z07:00', formatRfc3339);
    case 'microtime':
      return decodeTime(value, '2006-01-02T15:04:05.000000Z07:00', formatMicroTime);
    case 'bytes':
      return decodeBytes(type.go, value);
    default:
      return value;
  }
}

function mistyped(wanted: string, value: Json, given = jsonTypeOf(value)): never {
  throw new ScalarError('', wanted, given);
}

function decodeInteger(wanted: string, value: Json, limit: number): Json {
  if (typeof value !== 'number') return mistyped(wanted, value);
  return Number.isInteger(value) && value >= -limit && value < limit ? value : mistyped(wanted, value, `number ${value}`);
}

function decodeQuantity(value: Json): Json {
  try {
    return canonicalQuantity(typeof value === 'string' ? value.trim() : JSON.stringify(value));
  } catch (error) {
    if (error instanceof QuantityError) throw new ScalarError(error.message);
    throw error;
  }
}

function decodeTime(value: Json, layout: string, format: (ms: number) => string): Json {
  if (typeof value !== 'string') return mistyped('string', value);
  const time = parseTime(value);
  if (time === undefined) throw new ScalarError(timeMessage(value, layout));
  return format(time);
}

const timeParts: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:[.,]\d+)?/, '05'],
  [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00'],
];

/** What Go says of a text that is no RFC 3339 time: the part where it fails, or the number that is out of range. */
function timeMessage(text: string, layout: string): string {
  let rest = text;
  const found: string[] = [];
  for (const [pattern, name] of timeParts) {
    const part = pattern.exec(rest)?.[0];
    if (part === undefined) return `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`;
    found.push(part);
    rest = rest.slice(part.length);
  }
  if (rest !== '') return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
  const outOfRange = timeRanges.find(([part, low, high]) => Number(found[part]) < low || Number(found[part]) >= high);
  const zoneHour = Number(found[11]?.slice(1, 3) ?? 0);
  return `parsing time ${goQuote(text)}: ${outOfRange?.[3] ?? (zoneHour > 23 ? 'time zone offset hour' : 'day')} out of range`;
}

/** Part of the text, lowest value, the first that is too high, and its name. */
const timeRanges: readonly (readonly [number, number, number, string])[] = [
  [2, 1, 13, 'month'],
  [6, 0, 24, 'hour'],
  [8, 0, 60, 'minute'],
  [10, 0, 60, 'second'],
];

function decodeBytes(wanted: string, value: Json): Json {
  if (typeof value !== 'string')
    return mistyped(Array.isArray(value) ? 'uint8' : wanted, value, Array.isArray(value) ? jsonTypeOf(value[0] ?? null) : undefined);
  const text = value.replace(/[\r\n]/g, '');
  const bad = badBase64(text);
  if (bad !== undefined) throw new ScalarError(`illegal base64 data at input byte ${bad}`);
  return text;
}

/** Where base64 stops making sense: at a character that it does not have, or at the start of the group of four that is not whole. */
function badBase64(text: string): number | undefined {
  const stray = /[^A-Za-z0-9+/=]/.exec(text);
  const padding = text.indexOf('=');
  if (padding >= 0 && (stray === null || padding < stray.index)) {
    const inGroup = padding % 4;
    if (inGroup < 2) return padding;
    const end = padding - inGroup + 4;
    if (!/^={1,2}$/.test(text.slice(padding, end)) || text.slice(padding, end).length !== 4 - inGroup)
      return text.length < end ? text.length : padding + 1;
    return text.length > end ? end : undefined;
  }
  if (stray !== null) return stray.index;
  return text.length % 4 === 0 ? undefined : text.length - (text.length % 4);
}
