import type { Token } from './lexer.ts';
import type { Issue } from './source.ts';

export const RELATIONS = ['<', '<=', '>=', '>', '==', '!='];

/** The tokens of an expression, and how the API server's parser goes on after one that does not fit: its messages show what it recovers to. */
export class TokenReader {
  protected readonly tokens: readonly Token[];
  readonly #issues: Issue[];
  protected next = 0;
  /** After a message nothing more is told until a token fits again. */
  protected recovering = false;
  /** What closes the constructs around the current place, outermost first. */
  readonly #closers: string[][] = [];

  constructor(tokens: readonly Token[], issues: Issue[]) {
    this.tokens = tokens;
    this.#issues = issues;
  }

  protected get token(): Token {
    return this.tokens[this.next]!;
  }

  protected get after(): Token {
    return this.tokens[Math.min(this.next + 1, this.tokens.length - 1)]!;
  }

  protected is(text: string, token = this.token): boolean {
    return (token.kind === 'symbol' || token.kind === 'end' || (token.kind === 'ident' && text === 'in')) && token.text === text;
  }

  protected take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.next++;
    this.recovering = false;
    return token;
  }

  protected tell(message: string, token = this.token): void {
    if (!this.recovering) this.#issues.push({ offset: token.at, message: `Syntax error: ${message}` });
    this.recovering = true;
  }

  report(at: number, message: string): void {
    this.#issues.push({ offset: at, message });
  }

  /** Takes the token that must come; otherwise tells, and goes on as if it had come where that makes sense. */
  protected match(text: string): Token | undefined {
    if (this.is(text)) return this.take();
    const shown = text === '<EOF>' ? text : `'${text}'`;
    if (text !== '<EOF>' || this.token.kind !== 'end') {
      if (this.is(text, this.after) && this.token.kind !== 'end') {
        this.tell(`extraneous input ${quoted(this.token)} expecting ${shown}`);
        this.next++;
        return this.take();
      }
      if (this.#couldFollow(text)) this.tell(`missing ${shown} at ${quoted(this.token)}`);
      else {
        this.tell(`mismatched input ${quoted(this.token)} expecting ${shown}`);
        this.skip();
      }
    }
    return undefined;
  }

  #couldFollow(text: string): boolean {
    if (text === ':') return startsExpression(this.token);
    return text !== '<EOF>' && this.#inFollow(this.token, this.#closers.length - 1);
  }

  /** Can the token come after an expression here: an operator, or what closes something around it? */
  #inFollow(token: Token, levels: number): boolean {
    if (token.kind === 'end') return levels <= 0;
    if (token.kind === 'ident') return token.text === 'in';
    if (token.kind !== 'symbol') return false;
    if (['?', '||', '&&', '+', '-', '*', '/', '%', '.', '[', ...RELATIONS].includes(token.text)) return true;
    return levels > 0 && (this.#closers[levels - 1] ?? []).includes(token.text);
  }

  /** Leaves out what fits nowhere around here. */
  protected skip(): void {
    while (this.token.kind !== 'end' && !this.#closers.some((texts) => texts.includes(this.token.text)) && !this.#inFollow(this.token, 0)) {
      this.next++;
    }
  }

  protected within<T>(closers: string[], inner: () => T): T {
    this.#closers.push(closers);
    const result = inner();
    this.#closers.pop();
    return result;
  }

  /** One token too many is left out when the next fits; otherwise tells what was expected. */
  protected beginsAfterOne(fits: (token: Token) => boolean, expected: readonly string[]): boolean {
    const list = expected.map((text) => (/^[A-Z_]+$/.test(text) ? text : `'${text}'`)).join(', ');
    if (this.token.kind !== 'end' && fits(this.after)) {
      this.tell(`extraneous input ${quoted(this.token)} expecting {${list}}`);
      this.next++;
      return true;
    }
    this.tell(`mismatched input ${quoted(this.token)} expecting {${list}}`);
    this.skip();
    return false;
  }
}

export function startsExpression({ kind, text }: Token): boolean {
  if (kind === 'symbol') return ['[', '{', '(', '.', '-', '!'].includes(text);
  return kind !== 'end' && kind !== 'escaped' && !(kind === 'ident' && text === 'in');
}

export function quoted({ text }: Token): string {
  return `'${text.replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}'`;
}
