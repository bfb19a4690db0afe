import type { Call, Comprehension, Expr, ListLiteral, MapLiteral } from './ast.ts';
import type { Checked } from './checker.ts';
import { ACCU } from './macros.ts';
import type { CelType } from './types.ts';

/** From, to. What nothing is known of goes to infinity. */
interface Range {
  min: number;
  max: number;
}

/** How large a value can be that a path leads to: `['self', 'spec', 'names', '@items']`. Undefined: nothing is known of it. */
export type SizeOf = (path: readonly string[]) => number | undefined;

const fixed = (value: number): Range => ({ min: value, max: value });
const UNKNOWN: Range = { min: 0, max: Infinity };
const NOTHING = fixed(0);
const ONE = fixed(1);
const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;
const BASE = { list: 10, map: 30, struct: 40 };
const ASKING = 350_000;

const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
const sum = (...ranges: readonly Range[]): Range =>
  ranges.reduce((total, { min, max }) => ({ min: total.min + min, max: total.max + max }), NOTHING);
const times = (a: Range, b: Range): Range => ({ min: product(a.min, b.min), max: product(a.max, b.max) });
const scaled = (range: Range, factor: number): Range => ({ min: Math.ceil(range.min * factor), max: Math.ceil(range.max * factor) });
const union = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });

/** Sizes of the keys (or indexes) and of the values in a list or map. */
interface Entries {
  kind: 'list' | 'map';
  key: Range;
  value: Range;
}

interface Local {
  path: readonly string[] | undefined;
  size: Range | undefined;
  entries: Entries | undefined;
}

/** What evaluating an expression costs at most, by the rules of the API server, which refuses rules that could become too dear. */
export function estimateCost(expr: Expr, checked: Checked, sizeOf: SizeOf): number {
  return new Estimator(checked, sizeOf).cost(expr).max;
}

