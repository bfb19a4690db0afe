import type { Expr, LiteralValue, MapLiteral, StructLiteral } from './ast.ts';
import { tokenize, unquote, type Token } from './lexer.ts';
import { expandMacro } from './macros.ts';
import { CompileError, type Source } from './source.ts';
import { RESERVED } from './reserved-words.ts';
import { quoted, RELATIONS, startsExpression, TokenReader } from './token-reader.ts';

const DEEPEST = 250;
const LONGEST = 100_000;
/** Tokens an expression can begin with, in the order in which messages list them. */
const STARTS = ['[', '{', '(', '.', '-', '!', 'true', 'false', 'null', 'NUM_FLOAT', 'NUM_INT', 'NUM_UINT', 'STRING', 'BYTES', 'IDENTIFIER'];
const SYMBOL_ORDER = ['[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?'];

/** Parses a whole expression. @throws CompileError with everything that is wrong */
export function parse(source: Source): Expr {
  if (source.points.length > LONGEST) {
    const text = `expression code point size exceeds limit: size: ${source.points.length}, limit ${LONGEST}`;
    throw new CompileError(source, [{ offset: -1, message: text }]);
  }
  const { tokens, issues } = tokenize(source.points);
  const parser = new Parser(tokens, issues);
  try {
    const expr = parser.whole();
    if (issues.length > 0) throw new CompileError(source, issues);
    return expr;
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    throw new CompileError(source, [{ offset: -1, message: error.message }]);
  }
}

class TooDeep extends Error {}

/** Recursive descent with the error recovery of the API server's parser, since its messages show what it recovers to. */
class Parser extends TokenReader {
  #depth = 0;

  whole(): Expr {
    const expr = this.#expr();
    this.match('<EOF>');
    return expr;
  }

  #expr(): Expr {
    if (++this.#depth > DEEPEST) throw new TooDeep(`expression recursion limit exceeded: ${DEEPEST}`);
    const expr = this.#conditional();
    this.#depth--;
    return expr;
  }

  #conditional(): Expr {
    const condition = this.#logical('||');
    if (!this.is('?')) return condition;
    const { at } = this.take();
    const yes = this.within([':'], () => this.#logical('||'));
    this.within([], () => this.match(':'));
    return { kind: 'call', at, name: '_?_:_', args: [condition, yes, this.#expr()] };
  }

  /** Chains of && and || become balanced trees, so that their length costs no depth. */
  #logical(operator: '||' | '&&'): Expr {
    const operand = (): Expr => (operator === '||' ? this.#logical('&&') : this.#relation());
    const terms = [operand()];
    const places: number[] = [];
    while (this.is(operator)) {
      places.push(this.take().at);
      terms.push(operand());
    }
    const tree = (low: number, high: number): Expr => {
      if (low === high) return terms[low]!;
      const middle = (low + high) >> 1;
      return {
        kind: 'call',
        at: places[middle]!,
        name: `_${operator}_`,
        args: [tree(low, middle), tree(middle + 1, high)],
      };
    };
    return tree(0, terms.length - 1);
  }

  #relation(): Expr {
    return this.#chain([...RELATIONS, 'in'], () => this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#unary())));
  }

  #chain(operators: readonly string[], operand: () => Expr): Expr {
    let left = operand();
    for (let length = 1; operators.some((operator) => this.is(operator)); length++) {
      if (length > DEEPEST) throw new TooDeep('max recursion depth exceeded');
      const { text, at } = this.take();
      left = { kind: 'call', at, name: text === 'in' ? '@in' : `_${text}_`, args: [left, operand()] };
    }
    return left;
  }

