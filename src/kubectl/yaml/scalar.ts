import { looksLikeOtherThanString } from './resolve.ts';

const bestWidth = 80;
/** Words of letters that YAML 1.1 reads as something else. */
const reserved = new Set(['y', 'yes', 'n', 'no', 'on', 'off', 'true', 'false', 'null']);
const simple = /^[A-Za-z_/][\w./-]*$/;
/** Nothing of these is printed as it is: control characters, surrogates (all of the higher planes), byte order marks. */
const special = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** A mapping key, or undefined when it has to be written in the `? key` form (long, or of several lines). */
export function simpleKey(key: string): string | undefined {
  if (simple.test(key) && key.length <= 128 && !isReserved(key)) return key;
  if (byteLength(key) > 128 || /[\n\r\u0085\u2028\u2029]/.test(key)) return undefined;
  return quoteShort(key);
}

/**
 * One string as YAML. `column` is where its first character goes, `indent` the indentation of lines that continue it;
 * like its model it folds at a blank beyond column 80.
 */
export function scalar(text: string, column: number, indent: number): string {
  if (simple.test(text)) return isReserved(text) ? `"${text}"` : text;
  const shape = analyse(text);
  if (text.includes('\n')) return shape.literal ? literal(text, indent) : doubleQuoted(text, column, indent);
  if (looksLikeOtherThanString(text)) return doubleQuoted(text, column, indent);
  if (shape.plain) return fold(text, column, indent);
  return shape.single ? singleQuoted(text, column, indent) : doubleQuoted(text, column, indent);
}

function isReserved(text: string): boolean {
  return text.length <= 5 && reserved.has(text.toLowerCase()) && looksLikeOtherThanString(text);
}

function quoteShort(key: string): string {
  const shape = analyse(key);
  if (looksLikeOtherThanString(key) || !(shape.plain || shape.single)) return `"${escape(key)}"`;
  return shape.plain ? key : `'${key.replaceAll("'", "''")}'`;
}

interface Shape {
  /** Which styles can hold the text without changing it. */
  plain: boolean;
  single: boolean;
  literal: boolean;
}

const startIndicators = '#,[]{}&*!|>\'"%@`';

function analyse(text: string): Shape {
  if (text === '') return { plain: false, single: true, literal: false };
  const isSpecial = special.test(text);
  let indicators =
    startIndicators.includes(text[0]!) ||
    text.startsWith('---') ||
    text.startsWith('...') ||
    /^[-?](?:[ \t\n\r\u0085\u2028\u2029]|$)/.test(text);
  indicators ||= /:(?:[ \t\n\r\u0085\u2028\u2029]|$)|[ \t\n\r\u0085\u2028\u2029]#/.test(text);
  const blankEdge = text.startsWith(' ') || text.endsWith(' ');
  const lineBreak = /[\n\u2028\u2029]/.test(text);
  const breakThenBlank = /[\n\u2028\u2029] /.test(text);
  const blankThenBreak = / [\n\u2028\u2029]/.test(text);
  return {
    plain: !(isSpecial || indicators || blankEdge || lineBreak),
    single: !(isSpecial || breakThenBlank || blankThenBreak),
    literal: !(isSpecial || text.endsWith(' ') || blankThenBreak),
  };
}

/** `|` with the chomping that gives the text back: the final newline kept, stripped (`-`) or all of them kept (`+`). */
function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const hint = /^[ \n\u2028\u2029]/.test(text) ? '2' : '';
  const chomp = !/[\n\u2028\u2029]$/.test(text) ? '-' : /^.$|[\n\u2028\u2029].$/s.test(text) ? '+' : '';
  const body = (text.endsWith('\n') ? text.slice(0, -1) : text).replace(/(^|[\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, `$1${pad}`);
  return `|${hint}${chomp}\n${body}`;
}

/** Breaks the text at single blanks once a line is beyond the width. */
function fold(text: string, column: number, indent: number): string {
  if (column + text.length <= bestWidth) return text;
  return foldAt(text, column, indent, (at) => text[at + 1] !== ' ');
}

function singleQuoted(text: string, column: number, indent: number): string {
  const inner = text.replaceAll("'", "''").replace(/([\u2028\u2029]+)(?=[^\u2028\u2029])/g, `$1${' '.repeat(indent)}`);
  if (column + inner.length + 1 <= bestWidth) return `'${inner}'`;
  return `'${foldAt(inner, column + 1, indent, (at) => at > 0 && at < inner.length - 1 && inner[at + 1] !== ' ')}'`;
}

function foldAt(text: string, column: number, indent: number, allowed: (at: number) => boolean): string {
  const lineStart = `\n${' '.repeat(indent)}`;
  let out = '';
  let from = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    if (text[at - 1] === ' ' || !allowed(at)) continue;
    // Columns count characters, not bytes.
    if (column + runes(text, from, at) <= bestWidth) continue;
    out += text.slice(from, at) + lineStart;
    from = at + 1;
    column = indent;
  }
  return out + text.slice(from);
}

function runes(text: string, from: number, to: number): number {
  let count = to - from;
  for (let i = from; i < to; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  return count;
}

function doubleQuoted(text: string, column: number, indent: number): string {
  const whole = escape(text);
  if (column + whole.length + 2 <= bestWidth) return `"${whole}"`;
  const chars = [...text];
  let out = '"';
  let at = column + 1;
  let afterBlank = false;
  chars.forEach((char, i) => {
    if (char !== ' ') {
      const piece = escape(char);
      out += piece;
      at += piece.length;
      afterBlank = false;
      return;
    }
    if (!afterBlank && at > bestWidth && i > 0 && i < chars.length - 1) {
      // A blank that begins the next line would be lost: it is escaped.
      const kept = chars[i + 1] === ' ' ? '\\' : '';
      out += `\n${' '.repeat(indent)}${kept}`;
      at = indent + kept.length;
    } else {
      out += ' ';
      at++;
    }
    afterBlank = true;
  });
  return `${out}"`;
}

const named: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escape(text: string): string {
  return text.replace(/["\\\n\u2028\u2029]|[^\x20-\x7e\u00a0-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}]/gu, (char) => {
    const known = named[char];
    if (known !== undefined) return known;
    const code = char.codePointAt(0)!.toString(16).toUpperCase();
    return code.length <= 2
      ? `\\x${code.padStart(2, '0')}`
      : code.length <= 4
        ? `\\u${code.padStart(4, '0')}`
        : `\\U${code.padStart(8, '0')}`;
  });
}

function byteLength(text: string): number {
  // At most three bytes for each unit, so that short keys need no counting.
  return text.length * 3 <= 128 ? text.length : new TextEncoder().encode(text).length;
}
