import type { Machine } from './machine.ts';

/** `test` and `[`: 0 when the expression holds, 1 when it does not, 2 when it is none. */
export function evaluateTest(args: readonly string[], machine: Machine): number {
  let at = 0;
  const primary = (): boolean => {
    const word = args[at];
    if (word === '!') {
      at += 1;
      return !primary();
    }
    if (word === '(') {
      at += 1;
      const value = either();
      at += 1;
      return value;
    }
    const operator = args[at + 1];
    if (operator !== undefined && BINARY.has(operator) && args[at + 2] !== undefined) {
      at += 3;
      return compare(word!, operator, args[at - 1]!);
    }
    if (word !== undefined && /^-[a-zA-Z]$/.test(word) && operator !== undefined) {
      at += 2;
      return holds(word, operator, machine);
    }
    at += 1;
    return word !== undefined && word !== '';
  };
  const both = (): boolean => {
    let value = primary();
    while (args[at] === '-a' || args[at] === '&&') {
      at += 1;
      const right = primary();
      value &&= right;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (args[at] === '-o' || args[at] === '||') {
      at += 1;
      const right = both();
      value ||= right;
    }
    return value;
  };
  if (args.length === 0) return 1;
  const value = either();
  return at < args.length ? 2 : value ? 0 : 1;
}

const BINARY = new Set(['=', '==', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '<', '>']);

function compare(a: string, operator: string, b: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '-eq':
      return Number(a) === Number(b);
    case '-ne':
      return Number(a) !== Number(b);
    case '-lt':
      return Number(a) < Number(b);
    case '-le':
      return Number(a) <= Number(b);
    case '-gt':
      return Number(a) > Number(b);
    default:
      return Number(a) >= Number(b);
  }
}

function holds(operator: string, operand: string, machine: Machine): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-d':
      return machine.isFolder(operand);
    case '-f':
    case '-r':
    case '-w':
    case '-x':
      return machine.readFile(operand) !== undefined;
    case '-s':
      return (machine.readFile(operand) ?? '') !== '';
    case '-e':
      return machine.readFile(operand) !== undefined || machine.isFolder(operand);
    default:
      return false;
  }
}
