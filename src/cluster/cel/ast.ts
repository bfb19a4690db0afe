/** Expressions after parsing, macros expanded. `at` is the place (in code points) that messages about a node point to. */
export type Expr = Literal | Ident | Select | Call | ListLiteral | MapLiteral | StructLiteral | Comprehension;

interface Node {
  at: number;
}

/** What a literal can be: null, bool, int (bigint), uint, double (number), string, bytes. */
export type LiteralValue = null | boolean | bigint | number | string | Uint8Array | { uint: bigint };

export interface Literal extends Node {
  kind: 'literal';
  value: LiteralValue;
}

export interface Ident extends Node {
  kind: 'ident';
  name: string;
}

export interface Select extends Node {
  kind: 'select';
  operand: Expr;
  field: string;
  /** `has(operand.field)` */
  test: boolean;
}

/** Operators are calls of functions such as `_+_`, `_[_]`, `!_`. */
export interface Call extends Node {
  kind: 'call';
  name: string;
  target?: Expr;
  args: Expr[];
}

export interface ListLiteral extends Node {
  kind: 'list';
  items: Expr[];
  /** Indexes of the items that are `?optional`. */
  optional: ReadonlySet<number>;
}

export interface MapLiteral extends Node {
  kind: 'map';
  entries: { at: number; key: Expr; value: Expr; optional: boolean }[];
}

export interface StructLiteral extends Node {
  kind: 'struct';
  name: string;
  fields: { at: number; name: string; value: Expr; optional: boolean }[];
}

/** The general loop that all/exists/map/filter and their like become. */
export interface Comprehension extends Node {
  kind: 'comprehension';
  range: Expr;
  iterVar: string;
  /** Two variables: index or key, and value. */
  iterVar2?: string;
  accuVar: string;
  init: Expr;
  condition: Expr;
  step: Expr;
  result: Expr;
}

/** `a.b.c` as text when the expression is nothing but names and dots. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.test) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