class Estimator {
  readonly #checked: Checked;
  readonly #sizeOf: SizeOf;
  readonly #paths = new Map<Expr, readonly string[]>();
  readonly #sizes = new Map<Expr, Range>();
  readonly #entries = new Map<Expr, Entries>();
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, sizeOf: SizeOf) {
    this.#checked = checked;
    this.#sizeOf = sizeOf;
  }

  cost(expr: Expr): Range {
    switch (expr.kind) {
      case 'literal':
        return NOTHING;
      case 'ident':
        this.#paths.set(expr, this.#local(expr.name)?.path ?? [expr.name]);
        return ONE;
      case 'select': {
        const operand = this.cost(expr.operand);
        if (expr.test) return operand;
        const { kind } = this.#checked.typeOf(expr.operand);
        this.#paths.set(expr, [...(this.#path(expr.operand) ?? []), expr.field]);
        return kind === 'map' || kind === 'object' || kind === 'param' ? sum(operand, ONE) : operand;
      }
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return sum(fixed(BASE.struct), ...expr.fields.map(({ value }) => this.cost(value)));
      case 'comprehension':
        return isBinding(expr) ? this.#binding(expr) : this.#loop(expr);
    }
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local]);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #path(expr: Expr): readonly string[] | undefined {
    return (expr.kind === 'ident' ? this.#local(expr.name)?.path : undefined) ?? this.#paths.get(expr);
  }

  #size(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr) ?? ownSize(expr);
    if (known) return known;
    const path = this.#path(expr);
    const max = path?.length && path[0] !== ACCU ? this.#sizeOf(path) : undefined;
    if (max !== undefined) return { min: 0, max };
    if (isScalar(this.#checked.typeOf(expr))) return ONE;
    return expr.kind === 'ident' ? this.#local(expr.name)?.size : undefined;
  }

  #sized(expr: Expr): Range {
    return this.#size(expr) ?? UNKNOWN;
  }

  #entriesOf(expr: Expr): Entries | undefined {
    return this.#entries.get(expr) ?? (expr.kind === 'ident' ? this.#local(expr.name)?.entries : undefined);
  }

  #list(expr: ListLiteral): Range {
    const costs = expr.items.map((item) => this.cost(item));
    const value = expr.items
      .map((item) => this.#sized(item))
      .reduce<Range | undefined>((all, size) => (all ? union(all, size) : size), undefined);
    this.#entries.set(expr, { kind: 'list', key: ONE, value: value ?? NOTHING });
    return sum(fixed(BASE.list), ...costs);
  }

  #map(expr: MapLiteral): Range {
    const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    const united = (exprs: readonly Expr[]): Range =>
      exprs.map((each) => this.#sized(each)).reduce<Range | undefined>((all, size) => (all ? union(all, size) : size), undefined) ??
      NOTHING;
    const key = united(expr.entries.map((entry) => entry.key));
    this.#entries.set(expr, { kind: 'map', key, value: united(expr.entries.map((entry) => entry.value)) });
    return sum(fixed(BASE.map), ...costs);
  }

  #pushIteration(expr: Comprehension): string[] {
    const { range, iterVar, iterVar2 } = expr;
    const entries = this.#entriesOf(range);
    const kind = entries?.kind ?? this.#checked.typeOf(range).kind;
    const local = (step: string, size: Range | undefined): Local => ({
      path: [...(this.#path(range) ?? []), step],
      size,
      entries: undefined,
    });
    const keys = (): Local => local(kind === 'list' ? '@indices' : '@keys', entries?.key);
    const values = (): Local => local(kind === 'list' ? '@items' : '@values', entries?.value);
    if (iterVar2 === undefined) {
      this.#push(iterVar, kind === 'list' ? values() : keys());
      return [iterVar];
    }
    this.#push(iterVar, keys());
    this.#push(iterVar2, values());
    return [iterVar, iterVar2];
  }

  #loop(expr: Comprehension): Range {
    const before = sum(this.cost(expr.range), this.cost(expr.init));
    this.#push(expr.accuVar, { path: this.#path(expr.init), size: this.#size(expr.init), entries: this.#entriesOf(expr.init) });
    const names = this.#pushIteration(expr);
    const each = sum(this.cost(expr.condition), this.cost(expr.step));
    names.forEach((name) => this.#pop(name));
    const after = this.cost(expr.result);
    this.#pop(expr.accuVar);
    const count = this.#sized(expr.range);
    const size = expr.init.kind === 'literal' ? this.#size(expr.init) : count;
    if (size) this.#sizes.set(expr, size);
    const entries = expr.init.kind === 'literal' ? undefined : this.#entriesOf(expr.step);
    if (entries) this.#entries.set(expr, entries);
    return sum(before, times(count, each), after);
  }

  #binding(expr: Comprehension): Range {
    const before = sum(this.cost(expr.range), this.cost(expr.init));
    this.#push(expr.accuVar, { path: this.#path(expr.init), size: this.#size(expr.init), entries: this.#entriesOf(expr.init) });
    const result = this.cost(expr.result);
    this.#pop(expr.accuVar);
    this.#copySizes(expr, expr.result);
    return sum(before, result);
  }

  #copySizes(to: Expr, from: Expr): void {
    const size = this.#size(from);
    const entries = this.#entriesOf(from);
    if (size) this.#sizes.set(to, size);
    if (entries) this.#entries.set(to, entries);
  }

  #call(expr: Call): Range {
    if (expr.name === 'dyn' && expr.args[0]) {
      const cost = sum(ONE, this.cost(expr.args[0]));
      this.#copySizes(expr, expr.args[0]);
      return cost;
    }
    const costs = expr.args.map((arg) => this.cost(arg));
    const spaced = this.#checked.names.get(expr);
    const target = spaced === undefined ? expr.target : undefined;
    const targetCost = target ? this.cost(target) : NOTHING;
    const { cost, size } = this.#function(spaced ?? expr.name, expr, target, costs);
    if (expr.name === '_[_]') {
      const [list] = expr.args as [Expr];
      const isList = this.#checked.typeOf(list).kind === 'list';
      this.#paths.set(expr, [...(this.#path(list) ?? []), isList ? '@items' : '@values']);
      const value = this.#entriesOf(list)?.value;
      if (value) this.#sizes.set(expr, value);
    } else if (size) this.#sizes.set(expr, size);
    return sum(targetCost, cost);
  }

  /** What the call itself costs together with its arguments, and how large its result is where that is known. */
  #function(name: string, expr: Call, target: Expr | undefined, costs: readonly Range[]): { cost: Range; size?: Range } {
    const { args } = expr;
    const given = sum(...costs);
    const of = (index: number): Range => this.#sized(args[index]!);
    const own = target ? this.#sized(target) : UNKNOWN;
    const text = (size: Range, factor = PER_CHARACTER): Range => sum(scaled(size, factor), given);
    switch (name) {
      case '_&&_':
      case '_||_':
        return { cost: { min: costs[0]!.min, max: costs[0]!.max + costs[1]!.max } };
      case '_?_:_': {
        const [left, right] = [this.#entriesOf(args[1]!), this.#entriesOf(args[2]!)];
        if (left && right)
          this.#entries.set(expr, { kind: left.kind, key: union(left.key, right.key), value: union(left.value, right.value) });
        return { cost: sum(costs[0]!, union(costs[1]!, costs[2]!)), size: union(of(1), of(2)) };
      }
      case '_+_':
        return this.#addition(expr, given);
      case '_==_':
      case '_!=_':
        return { cost: sum(compared(of(0), of(1)), given) };
      case '_<_':
      case '_<=_':
      case '_>_':
      case '_>=_': {
        const { kind } = this.#checked.typeOf(args[0]!);
        return { cost: sum(kind === 'string' || kind === 'bytes' || kind === 'dyn' ? compared(of(0), of(1)) : ONE, given) };
      }
      case '@in':
        return { cost: sum(this.#checked.typeOf(args[1]!).kind === 'map' ? ONE : of(1), given) };
      case 'matches':
      case 'find':
      case 'findAll': {
        const [subject, pattern] = target ? [own, of(0)] : [of(0), of(1)];
        const walk = scaled(sum(subject, ONE), PER_CHARACTER);
        const cost = sum(times(walk, scaled(pattern, PER_PATTERN_CHARACTER)), given);
        return name === 'matches' ? { cost } : { cost, size: { min: 0, max: subject.max } };
      }
      case 'contains':
        return target ? { cost: sum(times(scaled(own, PER_CHARACTER), scaled(of(0), PER_CHARACTER)), given) } : { cost: sum(ONE, given) };
      case 'startsWith':
      case 'endsWith':
        return { cost: text(of(0)) };
      case 'format':
        return { cost: text(own) };
      case 'lowerAscii':
      case 'upperAscii':
      case 'substring':
      case 'trim':
        return { cost: text(own), size: own };
      case 'replace':
        return { cost: text(own, 2 * PER_CHARACTER), size: replaced(own, of(0), of(1)) };
      case 'split': {
        const limit = args[1]?.kind === 'literal' && typeof args[1].value === 'bigint' ? Number(args[1].value) : undefined;
        return { cost: text(own, 2 * PER_CHARACTER), size: { min: 0, max: limit !== undefined && limit >= 0 ? limit : own.max } };
      }
      case 'join':
        return this.#join(target, args, own, given);
      case 'url':
        return { cost: text(of(0)) };
      case 'bytes':
        return { cost: text(of(0)), size: { min: of(0).min, max: of(0).max * 4 } };
      case 'isSorted':
      case 'sum':
      case 'max':
      case 'min':
      case 'indexOf':
      case 'lastIndexOf':
        return { cost: sum(this.#traversal(target, own), given) };
      case 'sets.contains':
      case 'sets.intersects':
        return { cost: sum(times(of(0), of(1)), given) };
      case 'sets.equivalent':
        return { cost: sum(scaled(times(of(0), of(1)), 2), given) };
      case 'distinct':
      case 'sort':
      case '@sortByAssociatedKeys':
        return { cost: sum(times(own, own), given), size: own };
      case 'check':
        return { cost: sum(fixed(ASKING), given) };
      default:
        return { cost: sum(ONE, given) };
    }
  }

  #addition(expr: Call, given: Range): { cost: Range; size?: Range } {
    const [left, right] = expr.args as [Expr, Expr];
    const { kind } = this.#checked.typeOf(expr);
    if (!['string', 'bytes', 'list', 'dyn'].includes(kind)) return { cost: sum(ONE, given) };
    const size = sum(this.#sized(left), this.#sized(right));
    const [a, b] = [this.#entriesOf(left), this.#entriesOf(right)];
    if (a && b) this.#entries.set(expr, { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) });
    return { cost: sum(kind === 'list' ? ONE : scaled(size, PER_CHARACTER), given), size };
  }

  #itemSize(list: Expr | undefined): Range | undefined {
    if (!list || this.#checked.typeOf(list).kind !== 'list') return undefined;
    const path = this.#path(list);
    const max = path?.length ? this.#sizeOf([...path, '@items']) : undefined;
    return max === undefined ? (this.#entriesOf(list)?.value ?? UNKNOWN) : { min: 0, max };
  }

  #traversal(target: Expr | undefined, size: Range): Range {
    const type = target && this.#checked.typeOf(target);
    if (type?.kind !== 'list') return scaled(size, PER_CHARACTER);
    const isText = type.of.kind === 'string' || type.of.kind === 'bytes';
    return times(size, isText ? sum(ONE, scaled(this.#itemSize(target) ?? UNKNOWN, PER_CHARACTER)) : ONE);
  }

  #join(target: Expr | undefined, args: readonly Expr[], list: Range, given: Range): { cost: Range; size: Range } {
    const items = times(list, this.#itemSize(target) ?? NOTHING);
    const between = { min: Math.max(list.min - 1, 0), max: Math.max(list.max - 1, 0) };
    const size = args[0] ? sum(items, times(this.#sized(args[0]), between)) : items;
    return { cost: sum(scaled(size, PER_CHARACTER), given), size };
  }
}

/** The smaller of two values decides how long comparing them takes. */
function compared(a: Range, b: Range): Range {
  const max = Math.min(a.max, b.max);
  return scaled({ min: max > 0 ? 1 : 0, max }, PER_CHARACTER);
}

function replaced(text: Range, old: Range, by: Range): Range {
  let [count, kept] = [0, 0];
  if (old.min === 0) [count, kept] = [text.max + 1, text.max];
  else if (by.max <= old.min) kept = text.max;
  else count = Math.ceil(text.max / old.min);
  return { min: 0, max: product(count, by.max) + kept };
}

/** A macro that only gives something a name. */
function isBinding({ range, condition, accuVar }: Comprehension): boolean {
  return range.kind === 'list' && range.items.length === 0 && condition.kind === 'literal' && condition.value === false && accuVar !== ACCU;
}

function ownSize(expr: Expr): Range | undefined {
  if (expr.kind === 'list') return fixed(expr.items.length);
  if (expr.kind === 'map') return fixed(expr.entries.length);
  if (expr.kind !== 'literal') return undefined;
  if (typeof expr.value === 'string') return fixed(Array.from(expr.value).length);
  return expr.value instanceof Uint8Array ? fixed(expr.value.length) : ONE;
}

function isScalar(type: CelType): boolean {
  if (type.kind === 'optional') return isScalar(type.of);
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind);
}
