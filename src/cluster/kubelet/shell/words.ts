import { ShellSyntaxError, type Script, type Word, type WordPart } from './syntax.ts';

/** Reads one word at `start`: parts of it, and where it ends. `parse` reads the scripts of command substitutions. */
export function readWord(text: string, start: number, parse: (script: string) => Script): { word: Word; end: number } {
  const parts: WordPart[] = [];
  let at = start;
  const literal = (piece: string, quoted: boolean): void => void parts.push({ kind: 'text', text: piece, quoted });
  while (at < text.length && !/[\s;&|()<>]/.test(text[at]!)) {
    const char = text[at]!;
    if (char === '\\') {
      if (text[at + 1] !== '\n') literal(text[at + 1] ?? '', true);
      at += 2;
    } else if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) throw new ShellSyntaxError('unterminated quoted string');
      literal(text.slice(at + 1, close), true);
      at = close + 1;
    } else if (char === '"') {
      at = readQuoted(text, at + 1, parts, parse);
    } else if (char === '$' || char === '`') {
      at = readExpansion(text, at, parts, false, parse);
    } else {
      const plain = /^[^\s;&|()<>\\'"$`]+/.exec(text.slice(at))![0];
      literal(plain, false);
      at += plain.length;
    }
  }
  return { word: parts, end: at };
}

/** The inside of double quotes; returns the position after the closing one. */
function readQuoted(text: string, start: number, parts: WordPart[], parse: (script: string) => Script): number {
  let at = start;
  parts.push({ kind: 'text', text: '', quoted: true });
  for (;;) {
    const char = text[at];
    if (char === undefined) throw new ShellSyntaxError('unterminated quoted string');
    if (char === '"') return at + 1;
    if (char === '\\') {
      const next = text[at + 1] ?? '';
      if (next !== '\n') parts.push({ kind: 'text', text: '$`"\\'.includes(next) ? next : `\\${next}`, quoted: true });
      at += 2;
    } else if (char === '$' || char === '`') {
      at = readExpansion(text, at, parts, true, parse);
    } else {
      const plain = /^[^"\\$`]+/.exec(text.slice(at))![0];
      parts.push({ kind: 'text', text: plain, quoted: true });
      at += plain.length;
    }
  }
}

function readExpansion(text: string, at: number, parts: WordPart[], quoted: boolean, parse: (script: string) => Script): number {
  if (text[at] === '`') {
    const close = text.indexOf('`', at + 1);
    if (close < 0) throw new ShellSyntaxError('unterminated quoted string');
    parts.push({ kind: 'command', script: parse(text.slice(at + 1, close)), quoted });
    return close + 1;
  }
  if (text.startsWith('$((', at)) {
    const close = closing(text, at + 1);
    parts.push({ kind: 'arithmetic', text: wordOf(text.slice(at + 3, close - 1), parse), quoted });
    return close + 1;
  }
  if (text[at + 1] === '(') {
    const close = closing(text, at + 1);
    parts.push({ kind: 'command', script: parse(text.slice(at + 2, close)), quoted });
    return close + 1;
  }
  if (text[at + 1] === '{') {
    const close = text.indexOf('}', at);
    const inside = /^(#?[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$])(?:(:?[-+=?]|##?|%%?)([\s\S]*))?$/.exec(text.slice(at + 2, close));
    if (close < 0 || !inside) throw new ShellSyntaxError('bad substitution');
    const [, name = '', operator, operand] = inside;
    parts.push({ kind: 'variable', name, quoted, ...(operator && { operator, operand: wordOf(operand ?? '', parse) }) });
    return close + 1;
  }
  const name = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!])/.exec(text.slice(at + 1))?.[0];
  if (name === undefined) {
    parts.push({ kind: 'text', text: '$', quoted });
    return at + 1;
  }
  parts.push({ kind: 'variable', name, quoted });
  return at + 1 + name.length;
}

/** Everything as inside double quotes: operands and arithmetic. */
function wordOf(text: string, parse: (script: string) => Script): Word {
  const parts: WordPart[] = [];
  readQuoted(`${text.replace(/"/g, '\\"')}"`, 0, parts, parse);
  return parts;
}

/** The parenthesis that closes the one at `open`, quotes left alone. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === "'" || char === '"') {
      at = text.indexOf(char, at + 1);
      if (at < 0) break;
    } else if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return at;
  }
  throw new ShellSyntaxError('missing )');
}
