import { JsonPathSyntaxError, type Part, type Step } from './syntax.ts';
import { unquote } from './unquote.ts';

/** Reads kubectl's JSONPath dialect. Throws JsonPathSyntaxError. */
export function parseTemplate(template: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf('{', at);
    if (open !== at) {
      const text = open < 0 ? template.slice(at) : template.slice(at, open);
      if (text !== '') parts.push({ type: 'text', text });
    }
    if (open < 0) return parts;
    const reader = new ActionReader(template, open + 1);
    parts.push({ type: 'action', steps: reader.steps() });
    at = reader.at;
  }
}

function parseSteps(action: string): Step[] {
  const steps: Step[] = [];
  for (const part of parseTemplate(`{${action}}`)) {
    if (part.type === 'action') steps.push(...part.steps);
    else steps.push(part);
  }
  return steps;
}

const terminators = new Set(['', ' ', '\t', '\n', '\r', '.', ',', '[', ']', '$', '@', '{', '}']);
const isWord = (char: string): boolean => /[\p{L}\p{N}_]/u.test(char);
const sliceSyntax = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const quotedName = /^'([^']*)'$/;
const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/;

/** Reads one action, from behind its `{`; afterwards `at` is behind its `}`. */
class ActionReader {
  at: number;
  private readonly text: string;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const rest = this.text.slice(this.at, this.at + 3);
      const char = this.peek();
      if (char === '}') {
        this.at++;
        return steps;
      }
      if (char === '' || char === '\n' || char === '\r') throw new JsonPathSyntaxError('unclosed action');
      if (char === ' ' || char === '@' || char === '$') this.at++;
      else if (rest === '[?(') steps.push(this.filter());
      else if (rest.startsWith('..')) steps.push(this.descend(steps.at(-1)));
      else if (char === '[') steps.push(...this.brackets());
      else if (char === '"' || char === "'") steps.push(this.quoted(char));
      else if (char === '.') {
        this.at++;
        steps.push(this.field());
      } else if (/[-+0-9]/.test(char)) steps.push(this.number());
      else if (isWord(char)) {
        // Behind `..` a plain word is a field.
        steps.push(steps.at(-1)?.type === 'descend' && this.text.slice(this.at - 2, this.at) === '..' ? this.field() : this.identifier());
      } else throw new JsonPathSyntaxError(`unrecognized character in action: ${unicode(char)}`);
    }
  }

  private peek(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private descend(previous: Step | undefined): Step {
    if (previous?.type === 'descend') throw new JsonPathSyntaxError('invalid multiple recursive descent');
    this.at += 2;
    return { type: 'descend' };
  }

  private word(): string {
    const from = this.at;
    while (!terminators.has(this.text[this.at] ?? '')) this.at++;
    return this.text.slice(from, this.at);
  }

  private identifier(): Step {
    const name = this.word();
    return name === 'true' || name === 'false' ? { type: 'literal', kind: 'bool', value: name === 'true' } : { type: 'identifier', name };
  }

  private field(): Step {
    let name = '';
    for (;;) {
      const char = this.text[this.at] ?? '';
      if (char === '\\') {
        // Whatever follows a backslash belongs to the name; backslashes themselves never do.
        this.at++;
        const next = this.text[this.at] ?? '';
        if (next !== '\\') {
          name += next;
          this.at++;
        }
        continue;
      }
      if (terminators.has(char)) break;
      name += char;
      this.at++;
    }
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name };
  }

  private number(): Step {
    const from = this.at;
    this.at++;
    while (/[0-9.]/.test(this.text[this.at] ?? '')) this.at++;
    const text = this.text.slice(from, this.at);
    if (/^[-+]?\d+$/.test(text)) return { type: 'literal', kind: 'int', value: Number(text) };
    if (!/^[-+]?(?:\d+\.\d*|\.\d+)$/.test(text)) throw new JsonPathSyntaxError(`cannot parse number ${text}`);
    return { type: 'literal', kind: 'float64', value: Number(text) };
  }

  private quoted(quote: string): Step {
    const from = this.at;
    for (this.at++; this.text[this.at] !== quote; this.at++) {
      if (this.at >= this.text.length || this.text[this.at] === '\n') throw new JsonPathSyntaxError('unterminated quoted string');
      if (this.text[this.at] === '\\') this.at++;
    }
    this.at++;
    const literal = this.text.slice(from, this.at);
    const text = unquote(literal);
    if (text === undefined) throw new JsonPathSyntaxError(`unquote string ${literal} error invalid syntax`);
    return { type: 'text', text };
  }

  private brackets(): Step[] {
    const from = this.at + 1;
    let quote = '';
    for (this.at++; quote !== '' || this.text[this.at] !== ']'; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === '' || char === '\n') throw new JsonPathSyntaxError('unterminated array');
      if (char === "'") quote = quote === '' ? char : '';
    }
    this.at++;
    return bracketSteps(this.text.slice(from, this.at - 1));
  }

  private filter(): Step {
    this.at += 3;
    const from = this.at;
    let quote = '';
    for (; quote !== '' || this.text[this.at] !== ')'; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === '' || char === '\n') throw new JsonPathSyntaxError('unterminated filter');
      if (char === '\\' && quote !== '') this.at++;
      else if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
    }
    const condition = this.text.slice(from, this.at);
    this.at++;
    if (this.text[this.at] !== ']') throw new JsonPathSyntaxError('unclosed array expect ]');
    this.at++;
    const [, left, operator, right] = comparison.exec(condition) ?? [];
    if (left === undefined) return { type: 'filter', left: parseSteps(condition), operator: 'exists', right: [] };
    return { type: 'filter', left: parseSteps(left), operator: operator!, right: parseSteps(right!) };
  }
}

function bracketSteps(text: string): Step[] {
  const branches = text.split(',');
  if (branches.length > 1) return [{ type: 'union', branches: branches.map((branch) => parseSteps(`[${branch.trim()}]`)) }];
  const name = quotedName.exec(text)?.[1];
  // A quoted name may be a path of its own: its dots count unless they are escaped.
  if (name !== undefined) return parseSteps(`.${name}`);
  const match = sliceSyntax.exec(text === '*' ? ':' : text);
  if (match === null) throw new JsonPathSyntaxError(`invalid array index ${text}`);
  const [start, end, step] = [match[1]!, match[2], match[3]].map((piece) => {
    const digits = piece?.replace(':', '');
    return digits === undefined || digits === '' ? undefined : Number(digits);
  });
  if ([match[1], match[2], match[3]].some((piece) => piece?.replace(':', '') === '-'))
    throw new JsonPathSyntaxError(`array index ${text} is not a number`);
  return [{ type: 'slice', start, end, step, single: match[2] === undefined }];
}

function unicode(char: string): string {
  return `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}
