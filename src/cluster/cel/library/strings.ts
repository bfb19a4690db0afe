import { compilePattern, PatternError } from '../../../api/regular-expressions.ts';
import type { Library } from '../functions.ts';
import { EvaluationError, sizeOf, type Value } from '../values.ts';
import { formatText } from './text-format.ts';

const perCharacter = (...values: Value[]): number => Math.ceil(values.reduce<number>((sum, value) => sum + sizeOf(value), 0) * 0.1);

function inRange(index: bigint, length: number): number {
  if (index < 0n || index > BigInt(length)) throw new EvaluationError(`index out of range: ${index}`);
  return Number(index);
}

/** Places are counted in code points. */
function indexOf(text: string, part: string, from = 0n): bigint {
  const points = Array.from(text);
  if (from < 0n || from > BigInt(points.length)) throw new EvaluationError(`index out of range: ${from}`);
  const sought = Array.from(part);
  for (let i = Number(from); i + sought.length <= points.length; i++)
    if (sought.every((point, j) => points[i + j] === point)) return BigInt(i);
  return -1n;
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const points = Array.from(text);
  if (from !== undefined && (from < 0n || from > BigInt(points.length))) throw new EvaluationError(`index out of range: ${from}`);
  const sought = Array.from(part);
  const last = points.length - sought.length;
  for (let i = Math.min(last, from === undefined ? last : Number(from)); i >= 0; i--) {
    if (sought.every((point, j) => points[i + j] === point)) return BigInt(i);
  }
  return -1n;
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = Array.from(text);
  const from = inRange(start, points.length);
  const to = end === undefined ? points.length : inRange(end, points.length);
  if (from > to) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
  return points.slice(from, to).join('');
}

function replace(text: string, old: string, by: string, limit = -1n): string {
  if (limit === 0n) return text;
  const most = limit < 0n ? Infinity : Number(limit);
  const parts = old === '' ? Array.from(text) : text.split(old);
  if (old === '') {
    // Go puts it in front of every character and at the end.
    return parts.map((point, i) => (i < most ? by + point : point)).join('') + (parts.length < most ? by : '');
  }
  return parts.reduce((all, part, i) => all + (i <= most ? by : old) + part);
}

function split(text: string, separator: string, limit = -1n): string[] {
  if (limit === 0n) return [];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0n || BigInt(parts.length) <= limit) return parts;
  const most = Number(limit);
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

function join(list: readonly Value[], separator = ''): string {
  for (const item of list) if (typeof item !== 'string') throw new EvaluationError('no such overload');
  return list.join(separator);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

export const strings: Library = {
  'string.charAt(int) string': (text: string, index: bigint) => {
    const points = Array.from(text);
    return points[inRange(index, points.length)] ?? '';
  },
  'string.indexOf(string) int | string.indexOf(string, int) int': [indexOf, perCharacter],
  'string.lastIndexOf(string) int | string.lastIndexOf(string, int) int': [lastIndexOf, perCharacter],
  'string.lowerAscii() string': [(text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()), perCharacter],
  'string.upperAscii() string': [(text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()), perCharacter],
  'string.replace(string, string) string | string.replace(string, string, int) string': [replace, perCharacter],
  'string.split(string) list(string) | string.split(string, int) list(string)': [split, perCharacter],
  'string.substring(int) string | string.substring(int, int) string': [substring, (text: string) => perCharacter(text)],
  'string.trim() string': [(text: string) => text.trim(), perCharacter],
  'list(string).join() string | list(string).join(string) string': [join, (list: Value[]) => perCharacter(...list)],
  'string.format(list(dyn)) string': [formatText, (text: string, args: Value[]) => perCharacter(text, ...args)],
  'strings.quote(string) string': [(text: string) => `"${Array.from(text, (point) => ESCAPES[point] ?? point).join('')}"`, perCharacter],
};

/** Kubernetes' own: the first match (or the empty string), and all of them. */
export const regexes: Library = {
  'string.find(string) string': [
    (text: string, pattern: string) => compiled(pattern).find(text) ?? '',
    (text: string, pattern: string) => perCharacter(text) * Math.max(1, Math.ceil(pattern.length * 0.25)),
  ],
  'string.findAll(string) list(string) | string.findAll(string, int) list(string)': [
    (text: string, pattern: string, limit = -1n) => compiled(pattern).findAll(text, Number(limit)),
    (text: string, pattern: string) => perCharacter(text) * Math.max(1, Math.ceil(pattern.length * 0.25)),
  ],
};

function compiled(text: string): ReturnType<typeof compilePattern> {
  try {
    return compilePattern(text);
  } catch (error) {
    if (error instanceof PatternError) throw new EvaluationError(`Illegal regex: ${error.message}`);
    throw error;
  }
}
