import { ShellSyntaxError, type Command, type Pipeline, type Redirect, type Script, type Statement, type Word } from './syntax.ts';
import { readWord } from './words.ts';

type Token = { kind: 'operator'; text: string } | { kind: 'word'; word: Word; plain: string | undefined; source: string };

const parsed = new Map<string, Script>();
const KEPT = 200;

/** @throws ShellSyntaxError */
export function parseScript(text: string): Script {
  let script = parsed.get(text);
  if (!script) {
    if (parsed.size >= KEPT) parsed.clear();
    parsed.set(text, (script = new Parser(tokenize(text)).script()));
  }
  return script;
}

const OPERATOR = /^(?:&&|\|\||;;|&>>?|[0-9]?>>|[0-9]?>&|[0-9]?>|[0-9]?<|[;&|()\n])/;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^(?:[ \t\r]|\\\n)+/.exec(rest)?.[0] ?? '';
    at += blank.length;
    const here = text.slice(at);
    if (here === '') break;
    if (here.startsWith('#')) {
      at += /^[^\n]*/.exec(here)![0].length;
      continue;
    }
    if (here.startsWith('<<')) throw new ShellSyntaxError('here documents are not modelled');
    const operator = OPERATOR.exec(here)?.[0];
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
      continue;
    }
    const { word, end } = readWord(text, at, parseScript);
    const only = word.length === 1 ? word[0] : undefined;
    tokens.push({ kind: 'word', word, plain: only?.kind === 'text' && !only.quoted ? only.text : undefined, source: text.slice(at, end) });
    at = end;
  }
  return tokens;
}

