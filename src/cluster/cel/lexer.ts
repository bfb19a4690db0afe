import type { Issue } from './source.ts';

export type TokenKind = 'symbol' | 'ident' | 'escaped' | 'int' | 'uint' | 'float' | 'string' | 'bytes' | 'end';

export interface Token {
  kind: TokenKind;
  /** As written. */
  text: string;
  at: number;
}

/** Longest first. */
const SYMBOLS = [
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '<',
  '>',
  '!',
  '-',
  '+',
  '*',
  '/',
  '%',
  '?',
  ':',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
];

const isLetter = (point: string | undefined): boolean => point !== undefined && /^[A-Za-z_]$/.test(point);
const isDigit = (point: string | undefined): boolean => point !== undefined && point >= '0' && point <= '9' && point.length === 1;
const isHex = (point: string | undefined): boolean => point !== undefined && /^[0-9a-fA-F]$/.test(point);
const isBlank = (point: string | undefined): boolean => point !== undefined && /^[\t \r\n\f]$/.test(point);

/** Splits a text into tokens; what is none is told and left out, as the API server's lexer does. */
export function tokenize(points: readonly string[]): { tokens: Token[]; issues: Issue[] } {
  const tokens: Token[] = [];
  const issues: Issue[] = [];
  let at = 0;
  const add = (kind: TokenKind, end: number): void => {
    tokens.push({ kind, text: points.slice(at, end).join(''), at });
    at = end;
  };
  const refuse = (end: number): void => {
    const text = points.slice(at, end).join('').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
    issues.push({ offset: at, message: `Syntax error: token recognition error at: '${text}'` });
    at = Math.max(end, at + 1);
  };
  while (at < points.length) {
    const point = points[at]!;
    if (isBlank(point)) at++;
    else if (point === '/' && points[at + 1] === '/') {
      while (at < points.length && points[at] !== '\n') at++;
    } else if (isDigit(point) || (point === '.' && isDigit(points[at + 1]))) {
      const { kind, end } = number(points, at);
      add(kind, end);
    } else {
      const quoted = stringStart(points, at);
      if (quoted !== undefined) {
        const { end, complete } = stringEnd(points, quoted);
        if (complete) add(quoted.bytes ? 'bytes' : 'string', end);
        else refuse(end);
      } else if (isLetter(point)) {
        let end = at + 1;
        while (isLetter(points[end]) || isDigit(points[end])) end++;
        add('ident', end);
      } else if (point === '`') {
        let end = at + 1;
        while (points[end] !== undefined && /^[A-Za-z0-9_.\-/ ]$/.test(points[end]!)) end++;
        if (points[end] === '`' && end > at + 1) add('escaped', end + 1);
        else refuse(Math.min(end + 1, points.length));
      } else {
        const symbol = SYMBOLS.find((text) => text === point || text === `${point}${points[at + 1] ?? ''}`);
        if (symbol !== undefined) add('symbol', at + symbol.length);
        // The beginning of a longer symbol is told together with what stands in its way.
        else refuse(at + ('&|='.includes(point) ? Math.min(2, points.length - at) : 1));
      }
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: points.length });
  return { tokens, issues };
}

function number(points: readonly string[], start: number): { kind: TokenKind; end: number } {
  let at = start;
  const digits = (): void => {
    while (isDigit(points[at])) at++;
  };
  if (points[at] === '0' && points[at + 1] === 'x' && isHex(points[at + 2])) {
    at += 2;
    while (isHex(points[at])) at++;
    return points[at] === 'u' || points[at] === 'U' ? { kind: 'uint', end: at + 1 } : { kind: 'int', end: at };
  }
  digits();
  let kind: TokenKind = 'int';
  if (points[at] === '.' && isDigit(points[at + 1])) {
    kind = 'float';
    at++;
    digits();
  }
  if (points[at] === 'e' || points[at] === 'E') {
    const sign = points[at + 1] === '+' || points[at + 1] === '-' ? 1 : 0;
    if (isDigit(points[at + 1 + sign])) {
      kind = 'float';
      at += 1 + sign;
      digits();
    }
  }
  if (kind === 'int' && (points[at] === 'u' || points[at] === 'U')) return { kind: 'uint', end: at + 1 };
  return { kind, end: at };
}

