import { isGeneric, parseType, splitTypes, type CelType } from './types.ts';
import type { Value } from './values.ts';

/** One way to call a function. */
export interface Overload {
  member: boolean;
  /** Of a member function the first is what it is called on. */
  args: readonly CelType[];
  result: CelType;
  /** Are there type variables in it? */
  generic: boolean;
  run: Implementation;
  /** What a call costs beyond 1: by default nothing. */
  cost?: Cost;
}

/** Throws EvaluationErrors. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each table entry knows the types that its signature promises
export type Implementation = (...args: any[]) => Value;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Cost = (...args: any[]) => number;

export type FunctionTable = ReadonlyMap<string, readonly Overload[]>;

/**
 * A library as a table: `'string.startsWith(string) bool'` is called on a string, `'size(string) int'` is not, `'ip.isCanonical(string) bool'`
 * belongs to a name space when its head is no type. `|` separates signatures that share an implementation.
 */
export type Library = Readonly<Record<string, Implementation | readonly [Implementation, Cost]>>;

const MEMBER_TYPES = /^(?:(?:int|uint|double|bool|string|bytes|dyn|timestamp|duration|[A-Z])|(?:list|map|optional)\(.*?\)+|<[^>]+>)$/;

export function buildFunctions(libraries: readonly Library[]): FunctionTable {
  const table = new Map<string, Overload[]>();
  for (const library of libraries) {
    for (const [signatures, entry] of Object.entries(library)) {
      const [run, cost] = typeof entry === 'function' ? [entry, undefined] : entry;
      for (const signature of signatures.split(' | ')) {
        const { name, ...types } = parseSignature(signature);
        const overloads = table.get(name) ?? [];
        overloads.push({ ...types, generic: [...types.args, types.result].some(isGeneric), run, ...(cost ? { cost } : {}) });
        table.set(name, overloads);
      }
    }
  }
  return table;
}

function parseSignature(signature: string): Pick<Overload, 'member' | 'args' | 'result'> & { name: string } {
  const close = closingParenthesis(signature);
  const open = openingParenthesis(signature, close);
  const head = signature.slice(0, open);
  const args = splitTypes(signature.slice(open + 1, close)).map(parseType);
  const result = parseType(signature.slice(close + 1));
  const dot = head.lastIndexOf('.');
  const receiver = head.slice(0, Math.max(dot, 0));
  if (dot <= 0 || !MEMBER_TYPES.test(receiver)) return { name: head, member: false, args, result };
  return { name: head.slice(dot + 1), member: true, args: [parseType(receiver.replace(/[<>]/g, '')), ...args], result };
}

/** The parenthesis that ends the arguments: what follows is the result's type. */
function closingParenthesis(signature: string): number {
  let depth = 0;
  let last = -1;
  // The result may have parentheses of its own, but it comes after a blank outside of all of them.
  for (let i = 0; i < signature.length; i++) {
    if (signature[i] === '(') depth++;
    else if (signature[i] === ')') {
      depth--;
      if (depth === 0) last = i;
    } else if (signature[i] === ' ' && depth === 0) break;
  }
  return last;
}

function openingParenthesis(signature: string, close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (signature[i] === ')') depth++;
    else if (signature[i] === '(' && --depth === 0) return i;
  }
  return -1;
}