const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  script(): Script {
    const script = this.#list();
    if (this.#at < this.#tokens.length) throw new ShellSyntaxError(`unexpected ${this.#describe()}`);
    return script;
  }

  #list(): Script {
    const statements: Statement[] = [];
    for (;;) {
      while (this.#isOperator(';', '\n')) this.#at += 1;
      const token = this.#tokens[this.#at];
      if (!token || (token.kind === 'operator' && (token.text === ')' || token.text === ';;'))) return statements;
      if (token.kind === 'word' && token.plain !== undefined && CLOSERS.has(token.plain)) return statements;
      const first = this.#pipeline();
      const rest: { when: '&&' | '||'; then: Pipeline }[] = [];
      while (this.#isOperator('&&', '||')) {
        const when = (this.#tokens[this.#at++] as { text: '&&' | '||' }).text;
        while (this.#isOperator('\n')) this.#at += 1;
        rest.push({ when, then: this.#pipeline() });
      }
      const background = this.#isOperator('&');
      if (background) this.#at += 1;
      statements.push({ first, rest, background });
      if (!background && !this.#isOperator(';', '\n')) return statements;
    }
  }

  #pipeline(): Pipeline {
    const negated = this.#takeWord('!');
    const commands = [this.#command()];
    while (this.#isOperator('|')) {
      this.#at += 1;
      while (this.#isOperator('\n')) this.#at += 1;
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    const compound = this.#compound();
    return compound ? { ...compound, redirects: this.#redirects() } : this.#simple();
  }

  #compound(): Command | undefined {
    const redirects: Redirect[] = [];
    if (this.#isOperator('(')) {
      this.#at += 1;
      const body = this.#list();
      this.#expectOperator(')');
      return { kind: 'subshell', body, redirects };
    }
    if (this.#takeWord('{')) {
      const body = this.#list();
      this.#expectWord('}');
      return { kind: 'group', body, redirects };
    }
    if (this.#takeWord('if')) return this.#if();
    if (this.#takeWord('while')) return { kind: 'loop', until: false, ...this.#loop(), redirects };
    if (this.#takeWord('until')) return { kind: 'loop', until: true, ...this.#loop(), redirects };
    if (this.#takeWord('for')) return this.#for();
    if (this.#takeWord('case')) return this.#case();
    return undefined;
  }

  #if(): Command {
    const branches: { condition: Script; body: Script }[] = [];
    let otherwise: Script = [];
    do {
      const condition = this.#list();
      this.#expectWord('then');
      branches.push({ condition, body: this.#list() });
    } while (this.#takeWord('elif'));
    if (this.#takeWord('else')) otherwise = this.#list();
    this.#expectWord('fi');
    return { kind: 'if', branches, otherwise, redirects: [] };
  }

  #loop(): { condition: Script; body: Script } {
    const condition = this.#list();
    this.#expectWord('do');
    const body = this.#list();
    this.#expectWord('done');
    return { condition, body };
  }

  #for(): Command {
    const name = this.#plainWord();
    while (this.#isOperator('\n')) this.#at += 1;
    let items: Word[] | undefined;
    if (this.#takeWord('in')) {
      items = [];
      for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[++this.#at]) items.push(token.word);
    }
    while (this.#isOperator(';', '\n')) this.#at += 1;
    this.#expectWord('do');
    const body = this.#list();
    this.#expectWord('done');
    return { kind: 'for', name, items, body, redirects: [] };
  }

  #case(): Command {
    const subject = this.#word();
    this.#expectWord('in');
    const arms: { patterns: Word[]; body: Script }[] = [];
    for (;;) {
      while (this.#isOperator('\n', ';')) this.#at += 1;
      if (this.#takeWord('esac')) return { kind: 'case', subject, arms, redirects: [] };
      if (this.#isOperator('(')) this.#at += 1;
      const patterns = [this.#word()];
      while (this.#isOperator('|')) {
        this.#at += 1;
        patterns.push(this.#word());
      }
      this.#expectOperator(')');
      arms.push({ patterns, body: this.#list() });
      if (this.#isOperator(';;')) this.#at += 1;
    }
  }

  #simple(): Command {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      redirects.push(...this.#redirects());
      const token = this.#tokens[this.#at];
      if (token?.kind !== 'word') break;
      this.#at += 1;
      const assignment = words.length === 0 ? /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(token.source) : null;
      if (assignment) assignments.push({ name: assignment[1]!, value: readWord(token.source, assignment[0].length, parseScript).word });
      else words.push(token.word);
      if (words.length === 1 && token.plain !== undefined && this.#isOperator('(') && isOperator(this.#tokens[this.#at + 1], ')')) {
        this.#at += 2;
        while (this.#isOperator('\n')) this.#at += 1;
        return { kind: 'function', name: token.plain, body: this.#command(), redirects: [] };
      }
    }
    if (words.length === 0 && assignments.length === 0 && redirects.length === 0)
      throw new ShellSyntaxError(`unexpected ${this.#describe()}`);
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      const token = this.#tokens[this.#at];
      const match = token?.kind === 'operator' ? /^(&|[0-9]?)(>>|>&|>|<)$/.exec(token.text) : null;
      if (!match) return redirects;
      this.#at += 1;
      const operator = match[2] as Redirect['operator'];
      redirects.push({ fd: match[1] === '&' ? 3 : match[1] ? Number(match[1]) : operator === '<' ? 0 : 1, operator, target: this.#word() });
    }
  }

  #word(): Word {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'word') throw new ShellSyntaxError('a word is missing');
    return token.word;
  }

  #plainWord(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'word' || token.plain === undefined) throw new ShellSyntaxError('a name is missing');
    return token.plain;
  }

  #isOperator(...texts: readonly string[]): boolean {
    return isOperator(this.#tokens[this.#at], ...texts);
  }

  #expectOperator(text: string): void {
    if (!this.#isOperator(text)) throw new ShellSyntaxError(`unexpected ${this.#describe()} (expecting "${text}")`);
    this.#at += 1;
  }

  #takeWord(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.plain !== text) return false;
    this.#at += 1;
    return true;
  }

  #expectWord(text: string): void {
    if (!this.#takeWord(text)) throw new ShellSyntaxError(`unexpected ${this.#describe()} (expecting "${text}")`);
  }

  #describe(): string {
    const token = this.#tokens[this.#at];
    return token === undefined ? 'end of file' : token.kind === 'word' ? `"${token.source}"` : `"${token.text}"`;
  }
}

function isOperator(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === 'operator' && texts.includes(token.text);
}
