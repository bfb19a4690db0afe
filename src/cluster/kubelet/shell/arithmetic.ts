import type { Machine } from './machine.ts';
import { ShellSyntaxError } from './syntax.ts';

const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
] as const;

/** Integer arithmetic of `$(( … ))`, assignments included. */
export function arithmetic(text: string, machine: Machine): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\+\+|--|[-+*/%]=|<<|>>|[<>=!]=|&&|\|\||[-+*/%()<>=!~&|^?:]/g) ?? [];
  let at = 0;
  const valueOf = (name: string): number => Number.parseInt(machine.variables.get(name) ?? '0', 10) || 0;
  const assign = (name: string, value: number): number => {
    machine.setVariable(name, String(value));
    return value;
  };
  const isName = (token: string | undefined): token is string => token !== undefined && /^[A-Za-z_]/.test(token);

  const primary = (): number => {
    const token = tokens[at++];
    if (token === '(') {
      const value = expression();
      if (tokens[at++] !== ')') throw new ShellSyntaxError('arithmetic syntax error');
      return value;
    }
    if (token === '-') return -primary();
    if (token === '+') return primary();
    if (token === '!') return primary() === 0 ? 1 : 0;
    if (token === '~') return ~primary();
    if (token === '++' || token === '--') {
      const name = tokens[at++];
      if (isName(name)) return assign(name, valueOf(name) + (token === '++' ? 1 : -1));
    }
    if (isName(token)) {
      const next = tokens[at];
      if (next !== '++' && next !== '--') return valueOf(token);
      at += 1;
      const value = valueOf(token);
      assign(token, value + (next === '++' ? 1 : -1));
      return value;
    }
    if (token === undefined || !/^\d/.test(token)) throw new ShellSyntaxError('arithmetic syntax error');
    return Number.parseInt(token, 10);
  };
  const binary = (level: number): number => {
    if (level === LEVELS.length) return primary();
    let left = binary(level + 1);
    while ((LEVELS[level] as readonly string[]).includes(tokens[at] ?? '')) {
      const operator = tokens[at++]!;
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  };
  const expression = (): number => {
    const name = tokens[at];
    const operator = tokens[at + 1];
    if (isName(name) && operator !== undefined && /^[-+*/%]?=$/.test(operator)) {
      at += 2;
      const value = expression();
      return assign(name, operator === '=' ? value : apply(operator[0]!, valueOf(name), value));
    }
    const condition = binary(0);
    if (tokens[at] !== '?') return condition;
    at += 1;
    const yes = expression();
    at += 1;
    const no = expression();
    return condition !== 0 ? yes : no;
  };
  if (tokens.length === 0) return 0;
  return expression();
}

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0) throw new ShellSyntaxError('divide by zero');
      return operator === '/' ? Math.trunc(a / b) : a % b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return compare(operator, a, b) ? 1 : 0;
  }
}

function compare(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '&&':
      return a !== 0 && b !== 0;
    default:
      return a !== 0 || b !== 0;
  }
}
