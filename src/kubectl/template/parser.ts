import { unquote } from '../../api/jsonpath/unquote.ts';
import { functionNames } from './functions.ts';
import { lex, type Token } from './lexer.ts';
import type { Command, Node, Operand, Pipeline, Trees } from './nodes.ts';
import { parseNumber } from './numbers.ts';
import { GoNumber } from './values.ts';

/** A template that is none; the message is Go's, with the template's name and line. */
export class TemplateSyntaxError extends Error {}

/** kubectl's templates are all called this. */
export const rootName = 'output';

/** Reads a Go template. Throws TemplateSyntaxError. */
export function parse(source: string): Trees {
  return new Parser(lex(source)).parse();
}

type ListEnd = { keyword: 'end' | 'else'; token: Token };

class Parser {
  private readonly tokens: readonly Token[];
  private readonly trees: Trees = new Map();
  private position = 0;
  private variables: string[] = ['$'];
  private rangeDepth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): Trees {
    const nodes: Node[] = [];
    while (this.peek().type !== 'eof') {
      if (this.peek().type === 'open') {
        const start = this.position;
        this.next();
        if (this.isKeyword(this.peekVisible(), 'define')) {
          this.nextVisible();
          this.definition();
          continue;
        }
        this.position = start;
      }
      const node = this.textOrAction();
      if ('keyword' in node) throw this.fail(`unexpected {{${node.keyword}}}`, node.token);
      nodes.push(...node.nodes);
    }
    this.trees.set(rootName, nodes);
    return this.trees;
  }

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)]!;
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private peekVisible(): Token {
    while (this.peek().type === 'space') this.position++;
    return this.peek();
  }

  private nextVisible(): Token {
    this.peekVisible();
    return this.next();
  }

  private isKeyword(token: Token, word: string): boolean {
    return token.type === 'keyword' && token.text === word;
  }

  private fail(message: string, token: Token = this.peek()): TemplateSyntaxError {
    return new TemplateSyntaxError(`template: ${rootName}:${token.line}: ${message}`);
  }

  private unexpected(token: Token, context: string): TemplateSyntaxError {
    if (token.type === 'error') return this.fail(token.text, token);
    if (token.type === 'eof') return this.fail('unexpected EOF', token);
    return this.fail(`unexpected ${describe(token)} in ${context}`, token);
  }

  private expect(type: Token['type'], context: string): Token {
    const token = this.nextVisible();
    if (token.type !== type) throw this.unexpected(token, context);
    return token;
  }

  private definition(): void {
    const name = this.name('define clause');
    this.expect('close', 'define clause');
    const outer = this.variables;
    const depth = this.rangeDepth;
    this.variables = ['$'];
    this.rangeDepth = 0;
    const { nodes, end } = this.list();
    if (end.keyword !== 'end') throw this.fail(`unexpected {{${end.keyword}}} in define clause`, end.token);
    this.define(name.value, nodes);
    this.variables = outer;
    this.rangeDepth = depth;
  }

  private define(name: string, nodes: readonly Node[]): void {
    const before = this.trees.get(name);
    const isEmpty = (list: readonly Node[]): boolean => list.every((node) => node.type === 'text' && node.text.trim() === '');
    if (before !== undefined && !isEmpty(before) && !isEmpty(nodes)) {
      throw this.fail(`template: multiple definition of template "${name}"`, this.tokens[this.position - 1]);
    }
    if (before === undefined || isEmpty(before)) this.trees.set(name, nodes);
  }

  private name(context: string): { value: string; token: Token } {
    const token = this.nextVisible();
    if (token.type !== 'string' && token.type !== 'raw') throw this.unexpected(token, context);
    return { value: this.stringValue(token), token };
  }

  private stringValue(token: Token): string {
    const text = token.type === 'raw' ? token.text.slice(1, -1) : unquote(token.text);
    if (text === undefined) throw this.fail('invalid syntax', token);
    return text;
  }

  private list(): { nodes: Node[]; end: ListEnd } {
    const nodes: Node[] = [];
    while (this.peek().type !== 'eof') {
      const node = this.textOrAction();
      if ('keyword' in node) return { nodes, end: node };
      nodes.push(...node.nodes);
    }
    throw this.unexpected(this.peek(), 'input');
  }

  private textOrAction(): { nodes: Node[] } | ListEnd {
    const token = this.next();
    if (token.type === 'text') return { nodes: [{ type: 'text', text: token.text, at: token.at }] };
    if (token.type === 'open') return this.action();
    throw this.unexpected(token, 'input');
  }

  private action(): { nodes: Node[] } | ListEnd {
    const token = this.peekVisible();
    if (token.type !== 'keyword' || token.text === 'define') {
      const pipeline = this.pipeline('command', 'close');
      return { nodes: [{ type: 'action', pipeline, at: token.at }] };
    }
    this.next();
    switch (token.text) {
      case 'if':
      case 'with':
      case 'range':
        return { nodes: [this.control(token.text, token)] };
      case 'end':
        this.expect('close', 'end');
        return { keyword: 'end', token };
      case 'else':
        if (!this.isKeyword(this.peekVisible(), 'if') && !this.isKeyword(this.peekVisible(), 'with')) this.expect('close', 'else');
        return { keyword: 'else', token };
      case 'template': {
        const { value, token: quoted } = this.name('template clause');
        const pipeline = this.peekVisible().type === 'close' ? undefined : this.pipeline('template clause', 'close');
        if (pipeline === undefined) this.next();
        return { nodes: [{ type: 'template', name: value, quoted: quoted.text, pipeline, at: quoted.at }] };
      }
      case 'block': {
        const { value, token: quoted } = this.name('block clause');
        const pipeline = this.pipeline('block clause', 'close');
        const outer = this.variables;
        this.variables = ['$'];
        const { nodes, end } = this.list();
        if (end.keyword !== 'end') throw this.fail(`unexpected {{${end.keyword}}} in block clause`, end.token);
        this.variables = outer;
        this.define(value, nodes);
        return { nodes: [{ type: 'template', name: value, quoted: quoted.text, pipeline, at: quoted.at }] };
      }
      default: {
        const type = token.text as 'break' | 'continue';
        const close = this.nextVisible();
        if (close.type !== 'close') throw this.unexpected(close, `{{${type}}}`);
        if (this.rangeDepth === 0) throw this.fail(`{{${type}}} outside {{range}}`, token);
        return { nodes: [{ type, at: token.at }] };
      }
    }
  }

  private control(type: 'if' | 'with' | 'range', token: Token): Node {
    const scope = this.variables.length;
    const pipeline = this.pipeline(type, 'close');
    if (type === 'range') this.rangeDepth++;
    const { nodes: body, end } = this.list();
    if (type === 'range') this.rangeDepth--;
    let otherwise: readonly Node[] | undefined;
    if (end.keyword === 'else') {
      const follow = this.peekVisible();
      if (type !== 'range' && this.isKeyword(follow, type)) {
        // `else if` is an if in the else, with one end for both.
        this.next();
        otherwise = [this.control(type, follow)];
      } else if (
        follow.type === 'keyword' &&
        (follow.text === 'if' || follow.text === 'with') &&
        this.tokens[this.position - 1]?.type !== 'close'
      ) {
        throw this.unexpected(follow, 'input');
      } else {
        const rest = this.list();
        if (rest.end.keyword !== 'end') throw this.fail(`expected end; found {{${rest.end.keyword}}}`, rest.end.token);
        otherwise = rest.nodes;
      }
    }
    this.variables.length = scope;
    return { type, pipeline, body, otherwise, at: token.at };
  }

  private pipeline(context: string, end: 'close' | 'closeParen'): Pipeline {
    const at = this.peekVisible().at;
    const { variables, assigns } = this.declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextVisible();
      if (token.type === end) break;
      if (!startsOperand(token)) throw this.unexpected(token, context);
      this.position--;
      commands.push(this.command());
    }
    const declared = variables.length > 0 && context !== 'if' && context !== 'with' && context !== 'range' ? 'command' : context;
    if (commands.length === 0) throw this.fail(`missing value for ${declared}`, this.tokens[this.position - 1]);
    commands.slice(1).forEach((command, index) => {
      const [first] = command.operands;
      if (first!.type === 'literal' || first!.type === 'nil' || first!.type === 'dot') {
        throw this.fail(`non executable command in pipeline stage ${index + 2}`, this.tokens[this.position - 1]);
      }
    });
    if (!assigns) this.variables.push(...variables);
    return { variables, assigns, commands, at };
  }

  private declarations(context: string): { variables: string[]; assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const start = this.position;
      const variable = this.peekVisible();
      const give = (): { variables: string[]; assigns: boolean } => {
        this.position = start;
        return { variables, assigns: false };
      };
      if (variable.type !== 'variable') return give();
      this.next();
      const next = this.peekVisible();
      if (next.type === 'assign' || next.type === 'declare') {
        this.next();
        variables.push(variable.text);
        const assigns = next.type === 'assign';
        if (assigns) for (const name of variables) this.known(name, variable);
        return { variables, assigns };
      }
      if (next.type !== 'other' || next.text !== ',') return give();
      this.next();
      variables.push(variable.text);
      if (context !== 'range' || variables.length > 1) throw this.fail(`too many declarations in ${context}`, variable);
      if (this.peekVisible().type !== 'variable') throw this.fail('range can only initialize variables', variable);
    }
  }

  private known(name: string, token: Token): void {
    if (!this.variables.includes(name)) throw this.fail(`undefined variable "${name}"`, token);
  }

  private command(): Command {
    const at = this.peekVisible().at;
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.next();
      if (token.type === 'space') {
        if (startsOperand(this.peekVisible())) continue;
        const after = this.peek();
        if (after.type === 'close' || after.type === 'closeParen') return { operands, at };
        this.next();
        if (after.type === 'pipe') return { operands, at };
        throw this.unexpected(after, 'operand');
      }
      if (token.type === 'close' || token.type === 'closeParen') {
        this.position--;
        return { operands, at };
      }
      if (token.type === 'pipe') return { operands, at };
      throw this.unexpected(token, 'operand');
    }
  }

  private operand(): Operand | undefined {
    const term = this.term();
    const first = this.peek();
    if (first.type !== 'field') return term;
    const names: string[] = [];
    while (this.peek().type === 'field') names.push(this.next().text.slice(1));
    if (term.type === 'field' || term.type === 'variable') return { ...term, names: [...term.names, ...names], at: first.at };
    if (term.type === 'literal' || term.type === 'nil' || term.type === 'dot') {
      throw this.fail(
        `unexpected . after term ${JSON.stringify(term.type === 'literal' ? term.text : term.type === 'nil' ? 'nil' : '.')}`,
        first,
      );
    }
    return { type: 'chain', of: term, names, at: first.at };
  }

  private term(): Operand {
    const token = this.nextVisible();
    const { at, text } = token;
    switch (token.type) {
      case 'identifier':
        if (!functionNames.has(text)) throw this.fail(`function "${text}" not defined`, token);
        return { type: 'function', name: text, at };
      case 'dot':
        return { type: 'dot', at };
      case 'nil':
        return { type: 'nil', at };
      case 'variable':
        this.known(text, token);
        return { type: 'variable', name: text, names: [], at };
      case 'field':
        return { type: 'field', names: [text.slice(1)], at };
      case 'bool':
        return { type: 'literal', kind: 'bool', value: text === 'true', text, at };
      case 'string':
      case 'raw':
        return { type: 'literal', kind: 'string', value: this.stringValue(token), text, at };
      case 'char': {
        const char = unquote(text);
        if (char === undefined || char === '') throw this.fail('invalid syntax', token);
        if ([...char].length > 1) throw this.fail(`malformed character constant: ${text}`, token);
        return { type: 'literal', kind: 'number', value: new GoNumber(char.codePointAt(0)!, 'int32'), text, at };
      }
      case 'number': {
        const number = parseNumber(text);
        if (typeof number === 'string') throw this.fail(`${number}: "${text}"`, token);
        return { type: 'literal', kind: 'number', value: number, text, at };
      }
      case 'paren':
        return { type: 'pipeline', pipeline: this.pipeline('parenthesized pipeline', 'closeParen'), at };
      default:
        throw this.unexpected(token, 'operand');
    }
  }
}

function startsOperand(token: Token): boolean {
  return ['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'raw', 'string', 'variable', 'paren'].includes(token.type);
}

function describe(token: Token): string {
  if (token.type === 'keyword' || token.type === 'dot' || token.type === 'nil') return `<${token.text}>`;
  return [...token.text].length > 10 ? `${JSON.stringify([...token.text].slice(0, 10).join(''))}...` : JSON.stringify(token.text);
}
