export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'keyword'
  | 'string'
  | 'raw'
  | 'char'
  | 'number'
  | 'pipe'
  | 'paren'
  | 'closeParen'
  | 'assign'
  | 'declare'
  | 'other'
  | 'error'
  | 'eof';

export interface Token {
  type: TokenType;
  /** As written; of an error, its message. */
  text: string;
  at: number;
  line: number;
}

const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const isWord = (char: string): boolean => /^[\p{L}\p{Nd}_]$/u.test(char);
const isBlank = (char: string | undefined): boolean => char !== undefined && /^[ \t\r\n]$/.test(char);

/** Cuts a Go template into tokens. Trouble becomes an `error` token, the last one: the parser meets it where Go's would. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (type: TokenType, text: string, from: number): void => {
    tokens.push({ type, text, at: from, line });
    if (type !== 'error') for (const char of text) if (char === '\n') line++;
  };
  const pushText = (from: number, to: number, trimStart: boolean, trimEnd: boolean): void => {
    let text = source.slice(from, to);
    if (trimStart) {
      const trimmed = text.replace(/^[ \t\r\n]+/, '');
      for (const char of text.slice(0, text.length - trimmed.length)) if (char === '\n') line++;
      text = trimmed;
    }
    const kept = trimEnd ? text.replace(/[ \t\r\n]+$/, '') : text;
    if (kept !== '') push('text', kept, from);
    for (const char of text.slice(kept.length)) if (char === '\n') line++;
  };

  let trimStart = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    if (open < 0) {
      pushText(at, source.length, trimStart, false);
      push('eof', '', source.length);
      return tokens;
    }
    const trims = source[open + 2] === '-' && isBlank(source[open + 3]);
    pushText(at, open, trimStart, trims);
    at = open + 2 + (trims ? 2 : 0);
    if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at);
      if (end < 0) {
        push('error', 'unclosed comment', at);
        return tokens;
      }
      for (const char of source.slice(at, end)) if (char === '\n') line++;
      const close = /^(?:[ \t\r\n]-)?\}\}/.exec(source.slice(end + 2, end + 6));
      if (close === null) {
        push('error', 'comment ends before closing delimiter', at);
        return tokens;
      }
      trimStart = close[0].length > 2;
      at = end + 2 + close[0].length;
      continue;
    }
    push('open', '{{', open);
    const action = lexAction(source, at, push);
    if (action === undefined) return tokens;
    trimStart = action.trims;
    at = action.at;
  }
}

type Push = (type: TokenType, text: string, from: number) => void;

/** Up to and with the closing braces; undefined after an error. */
function lexAction(source: string, from: number, push: Push): { at: number; trims: boolean } | undefined {
  let at = from;
  let depth = 0;
  const fail = (message: string): undefined => {
    push('error', message, at);
    return undefined;
  };
  for (;;) {
    const trims = isBlank(source[at]) && source.startsWith('-}}', at + 1);
    if (trims || source.startsWith('}}', at)) {
      if (depth > 0) return fail('unclosed left paren');
      push('close', '}}', at);
      return { at: at + (trims ? 4 : 2), trims };
    }
    const char = source.codePointAt(at) === undefined ? '' : String.fromCodePoint(source.codePointAt(at)!);
    if (char === '') return fail('unclosed action');
    if (isBlank(char)) {
      let end = at;
      while (isBlank(source[end]) && !source.startsWith('-}}', end + 1)) end++;
      if (end === at) end = at + 1;
      push('space', source.slice(at, end), at);
      at = end;
    } else if (char === '=' || source.startsWith(':=', at)) {
      push(char === '=' ? 'assign' : 'declare', char === '=' ? '=' : ':=', at);
      at += char.length + (char === '=' ? 0 : 1);
    } else if (char === ':') return fail('expected :=');
    else if (char === '|') push('pipe', '|', at++);
    else if (char === '(') {
      depth++;
      push('paren', '(', at++);
    } else if (char === ')') {
      if (--depth < 0) return fail('unexpected right paren');
      push('closeParen', ')', at++);
    } else {
      const word = lexWord(source, at, char);
      if ('error' in word) {
        at = word.at ?? at;
        return fail(word.error);
      }
      push(word.type, source.slice(at, word.end), at);
      at = word.end;
    }
  }
}

type Word = { type: TokenType; end: number } | { error: string; at?: number };

function lexWord(source: string, at: number, char: string): Word {
  if (char === '"' || char === "'") return lexQuoted(source, at, char);
  if (char === '`') {
    const end = source.indexOf('`', at + 1);
    return end < 0 ? { error: 'unterminated raw quoted string' } : { type: 'raw', end: end + 1 };
  }
  if (char === '.' && !/[0-9]/.test(source[at + 1] ?? '')) return lexName(source, at, at + 1, 'field');
  if (char === '$') return lexName(source, at, at + 1, 'variable');
  if (/[-+.0-9]/.test(char)) return lexNumber(source, at);
  if (isWord(char)) return lexName(source, at, at, 'identifier');
  const code = char.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return { type: 'other', end: at + 1 };
  return { error: `unrecognized character in action: ${unicodeName(char)}` };
}

function lexQuoted(source: string, at: number, quote: string): Word {
  for (let end = at + 1; ; end++) {
    const char = source[end];
    if (char === '\\') end++;
    const cut = source[end];
    if (cut === undefined || cut === '\n')
      return { error: quote === '"' ? 'unterminated quoted string' : 'unterminated character constant' };
    if (char === quote) return { type: quote === '"' ? 'string' : 'char', end: end + 1 };
  }
}

function lexName(source: string, at: number, from: number, type: 'field' | 'variable' | 'identifier'): Word {
  let end = from;
  while (end < source.length) {
    const char = String.fromCodePoint(source.codePointAt(end)!);
    if (!isWord(char)) break;
    end += char.length;
  }
  const next = source[end];
  if (next !== undefined && !isBlank(next) && !'.,|:)('.includes(next) && !source.startsWith('}}', end)) {
    return { error: `bad character ${unicodeName(String.fromCodePoint(source.codePointAt(end)!))}`, at: end };
  }
  const text = source.slice(at, end);
  if (text === '.') return { type: 'dot', end };
  if (type !== 'identifier') return { type, end };
  if (keywords.has(text)) return { type: 'keyword', end };
  if (text === 'true' || text === 'false') return { type: 'bool', end };
  return { type: text === 'nil' ? 'nil' : 'identifier', end };
}

function lexNumber(source: string, at: number): Word {
  const number =
    /[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/y;
  number.lastIndex = at;
  let end = at + number.exec(source)![0].length;
  const next = source.codePointAt(end);
  if (next !== undefined && isWord(String.fromCodePoint(next))) {
    end += String.fromCodePoint(next).length;
    return { error: `bad number syntax: "${source.slice(at, end)}"` };
  }
  if (source[end] === '.' || ('+-'.includes(source[at]!) && '+-'.includes(source[end] ?? ' ') && end === at + 1)) {
    const rest = /^[^\s})]*/.exec(source.slice(end))![0];
    return { error: `bad number syntax: "${source.slice(at, end) + rest}"` };
  }
  return { type: 'number', end };
}

function unicodeName(char: string): string {
  return `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}
