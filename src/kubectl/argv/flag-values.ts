import { goQuote } from '../../api/go-text.ts';
import { DurationError, parseDuration } from '../../api/time.ts';
import { parseCsvLine } from './csv.ts';

/** What a flag of each kind holds once it is parsed. Durations are milliseconds. */
export interface FlagValueTypes {
  bool: boolean;
  string: string;
  int: number;
  int32: number;
  duration: number;
  /** A repeated flag adds; every occurrence is also a comma list. */
  stringSlice: string[];
  /** A repeated flag adds; commas belong to the value. */
  stringArray: string[];
  /** `a=b` pairs. */
  stringMap: Record<string, string>;
  /** `PATTERN=N,…`: log levels by source file. */
  moduleSpec: string;
}
export type FlagValueKind = keyof FlagValueTypes;

/** The value is not one of the flag's kind: only the reason, as Go's parsers word it. */
export class FlagValueError extends Error {}

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

export function parseBool(text: string): boolean {
  if (TRUE_WORDS.has(text)) return true;
  if (FALSE_WORDS.has(text)) return false;
  throw new FlagValueError(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
}

const PREFIXED_DIGITS: Readonly<Record<string, RegExp>> = {
  '0x': /^0x(_?[0-9a-f])+$/i,
  '0b': /^0b(_?[01])+$/i,
  '0o': /^0o(_?[0-7])+$/i,
};

/** strconv.ParseInt with base 0: also 0x1f, 0b11, 017 and 1_000. */
export function parseInteger(text: string, bits: 32 | 64): number {
  const fail = (why: string): FlagValueError => new FlagValueError(`strconv.ParseInt: parsing ${goQuote(text)}: ${why}`);
  const negative = text.startsWith('-');
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  const prefixed = PREFIXED_DIGITS[body.slice(0, 2).toLowerCase()];
  const octal = !prefixed && /^0(_?[0-7])+$/.test(body);
  if (!(prefixed ? prefixed.test(body) : octal || /^(0|[1-9](_?[0-9])*)$/.test(body))) throw fail('invalid syntax');
  const digits = body.replaceAll('_', '');
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const limit = 2n ** BigInt(bits - 1);
  if (negative ? size > limit : size >= limit) throw fail('value out of range');
  const value = Number(size);
  return negative && value !== 0 ? -value : value;
}

function parseFlagDuration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DurationError) throw new FlagValueError(error.message);
    throw error;
  }
}

function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = Object.create(null);
  for (const pair of text.split(',')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) throw new FlagValueError('malformed pair, expect string=string');
    pairs[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim();
  }
  return pairs;
}

function checkModules(text: string): string {
  for (const part of text.split(',')) {
    if (part === '') continue;
    if (!/^[^=]+=\d+$/.test(part)) throw new FlagValueError('syntax error: expect comma-separated list of filename=N');
  }
  return text;
}

type Setters = { [K in FlagValueKind]: (text: string, before: FlagValueTypes[K], changed: boolean) => FlagValueTypes[K] };

/** What one more occurrence of a flag makes of its value; `changed` tells whether it was given before. */
export const setters: Setters = {
  bool: (text) => parseBool(text),
  string: (text) => text,
  int: (text) => parseInteger(text, 64),
  int32: (text) => parseInteger(text, 32),
  duration: (text) => parseFlagDuration(text),
  stringSlice: (text, before, changed) => (changed ? [...before, ...parseCsvLine(text)] : parseCsvLine(text)),
  stringArray: (text, before, changed) => (changed ? [...before, text] : [text]),
  moduleSpec: (text) => checkModules(text),
  stringMap: (text, before, changed) => ({ ...(changed ? before : {}), ...parsePairs(text) }),
};
