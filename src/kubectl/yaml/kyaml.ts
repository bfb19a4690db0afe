import { goFloat } from '../../api/go-text.ts';
import { looksLikeOtherThanString, resolvePlain } from './resolve.ts';

/** Plain JSON as KYAML: YAML in flow style that cannot be misread, strings always quoted; a document of its own with `---` before it. */
export function toKyaml(value: unknown): string {
  return `---\n${render(value, 0)}\n`;
}

const pad = (indent: number): string => ' '.repeat(indent);

function render(value: unknown, indent: number): string {
  if (typeof value === 'string') return value.includes('\n') ? lines(value, indent) : quote(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : kyamlFloat(value);
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  return Array.isArray(value) ? list(value, indent) : mapping(value as Record<string, unknown>, indent);
}

function kyamlFloat(value: number): string {
  return Math.abs(value) >= 1e21 || Math.abs(value) < 1e-6 ? goFloat(value) : String(value);
}

function mapping(object: Record<string, unknown>, indent: number): string {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (keys.length === 0) return '{}';
  const fields = keys.sort().map((key) => `${pad(indent + 2)}${keyText(key)}: ${render(object[key], indent + 2)},\n`);
  return `{\n${fields.join('')}${pad(indent)}}`;
}

/** Lists of lists and maps open with their first item on the same line. */
function list(items: readonly unknown[], indent: number): string {
  if (items.length === 0) return '[]';
  const isNested = (item: unknown): boolean => typeof item === 'object' && item !== null;
  if (items.every(isNested)) return `[${items.map((item) => render(item, indent)).join(', ')}]`;
  return `[\n${items.map((item) => `${pad(indent + 2)}${render(item, indent + 2)},\n`).join('')}${pad(indent)}]`;
}

/** One line of text a line, each with its break written out; the backslashes at the ends join what YAML would fold. */
function lines(text: string, indent: number): string {
  const parts = text.split('\n');
  const last = parts.pop()!;
  const line = (part: string, end: string): string =>
    `${pad(indent + 2)}${/^[ \t\v\f\r\u0085\u00a0\u2028\u2029]/.test(part) ? '\\' : ' '}${escape(part)}${end}\\\n`;
  return `"\\\n${parts.map((part) => line(part, '\\n')).join('')}${last === '' ? '' : line(last, '')}${pad(indent + 2)}"`;
}

function keyText(key: string): string {
  return /^[\p{L}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key) &&
    !looksLikeOtherThanString(key) &&
    !isNumber(key.replaceAll('_', '')) &&
    !ambiguous.has(key.toLowerCase())
    ? key
    : quote(key).replaceAll('\t', '\\t');
}

const isNumber = (text: string): boolean => typeof resolvePlain(text).value === 'number';

/** Words that some YAML reader or other takes for a boolean or a number. */
const ambiguous = new Set(['t', 'f', 'inf', 'nan', 'infinity', 'y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);

const quote = (text: string): string => `"${escape(text)}"`;

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escape(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/["\\\x00-\x08\x0a-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase();
    return named[char] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`);
  });
}
