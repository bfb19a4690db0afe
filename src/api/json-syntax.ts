/** What a text of JSON says besides its value. */
export interface JsonSyntax {
  /** What Go's encoding/json says when it is none. */
  error?: string;
  /** Paths of keys that an object has more than once: `spec.containers[0].name`. */
  duplicates: readonly string[];
}

/** Objects and lists within each other: far more than any object has, and few enough for everything that walks through them. */
const DEEPEST = 1000;

export function scanJson(text: string): JsonSyntax {
  const scanner = new Scanner(text);
  try {
    scanner.value('looking for beginning of value');
    scanner.blanks();
    if (!scanner.done) scanner.fail('after top-level value');
  } catch (error) {
    if (error instanceof SyntaxFault) return { error: error.message, duplicates: [] };
    throw error;
  }
  return { duplicates: scanner.duplicates };
}

/** What Go's encoding/json says about a text that is not JSON; undefined when it is. */
export function goJsonSyntaxError(text: string): string | undefined {
  return scanJson(text).error;
}

class SyntaxFault extends Error {}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

class Scanner {
  readonly duplicates: string[] = [];
  readonly #text: string;
  #at = 0;
  #path: (string | number)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  fail(context: string): never {
    if (this.done) throw new SyntaxFault('unexpected end of JSON input');
    throw new SyntaxFault(`invalid character ${quoteChar(this.#peek())} ${context}`);
  }

  blanks(): void {
    while (!this.done && ' \t\r\n'.includes(this.#peek())) this.#at += 1;
  }

  value(context: string): void {
    this.blanks();
    const char = this.done ? '' : this.#peek();
    if (char === '{') this.#object();
    else if (char === '[') this.#array();
    else if (char === '"') this.#string();
    else if (char === '-' || isDigit(char)) this.#number();
    else if (Object.hasOwn(LITERALS, char)) this.#literal(LITERALS[char]!);
    else this.fail(context);
  }

  #object(): void {
    this.#descend();
    this.blanks();
    if (!this.done && this.#peek() === '}') {
      this.#at += 1;
      return;
    }
    const seen = new Set<string>();
    for (;;) {
      this.blanks();
      if (this.done || this.#peek() !== '"') this.fail('looking for beginning of object key string');
      const key = this.#key();
      this.#path.push(key);
      if (seen.has(key)) this.duplicates.push(pathText(this.#path));
      seen.add(key);
      this.blanks();
      this.#expect(':', 'after object key');
      this.value('looking for beginning of value');
      this.#path.pop();
      this.blanks();
      if (!this.done && this.#peek() === '}') break;
      this.#expect(',', 'after object key:value pair');
    }
    this.#at += 1;
  }

  #array(): void {
    this.#descend();
    this.blanks();
    if (!this.done && this.#peek() === ']') {
      this.#at += 1;
      return;
    }
    for (let i = 0; ; i += 1) {
      this.#path.push(i);
      this.value('looking for beginning of value');
      this.#path.pop();
      this.blanks();
      if (!this.done && this.#peek() === ']') break;
      this.#expect(',', 'after array element');
    }
    this.#at += 1;
  }

  #descend(): void {
    if (this.#path.length >= DEEPEST) this.fail('exceeded max depth');
    this.#at += 1;
  }

  #key(): string {
    const from = this.#at;
    this.#string();
    const quoted = this.#text.slice(from, this.#at);
    return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  }

  #string(): void {
    this.#at += 1;
    for (;;) {
      if (this.done) this.fail('');
      const char = this.#peek();
      if (char < ' ') this.fail('in string literal');
      this.#at += 1;
      if (char === '"') return;
      if (char === '\\') this.#escape();
    }
  }

  #escape(): void {
    if (this.done || !'"\\/bfnrtu'.includes(this.#peek())) this.fail('in string escape code');
    const unicode = this.#peek() === 'u';
    this.#at += 1;
    for (let i = 0; unicode && i < 4; i += 1) {
      if (this.done || !/[0-9a-fA-F]/.test(this.#peek())) this.fail('in \\u hexadecimal character escape');
      this.#at += 1;
    }
  }

  #number(): void {
    if (this.#peek() === '-') {
      this.#at += 1;
      if (this.done || !isDigit(this.#peek())) this.fail('in numeric literal');
    }
    if (this.#peek() === '0') this.#at += 1;
    else this.#digits();
    if (!this.done && this.#peek() === '.') {
      this.#at += 1;
      if (this.done || !isDigit(this.#peek())) this.fail('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.done || !'eE'.includes(this.#peek())) return;
    this.#at += 1;
    if (!this.done && '+-'.includes(this.#peek())) this.#at += 1;
    if (this.done || !isDigit(this.#peek())) this.fail('in exponent of numeric literal');
    this.#digits();
  }

  #digits(): void {
    while (!this.done && isDigit(this.#peek())) this.#at += 1;
  }

  #literal(word: string): void {
    this.#at += 1;
    for (const expected of word.slice(1)) this.#expect(expected, `in literal ${word} (expecting '${expected}')`);
  }

  #expect(char: string, context: string): void {
    if (this.done || this.#peek() !== char) this.fail(context);
    this.#at += 1;
  }

  #peek(): string {
    return this.#text[this.#at]!;
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** As Go quotes a single character. */
function quoteChar(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  const quoted = JSON.stringify(char).slice(1, -1);
  return `'${quoted.replace(/\\u00/, '\\x')}'`;
}
