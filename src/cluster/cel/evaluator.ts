import type { Call, Comprehension, Expr, ListLiteral, MapLiteral, Select, StructLiteral } from './ast.ts';
import type { Checked } from './checker.ts';
import { fits, isCertain, noOverload } from './dispatch.ts';
import { hasField, indexed, optionalField, optionalIndexed, selectField } from './element-access.ts';
import type { Overload } from './functions.ts';
import { ACCU } from './macros.ts';
import {
  CelMap,
  CostError,
  EvaluationError,
  isList,
  LiteralMap,
  Opaque,
  Optional,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from './values.ts';

/** One evaluation: where variables come from, and what it may cost. */
export interface Frame {
  /** Undefined: the variable has no value here. */
  variable(name: string): Value | undefined;
  cost: number;
  readonly limit: number;
  readonly locals: Value[];
}

export type Evaluate = (frame: Frame) => Value;

/** Makes a message: what `Object.spec{…}` evaluates to. */
export type Construct = (name: string, fields: ReadonlyMap<string, Value>) => Value;

function spend(frame: Frame, cost: number): void {
  frame.cost += cost;
  if (frame.cost > frame.limit) throw new CostError();
}

const COST = { list: 10, map: 30, struct: 40 };

/** Turns a checked expression into a function. Errors are thrown as EvaluationErrors, running out of budget as CostError. */
export function plan(expr: Expr, checked: Checked, construct?: Construct): Evaluate {
  return new Planner(checked, construct).plan(expr);
}

class Planner {
  readonly #checked: Checked;
  readonly #construct: Construct | undefined;
  /** Loop variables and the places of their values in a frame. */
  readonly #locals: string[] = [];

  constructor(checked: Checked, construct: Construct | undefined) {
    this.#checked = checked;
    this.#construct = construct;
  }

  plan(expr: Expr): Evaluate {
    switch (expr.kind) {
      case 'literal': {
        const { value } = expr;
        const made: Value = isUintLiteral(value) ? new Uint(value.uint) : value;
        return () => made;
      }
      case 'ident':
        return this.#name(expr) ?? missing(expr.name);
      case 'select':
        return this.#name(expr) ?? this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#struct(expr);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #name(expr: Expr): Evaluate | undefined {
    if (expr.kind === 'ident') {
      const slot = this.#locals.lastIndexOf(expr.name);
      if (slot >= 0) {
        return (frame) => {
          spend(frame, 1);
          const value = frame.locals[slot]!;
          if (value instanceof Failed) throw value.error;
          return value;
        };
      }
    }
    const name = this.#checked.names.get(expr);
    if (name === undefined) return undefined;
    if (!this.#checked.variables.has(name)) {
      const type = new TypeValue(name);
      return () => type;
    }
    return (frame) => {
      spend(frame, 1);
      const value = frame.variable(name);
      if (value === undefined) throw new EvaluationError(`no such attribute(s): ${name}`);
      return value;
    };
  }

  #select(expr: Select): Evaluate {
    const operand = this.plan(expr.operand);
    const { field } = expr;
    if (expr.test) {
      return (frame) => {
        const value = operand(frame);
        return hasField(value, field);
      };
    }
    return (frame) => {
      const value = operand(frame);
      spend(frame, 1);
      return selectField(value, field);
    };
  }

  #call(expr: Call): Evaluate {
    switch (expr.name) {
      case '_&&_':
        return this.#logical(expr, false);
      case '_||_':
        return this.#logical(expr, true);
      case '_?_:_':
        return this.#conditional(expr);
      case '@not_strictly_false': {
        const operand = this.plan(expr.args[0]!);
        return (frame) => {
          try {
            return operand(frame) !== false;
          } catch (error) {
            if (error instanceof EvaluationError) return true;
            throw error;
          }
        };
      }
      case '_?._': {
        const operand = this.plan(expr.args[0]!);
        const name = expr.args[1]!;
        const field = name.kind === 'literal' ? String(name.value) : '';
        return (frame) => {
          const value = operand(frame);
          spend(frame, 1);
          return optionalField(value, field);
        };
      }
      case '_[_]':
      case '_[?_]': {
        const [operand, index] = expr.args.map((arg) => this.plan(arg)) as [Evaluate, Evaluate];
        const at = expr.name === '_[_]' ? indexed : optionalIndexed;
        return (frame) => {
          const value = operand(frame);
          const key = index(frame);
          spend(frame, 1);
          return at(value, key);
        };
      }
      case 'or':
      case 'orValue':
        // Only the target is needed where it has a value.
        if (expr.target !== undefined && expr.args.length === 1 && !this.#checked.names.has(expr)) return this.#orElse(expr);
    }
    return this.#grow(expr) ?? this.#function(expr);
  }

  /** What loops do to the result they build: only they can reach it, so it grows in place. */
  #grow(expr: Call): Evaluate | undefined {
    const [result, ...added] = expr.args;
    if (result?.kind !== 'ident' || result.name !== ACCU) return undefined;
    const current = this.plan(result);
    const [first, second] = added;
    if (expr.name === '_+_' && first?.kind === 'list' && first.items.length === 1) {
      const item = this.plan(first.items[0]!);
      return (frame) => {
        const list = current(frame) as Value[];
        const value = item(frame);
        spend(frame, 1);
        list.push(value);
        return list;
      };
    }
    if (expr.name !== 'cel.@mapInsert' || !first) return undefined;
    const [key, value] = [this.plan(first), second && this.plan(second)];
    return (frame) => {
      const map = current(frame) as LiteralMap;
      const given = key(frame);
      const entries: [Value, Value][] = value ? [[given, value(frame)]] : given instanceof CelMap ? given.entries() : [];
      spend(frame, entries.length);
      for (const [name, item] of entries) map.insert(name, item);
      return map;
    };
  }

  #orElse(expr: Call): Evaluate {
    const target = this.plan(expr.target!);
    const other = this.plan(expr.args[0]!);
    const whole = expr.name === 'or';
    return (frame) => {
      const value = target(frame);
      if (!(value instanceof Optional)) throw new EvaluationError(`no such overload: ${expr.name}`);
      if (value.value !== undefined) return whole ? value : value.value;
      return other(frame);
    };
  }

  #function(expr: Call): Evaluate {
    const overloads = this.#checked.overloads.get(expr) ?? [];
    const spaced = this.#checked.names.get(expr);
    const name = spaced ?? expr.name;
    const given = expr.target !== undefined && spaced === undefined ? [expr.target, ...expr.args] : expr.args;
    const args = given.map((arg) => this.plan(arg));
    const exact = given.every((arg) => isCertain(this.#checked.typeOf(arg)));
    if (overloads.length === 1 && exact) {
      const [{ run, cost }] = overloads as [Overload];
      return (frame) => {
        const values = args.map((arg) => arg(frame));
        spend(frame, 1 + (cost?.(...values) ?? 0));
        return run(...values);
      };
    }
    return (frame) => {
      const values = args.map((arg) => arg(frame));
      const found = overloads.find((overload) => overload.args.every((type, i) => fits(type, values[i]!)));
      if (!found) throw noOverload(name, values, expr.target !== undefined);
      spend(frame, 1 + (found.cost?.(...values) ?? 0));
      return found.run(...values);
    };
  }

  /** The other side can decide when one side fails: false && error is false. */
  #logical(expr: Call, decisive: boolean): Evaluate {
    const [left, right] = expr.args.map((arg) => this.plan(arg)) as [Evaluate, Evaluate];
    const attempt = (side: Evaluate, frame: Frame): Value | EvaluationError => {
      try {
        return side(frame);
      } catch (error) {
        if (error instanceof EvaluationError) return error;
        throw error;
      }
    };
    return (frame) => {
      const a = attempt(left, frame);
      if (a === decisive) return decisive;
      const b = attempt(right, frame);
      if (b === decisive) return decisive;
      if (a instanceof EvaluationError) throw a;
      if (b instanceof EvaluationError) throw b;
      if (typeof a !== 'boolean' || typeof b !== 'boolean') throw new EvaluationError('no such overload');
      return !decisive;
    };
  }

  #conditional(expr: Call): Evaluate {
    const [condition, yes, no] = expr.args.map((arg) => this.plan(arg)) as [Evaluate, Evaluate, Evaluate];
    return (frame) => {
      const value = condition(frame);
      if (typeof value !== 'boolean') throw new EvaluationError('no such overload');
      return value ? yes(frame) : no(frame);
    };
  }

  #list(expr: ListLiteral): Evaluate {
    const items = expr.items.map((item) => this.plan(item));
    const { optional } = expr;
    return (frame) => {
      spend(frame, COST.list);
      const result: Value[] = [];
      for (const [index, item] of items.entries()) {
        const value = item(frame);
        if (!optional.has(index)) result.push(value);
        else {
          const inner = unwrap(value);
          if (inner !== undefined) result.push(inner);
        }
      }
      return result;
    };
  }

  #map(expr: MapLiteral): Evaluate {
    const entries = expr.entries.map(({ key, value, optional }) => ({ key: this.plan(key), value: this.plan(value), optional }));
    return (frame) => {
      spend(frame, COST.map);
      const made: [Value, Value][] = [];
      for (const { key, value, optional } of entries) {
        const name = key(frame);
        const given = value(frame);
        const inner = optional ? unwrap(given) : given;
        if (inner !== undefined) made.push([name, inner]);
      }
      return new LiteralMap(made);
    };
  }

  #struct(expr: StructLiteral): Evaluate {
    const construct = this.#construct;
    const fields = expr.fields.map(({ name, value, optional }) => ({ name, value: this.plan(value), optional }));
    const name = expr.name.replace(/^\./, '');
    return (frame) => {
      spend(frame, COST.struct);
      const made = new Map<string, Value>();
      for (const field of fields) {
        const given = field.value(frame);
        const inner = field.optional ? unwrap(given) : given;
        if (inner !== undefined) made.set(field.name, inner);
      }
      if (!construct) throw new EvaluationError(`unknown type '${name}'`);
      return construct(name, made);
    };
  }

  #comprehension(expr: Comprehension): Evaluate {
    const range = this.plan(expr.range);
    const init = this.plan(expr.init);
    const accu = this.#declare(expr.accuVar);
    const first = this.#declare(expr.iterVar);
    const second = expr.iterVar2 === undefined ? undefined : this.#declare(expr.iterVar2);
    const condition = this.plan(expr.condition);
    const step = this.plan(expr.step);
    this.#locals.length = accu + 1;
    const result = this.plan(expr.result);
    this.#locals.length = accu;
    return (frame) => {
      const { locals } = frame;
      const source = range(frame);
      // Values of an inner loop lie in places above those of the loops around it.
      locals[accu] = init(frame);
      const each = (a: Value, b: Value | undefined): boolean => {
        locals[first] = a;
        if (second !== undefined) locals[second] = b!;
        if (condition(frame) !== true) return false;
        spend(frame, 1);
        locals[accu] = attemptStep(step, frame);
        return true;
      };
      if (isList(source)) {
        for (let i = 0; i < source.length; i++)
          if (!(second === undefined ? each(source[i]!, undefined) : each(BigInt(i), source[i]))) break;
      } else if (source instanceof CelMap) {
        for (const key of source.keys()) if (!each(key, second === undefined ? undefined : source.get(key)!)) break;
      } else throw new EvaluationError(`got '${typeName(source)}', expected iterable type`);
      return result(frame);
    };
  }

  #declare(name: string): number {
    this.#locals.push(name);
    return this.#locals.length - 1;
  }
}

/** An accumulator that has come to an error, which a later element may still decide. */
class Failed extends Opaque {
  readonly typeName = 'error';
  readonly error: EvaluationError;

  constructor(error: EvaluationError) {
    super();
    this.error = error;
  }
}

function attemptStep(step: Evaluate, frame: Frame): Value {
  try {
    return step(frame);
  } catch (error) {
    if (error instanceof EvaluationError) return new Failed(error);
    throw error;
  }
}

function missing(name: string): Evaluate {
  return () => {
    throw new EvaluationError(`no such attribute(s): ${name}`);
  };
}

function isUintLiteral(value: unknown): value is { uint: bigint } {
  return typeof value === 'object' && value !== null && 'uint' in value;
}

function unwrap(value: Value): Value | undefined {
  if (value instanceof Optional) return value.value;
  throw new EvaluationError(`cannot initialize optional entry from non-optional value ${typeName(value)}`);
}