interface StringStart {
  /** Behind the opening quotes. */
  body: number;
  quote: string;
  raw: boolean;
  bytes: boolean;
}

function stringStart(points: readonly string[], at: number): StringStart | undefined {
  let body = at;
  let raw = false;
  let bytes = false;
  while (points[body] !== undefined && /^[rRbB]$/.test(points[body]!)) {
    if (/[rR]/.test(points[body]!)) {
      if (raw) return undefined;
      raw = true;
    } else {
      // Bytes are told first: b'', br''.
      if (bytes || raw) return undefined;
      bytes = true;
    }
    body++;
  }
  const quote = points[body];
  if (quote !== '"' && quote !== "'") return undefined;
  const triple = points[body + 1] === quote && points[body + 2] === quote;
  return { body: body + (triple ? 3 : 1), quote: triple ? quote.repeat(3) : quote, raw, bytes };
}

/** `end` is behind the closing quote, or behind what cannot be. */
function stringEnd(points: readonly string[], { body, quote, raw }: StringStart): { end: number; complete: boolean } {
  let at = body;
  while (at < points.length) {
    const point = points[at]!;
    if (point === quote[0] && (quote.length === 1 || (points[at + 1] === point && points[at + 2] === point))) {
      return { end: at + quote.length, complete: true };
    }
    if (quote.length === 1 && (point === '\n' || point === '\r')) return { end: at + 1, complete: false };
    if (point === '\\' && !raw) {
      const length = escapeLength(points, at);
      if (length <= 0) return { end: Math.min(at - length, points.length), complete: false };
      at += length;
    } else at++;
  }
  return { end: points.length, complete: false };
}

/** How long the escape sequence at a backslash is; zero or negative: wrong after that many characters. */
function escapeLength(points: readonly string[], at: number): number {
  const next = points[at + 1];
  if (next === undefined) return -1;
  if (/^[abfnrtv"'\\?`]$/.test(next)) return 2;
  const digits = (count: number, fits: (point: string | undefined) => boolean, from = 2): number => {
    for (let i = 0; i < count; i++) if (!fits(points[at + from + i])) return -(from + i + 1);
    return from + count;
  };
  if (next === 'x' || next === 'X') return digits(2, isHex);
  if (next === 'u') return digits(4, isHex);
  if (next === 'U') return digits(8, isHex);
  if (next >= '0' && next <= '3') return digits(2, (point) => point !== undefined && point >= '0' && point <= '7');
  return -2;
}

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The value of a string token: a string, bytes, or undefined when an escape names no code point. */
export function unquote(text: string): string | Uint8Array | undefined {
  const prefix = /^[rRbB]*/.exec(text)![0].toLowerCase();
  const quoted = text.slice(prefix.length);
  const width = /^("""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1;
  const body = quoted.slice(width, -width).replace(/\r\n?/g, '\n');
  const raw = prefix.includes('r');
  if (!prefix.includes('b')) return raw ? body : unescapeText(body);
  const parts: number[] = [];
  const encoder = new TextEncoder();
  const pattern = /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|[\s\S]/gu;
  for (const match of raw ? body.matchAll(/[\s\S]/gu) : body.matchAll(pattern)) {
    const hex = match[1] ?? match[2];
    if (hex !== undefined) parts.push(parseInt(hex, 16));
    else if (match[3] !== undefined) parts.push(parseInt(match[3], 8));
    else {
      const point = unescapeText(match[0]!);
      if (point === undefined) return undefined;
      parts.push(...encoder.encode(raw ? match[0] : point));
    }
  }
  return Uint8Array.from(parts);
}

function unescapeText(body: string): string | undefined {
  let valid = true;
  const text = body.replace(
    /\\(?:[xX]([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_, hex?: string, octal?: string, short?: string, long?: string, simple?: string) => {
      if (simple !== undefined) return Object.hasOwn(SIMPLE, simple) ? SIMPLE[simple]! : simple;
      const code = octal === undefined ? parseInt((hex ?? short ?? long)!, 16) : parseInt(octal, 8);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        valid = false;
        return '';
      }
      return String.fromCodePoint(code);
    },
  );
  return valid ? text : undefined;
}