  #unary(): Expr {
    const operator = this.token;
    if (!this.is('!') && !this.is('-')) return this.#member();
    let count = 0;
    while (this.is(operator.text) && !(operator.text === '-' && /^(int|float)$/.test(this.after.kind))) {
      this.take();
      count++;
    }
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return { kind: 'call', at: operator.at, name: operator.text === '!' ? '!_' : '-_', args: [operand] };
  }

  #member(): Expr {
    let expr = this.#primary();
    for (let length = 1; this.is('.') || this.is('['); length++) {
      if (length > DEEPEST) throw new TooDeep('max recursion depth exceeded');
      const opening = this.take();
      if (opening.text === '[') {
        const optional = this.is('?') && this.take() !== undefined;
        const index = this.within([']'], () => this.#expr());
        this.within([']'], () => this.match(']'));
        expr = { kind: 'call', at: opening.at, name: optional ? '_[?_]' : '_[_]', args: [expr, index] };
        continue;
      }
      const optional = this.is('?') && this.take() !== undefined;
      const name = this.token;
      if (name.kind === 'escaped') {
        this.report(name.at, "unsupported syntax: '`'");
        this.take();
      } else if (name.kind !== 'ident' || KEYWORDS.has(name.text)) {
        this.tell(`no viable alternative at input '.${name.kind === 'end' ? '' : name.text}'`);
        this.skip();
        return expr;
      } else this.take();
      if (optional) {
        const field: Expr = { kind: 'literal', at: name.at, value: name.text };
        expr = { kind: 'call', at: opening.at, name: '_?._', args: [expr, field] };
      } else if (this.is('(') && name.kind === 'ident') {
        const { at } = this.token;
        expr = expandMacro({ kind: 'call', at, name: name.text, target: expr, args: this.#arguments() }, this);
      } else expr = { kind: 'select', at: opening.at, operand: expr, field: name.text, test: false };
    }
    return expr;
  }

  #primary(): Expr {
    if (!startsExpression(this.token) || this.is('!') || (this.is('-') && !/^(int|float)$/.test(this.after.kind))) {
      if (!this.beginsAfterOne(startsExpression, STARTS)) return { kind: 'literal', at: this.token.at, value: null };
    }
    const token = this.token;
    const { at } = token;
    if (this.is('(')) {
      this.take();
      const inner = this.within([')'], () => this.#expr());
      this.within([')'], () => this.match(')'));
      return inner;
    }
    if (this.is('[')) return this.#list();
    if (this.is('{')) return this.#map();
    if (token.kind === 'ident' || this.is('.')) return this.#name();
    const negative = this.is('-') && this.take() !== undefined;
    const value = this.#literal(this.take(), negative);
    return { kind: 'literal', at, value };
  }

  #literal(token: Token, negative: boolean): LiteralValue {
    const { text, at, kind } = token;
    const sign = negative ? '-' : '';
    switch (kind) {
      case 'int': {
        const value = negative ? -BigInt(text) : BigInt(text);
        if (value !== BigInt.asIntN(64, value)) this.report(negative ? at - 1 : at, 'invalid int literal');
        return value;
      }
      case 'uint': {
        const value = BigInt(text.slice(0, -1));
        if (value !== BigInt.asUintN(64, value)) this.report(at, 'invalid uint literal');
        return { uint: value };
      }
      case 'float': {
        const value = Number(sign + text);
        if (!Number.isFinite(value)) this.report(at, 'invalid double literal');
        return value;
      }
      default: {
        const value = unquote(text);
        if (value === undefined) this.report(at, 'invalid unicode code point');
        return value ?? '';
      }
    }
  }

  /** A name, a call, or the construction of a message: `Object.spec{…}`. */
  #name(): Expr {
    const { at } = this.token;
    const dot = this.is('.') ? this.take() : undefined;
    const name = this.token;
    if (name.kind !== 'ident' || (dot !== undefined && KEYWORDS.has(name.text))) {
      this.tell(`no viable alternative at input '.${name.kind === 'end' ? '' : name.text}'`);
      this.skip();
      return { kind: 'literal', at, value: null };
    }
    if (dot === undefined && name.text !== 'in' && KEYWORDS.has(name.text)) {
      this.take();
      return { kind: 'literal', at, value: name.text === 'null' ? null : name.text === 'true' };
    }
    let end = this.next + 1;
    while (this.is('.', this.tokens[end]) && this.tokens[end + 1]?.kind === 'ident') end += 2;
    if (this.is('{', this.tokens[end])) {
      const words = this.tokens.slice(this.next, end);
      this.next = end;
      return this.#struct((dot ? '.' : '') + words.map(({ text }) => text).join(''));
    }
    this.take();
    if (RESERVED.has(name.text)) this.report(name.at, `reserved identifier: ${name.text}`);
    const text = (dot ? '.' : '') + name.text;
    if (!this.is('(')) return { kind: 'ident', at: name.at, name: text };
    const opening = this.token.at;
    return expandMacro({ kind: 'call', at: opening, name: text, args: this.#arguments() }, this);
  }

  #arguments(): Expr[] {
    this.take();
    const args: Expr[] = [];
    if (!this.is(')')) {
      if (
        !startsExpression(this.token) &&
        !this.beginsAfterOne((token) => startsExpression(token) || this.is(')', token), withSymbols(')'))
      ) {
        if (this.is(')')) this.take();
        return args;
      }
      if (!this.is(')')) {
        this.within([')', ','], () => args.push(this.#expr()));
        while (this.is(',')) {
          this.take();
          this.within([')', ','], () => args.push(this.#expr()));
        }
      }
    }
    this.within([')'], () => this.match(')'));
    return args;
  }

  /** What stands between brackets, with `?` for optional items and a comma that may stand at the end. */
  #items(closer: ']' | '}', first: readonly string[], item: () => void, begins: (token: Token) => boolean): void {
    this.within([closer, ',', ':'], () => {
      if (!this.is(closer) && !this.is(',') && !begins(this.token)) {
        const fits = (token: Token): boolean => begins(token) || this.is(closer, token) || this.is(',', token);
        if (!this.beginsAfterOne(fits, first)) return;
      }
      if (!this.is(closer) && !this.is(',')) {
        item();
        while (this.is(',') && !this.is(closer, this.after)) {
          this.take();
          item();
        }
      }
      if (this.is(',')) this.take();
    });
    if (this.is(closer) || this.is(closer, this.after)) this.match(closer);
    else {
      this.tell(`mismatched input ${quoted(this.token)} expecting {'${closer}', ','}`);
      this.skip();
      if (this.is(closer)) this.take();
    }
  }

  #optional(): boolean {
    return this.is('?') && this.take() !== undefined;
  }

  #list(): Expr {
    const { at } = this.take();
    const items: Expr[] = [];
    const optional = new Set<number>();
    const item = (): void => {
      if (this.#optional()) optional.add(items.length);
      items.push(this.#expr());
    };
    this.#items(']', withSymbols(']', ',', '?'), item, (token) => startsExpression(token) || this.is('?', token));
    return { kind: 'list', at, items, optional };
  }

  #map(): Expr {
    const { at } = this.take();
    const entries: MapLiteral['entries'] = [];
    const item = (): void => {
      const optional = this.#optional();
      const key = this.#expr();
      const colon = this.match(':');
      if (colon === undefined && this.recovering && !startsExpression(this.token)) return;
      entries.push({ at: colon?.at ?? this.token.at, key, value: this.#expr(), optional });
    };
    this.#items('}', withSymbols('}', ',', '?'), item, (token) => startsExpression(token) || this.is('?', token));
    return { kind: 'map', at, entries };
  }

  #struct(name: string): Expr {
    const { at } = this.take();
    const fields: StructLiteral['fields'] = [];
    const begins = (token: Token): boolean => token.kind === 'ident' || token.kind === 'escaped' || this.is('?', token);
    const item = (): void => {
      const optional = this.#optional();
      const field = this.token;
      if (field.kind === 'escaped') this.report(field.at, "unsupported syntax: '`'");
      if (field.kind !== 'ident' && field.kind !== 'escaped') {
        this.tell(`mismatched input ${quoted(field)} expecting {IDENTIFIER, ESC_IDENTIFIER}`);
        this.skip();
        return;
      }
      this.take();
      const colon = this.match(':');
      if (colon === undefined && this.recovering && !startsExpression(this.token)) return;
      fields.push({ at: colon?.at ?? this.token.at, name: field.text, value: this.#expr(), optional });
    };
    this.#items('}', ['}', ',', '?', 'IDENTIFIER', 'ESC_IDENTIFIER'], item, begins);
    return { kind: 'struct', at, name, fields };
  }
}

const KEYWORDS = new Set(['true', 'false', 'null', 'in']);

function withSymbols(...more: readonly string[]): string[] {
  const symbols = SYMBOL_ORDER.filter((symbol) => more.includes(symbol) || STARTS.includes(symbol));
  return [...symbols, ...STARTS.filter((text) => !SYMBOL_ORDER.includes(text))];
}
