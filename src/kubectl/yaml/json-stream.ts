/** What a JSON text breaks, in the words of Go's decoder; `offset` counts the bytes up to and with the offending one. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The text ends within a value. */
export class UnexpectedEnd extends Error {
  constructor() {
    super('unexpected EOF');
  }
}

const maxDepth = 10_000;

/** Where the JSON value that starts at `from` ends. Throws JsonSyntaxError or UnexpectedEnd. */
export function endOfValue(text: string, from: number): number {
  const closers: string[] = [];
  let at = from;
  let expecting: 'value' | 'first' | 'key' | 'next' = 'value';
  for (;;) {
    at = skipBlanks(text, at);
    const char = text[at];
    if (char === undefined) throw new UnexpectedEnd();
    const closer = closers.at(-1);
    if (expecting === 'next' || expecting === 'first') {
      if (char === closer) {
        closers.pop();
        at++;
        if (closers.length === 0) return at;
        expecting = 'next';
        continue;
      }
      if (expecting === 'next') {
        if (char !== ',') fail(text, at, closer === '}' ? 'after object key:value pair' : 'after array element');
        at++;
        expecting = closer === '}' ? 'key' : 'value';
        continue;
      }
      expecting = closer === '}' ? 'key' : 'value';
    }
    if (expecting === 'key') {
      if (char !== '"') fail(text, at, 'looking for beginning of object key string');
      at = skipBlanks(text, endOfString(text, at));
      if (at >= text.length) throw new UnexpectedEnd();
      if (text[at] !== ':') fail(text, at, 'after object key');
      at++;
      expecting = 'value';
      continue;
    }
    if (char === '{' || char === '[') {
      if (closers.length >= maxDepth) throw new JsonSyntaxError('exceeded max depth', byteOffset(text, at));
      closers.push(char === '{' ? '}' : ']');
      at++;
      expecting = 'first';
      continue;
    }
    at = char === '"' ? endOfString(text, at) : endOfLiteral(text, at);
    if (closers.length === 0) return at;
    expecting = 'next';
  }
}

export function skipBlanks(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return i + 1;
    if (code < 0x20) fail(text, i, 'in string literal');
    if (code !== 0x5c) continue;
    const escape = text[++i];
    if (escape === undefined) break;
    if (escape === 'u') {
      for (let digit = 0; digit < 4; digit++) {
        i++;
        if (i < text.length && !/[0-9a-fA-F]/.test(text[i]!)) fail(text, i, 'in \\u hexadecimal character escape');
      }
    } else if (!'"\\/bfnrt'.includes(escape)) fail(text, i, 'in string escape code');
  }
  throw new UnexpectedEnd();
}

function endOfLiteral(text: string, at: number): number {
  for (const word of ['true', 'false', 'null']) {
    if (text[at] !== word[0]) continue;
    for (let i = 1; i < word.length; i++) {
      if (at + i >= text.length) throw new UnexpectedEnd();
      if (text[at + i] !== word[i]) fail(text, at + i, `in literal ${word} (expecting '${word[i]}')`);
    }
    return at + word.length;
  }
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
  number.lastIndex = at;
  const match = number.exec(text);
  if (match === null) {
    if (text[at] !== '-') fail(text, at, 'looking for beginning of value');
    if (at + 1 >= text.length) throw new UnexpectedEnd();
    fail(text, at + 1, 'in numeric literal');
  }
  const end = at + match[0].length;
  const broken = /^(?:\.|[eE][-+]?)/.exec(text.slice(end, end + 2))?.[0];
  if (broken === undefined || (broken !== '.' && /[eE]/.test(match[0]))) return end;
  if (end + broken.length >= text.length) throw new UnexpectedEnd();
  fail(text, end + broken.length, broken === '.' ? 'after decimal point in numeric literal' : 'in exponent of numeric literal');
}

function fail(text: string, at: number, where: string): never {
  const char = String.fromCodePoint(text.codePointAt(at)!);
  const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : char < ' ' ? `'${JSON.stringify(char).slice(1, -1)}'` : `'${char}'`;
  throw new JsonSyntaxError(`invalid character ${shown} ${where}`, byteOffset(text, at));
}

function byteOffset(text: string, at: number): number {
  return new TextEncoder().encode(text.slice(0, at)).length + 1;
}
