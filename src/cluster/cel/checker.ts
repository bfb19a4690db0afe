import { qualifiedName, type Call, type Comprehension, type Expr, type MapLiteral, type Select, type StructLiteral } from './ast.ts';
import type { FunctionTable, Overload } from './functions.ts';
import type { Issue } from './source.ts';
import * as types from './types.ts';
import { formatType, listOf, mapOf, optionalOf, sameType, Substitutions, typeOf, type CelType } from './types.ts';

/** What names mean where an expression stands. */
export interface Declarations {
  functions: FunctionTable;
  /** Type of a variable; also for qualified ones such as `authorizer.requestResource`. */
  variable(name: string): CelType | undefined;
  /** Types that can be constructed: `Object.spec{…}`. */
  message?(name: string): types.ObjectType | undefined;
}

/** What checking found out about an expression, for the evaluator. */
export interface Checked {
  type: CelType;
  /** The ways in which a call may be meant, by node. */
  overloads: ReadonlyMap<Expr, readonly Overload[]>;
  /** Nodes that are a variable (by its whole name), a type, or the call of a function in a name space. */
  names: ReadonlyMap<Expr, string>;
  typeOf(expr: Expr): CelType;
  variables: ReadonlySet<string>;
}

const TYPE_NAMES: Readonly<Record<string, CelType>> = {
  bool: types.BOOL,
  bytes: types.BYTES,
  double: types.DOUBLE,
  int: types.INT,
  uint: types.UINT,
  string: types.STRING,
  list: listOf({ kind: 'param', name: 'A' }),
  map: mapOf({ kind: 'param', name: 'A' }, { kind: 'param', name: 'B' }),
  null_type: types.NULL,
  type: typeOf(types.DYN),
  optional_type: optionalOf({ kind: 'param', name: 'A' }),
  'google.protobuf.Timestamp': types.TIMESTAMP,
  'google.protobuf.Duration': types.DURATION,
};

/** Types of an expression and all of its parts; what is wrong is told in `issues`. */
export function check(expr: Expr, declarations: Declarations): { checked: Checked; issues: Issue[] } {
  const checker = new Checker(declarations);
  const type = checker.check(expr);
  return {
    checked: {
      type: checker.found.resolve(type, true),
      overloads: checker.overloads,
      names: checker.names,
      typeOf: (node) => checker.found.resolve(checker.types.get(node) ?? types.DYN, true),
      variables: checker.variables,
    },
    issues: checker.issues,
  };
}

class Checker {
  readonly issues: Issue[] = [];
  readonly types = new Map<Expr, CelType>();
  readonly overloads = new Map<Expr, readonly Overload[]>();
  readonly names = new Map<Expr, string>();
  readonly variables = new Set<string>();
  readonly found = new Substitutions();
  readonly #declarations: Declarations;
  readonly #scopes: Map<string, CelType>[] = [];

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  check(expr: Expr): CelType {
    const type = this.#check(expr);
    this.types.set(expr, type);
    return type;
  }

  #tell({ at }: { at: number }, message: string): void {
    this.issues.push({ offset: at, message });
  }

  #check(expr: Expr): CelType {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value);
      case 'ident': {
        const type = this.#lookUp(expr.name, expr);
        if (type) return type;
        this.#tell(expr, `undeclared reference to '${expr.name}' (in container '')`);
        return types.ERROR;
      }
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list': {
        let joined: CelType | undefined;
        for (const [index, item] of expr.items.entries()) {
          const type = this.check(item);
          joined = this.#join(joined, expr.optional.has(index) ? this.#unwrapped(item, type) : type);
        }
        return listOf(joined ?? this.found.fresh());
      }
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#struct(expr);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  /** A variable of a loop, a declared one, or a type's name. */
  #lookUp(name: string, node: Expr): CelType | undefined {
    const plain = name.startsWith('.') ? name.slice(1) : name;
    for (let i = this.#scopes.length - 1; i >= 0 && plain === name; i--) {
      const local = this.#scopes[i]!.get(name);
      if (local) return local;
    }
    const declared = this.#declarations.variable(plain);
    if (declared) {
      this.names.set(node, plain);
      this.variables.add(plain);
      return declared;
    }
    const named = Object.hasOwn(TYPE_NAMES, plain) ? TYPE_NAMES[plain] : this.#declarations.message?.(plain);
    if (!named) return undefined;
    this.names.set(node, plain);
    return typeOf(named);
  }

  #select(expr: Select): CelType {
    const name = expr.test ? undefined : qualifiedName(expr);
    if (name !== undefined && !this.#isLocal(expr)) {
      const type = this.#lookUp(name, expr);
      if (type) return type;
    }
    const type = this.#field(expr, expr.operand, expr.field, false);
    return expr.test ? types.BOOL : type;
  }

  #isLocal(expr: Expr): boolean {
    let root = expr;
    while (root.kind === 'select') root = root.operand;
    return root.kind === 'ident' && this.#scopes.some((scope) => scope.has(root.kind === 'ident' ? root.name : ''));
  }

  #field(at: Expr, operand: Expr, field: string, optional: boolean): CelType {
    const type = this.found.resolve(this.check(operand));
    const target = type.kind === 'optional' ? type.of : type;
    let result: CelType = types.DYN;
    if (target.kind === 'map') result = target.of;
    else if (target.kind === 'object') {
      const known = target.field(field);
      if (known) result = known;
      else {
        this.#tell(at, `undefined field '${field}'`);
        result = types.ERROR;
      }
    } else if (target.kind === 'param') this.found.assignable([[types.DYN, target]]);
    else if (!types.isLoose(target)) this.#tell(at, `type '${formatType(target)}' does not support field selection`);
    return type.kind === 'optional' || optional ? optionalOf(result) : result;
  }

  #call(expr: Call): CelType {
    if (expr.name === '_?._') {
      const field = expr.args[1]!;
      this.types.set(field, types.STRING);
      return this.#field(expr, expr.args[0]!, field.kind === 'literal' ? String(field.value) : '', true);
    }
    const args = expr.args.map((arg) => this.check(arg));
    const { functions } = this.#declarations;
    if (expr.target === undefined) return this.#resolve(expr, functions.get(expr.name.replace(/^\./, '')), args, false);
    const space = qualifiedName(expr.target);
    const qualified = space === undefined ? undefined : functions.get(`${space}.${expr.name}`);
    if (qualified && !qualified[0]!.member) {
      this.names.set(expr, `${space}.${expr.name}`);
      return this.#resolve({ ...expr, name: `${space}.${expr.name}` }, qualified, args, false, expr);
    }
    const target = this.check(expr.target);
    return this.#resolve(expr, functions.get(expr.name), [target, ...args], true);
  }

  #resolve(expr: Call, overloads: readonly Overload[] | undefined, args: readonly CelType[], member: boolean, node: Expr = expr): CelType {
    if (!overloads) {
      this.#tell(expr, `undeclared reference to '${expr.name}' (in container '')`);
      return types.ERROR;
    }
    const chosen: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.member !== member || overload.args.length !== args.length) continue;
      const fresh = this.#instantiate(overload);
      if (!this.found.assignable(args.map((arg, i) => [arg, fresh.args[i]!] as const))) continue;
      chosen.push(overload);
      const type = this.found.resolve(fresh.result);
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && !sameType(type, result)) result = types.DYN;
    }
    if (result !== undefined) {
      this.overloads.set(node, chosen);
      return result;
    }
    const shown = args.map((arg) => formatType(this.found.resolve(arg, true)));
    const signature = member ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
    this.#tell(expr, `found no matching overload for '${expr.name}' applied to '${signature}'`);
    return types.ERROR;
  }

  /** The overload with type variables of its own for this call. */
  #instantiate(overload: Overload): { args: readonly CelType[]; result: CelType } {
    if (!overload.generic) return overload;
    const { args, result } = overload;
    const variables = new Map<string, CelType>();
    const fresh = (type: CelType): CelType => {
      switch (type.kind) {
        case 'param': {
          const known = variables.get(type.name) ?? this.found.fresh();
          variables.set(type.name, known);
          return known;
        }
        case 'list':
        case 'optional':
        case 'type':
          return { kind: type.kind, of: fresh(type.of) };
        case 'map':
          return { kind: 'map', key: fresh(type.key), of: fresh(type.of) };
        default:
          return type;
      }
    };
    return { args: args.map(fresh), result: fresh(result) };
  }

  #map(expr: MapLiteral): CelType {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of expr.entries) {
      key = this.#join(key, this.check(entry.key));
      const type = this.check(entry.value);
      value = this.#join(value, entry.optional ? this.#unwrapped(entry.value, type) : type);
    }
    return mapOf(key ?? this.found.fresh(), value ?? this.found.fresh());
  }

  /** `?x` stands for what is in x, which must be an optional. */
  #unwrapped(node: Expr, type: CelType): CelType {
    const resolved = this.found.resolve(type);
    if (resolved.kind === 'optional') return resolved.of;
    if (types.isLoose(resolved)) return types.DYN;
    this.#tell(node, `expected type '${formatType(optionalOf(resolved))}' but found '${formatType(resolved)}'`);
    return resolved;
  }

  /** Items of several types are of any; that literals should not mix them is another check. */
  #join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    return this.found.assignable([[previous, current]]) ? types.mostGeneral(previous, current) : types.DYN;
  }

  #mismatch(node: Expr, expected: CelType, actual: CelType): void {
    const [wanted, got] = [expected, actual].map((type) => formatType(this.found.resolve(type, true)));
    this.#tell(node, `expected type '${wanted}' but found '${got}'`);
  }

  #struct(expr: StructLiteral): CelType {
    const name = expr.name.replace(/^\./, '');
    const type = this.#declarations.message?.(name);
    if (!type) {
      const known = this.#declarations.variable(name) ?? (Object.hasOwn(TYPE_NAMES, name) ? TYPE_NAMES[name] : undefined);
      if (!known) this.#tell(expr, `undeclared reference to '${expr.name}' (in container '')`);
      else if (Object.hasOwn(TYPE_NAMES, name)) this.#tell(expr, `'${name}' is not a message type`);
      else this.#tell(expr, `'${formatType(known)}' is not a type`);
      expr.fields.forEach(({ value }) => this.check(value));
      return types.ERROR;
    }
    for (const field of expr.fields) {
      const given = this.check(field.value);
      const value = field.optional ? this.#unwrapped(field.value, given) : given;
      const wanted = type.field(field.name);
      if (!wanted) this.#tell(field, `undefined field '${field.name}'`);
      else if (!this.found.assignable([[wanted, value]])) {
        const [expected, actual] = [wanted, value].map((one) => formatType(this.found.resolve(one, true)));
        this.#tell(field, `expected type of field '${field.name}' is '${expected}' but provided type is '${actual}'`);
      }
    }
    return type;
  }

  #comprehension(expr: Comprehension): CelType {
    const range = this.found.resolve(this.check(expr.range));
    const accu = this.check(expr.init);
    const scope = new Map([[expr.accuVar, accu]]);
    const [first, second] = this.#loopTypes(expr, range);
    this.#scopes.push(scope);
    this.#scopes.push(new Map([[expr.iterVar, first], ...(expr.iterVar2 === undefined ? [] : [[expr.iterVar2, second] as const])]));
    this.#assert(expr.condition, types.BOOL);
    this.#assert(expr.step, accu);
    this.#scopes.pop();
    const result = this.check(expr.result);
    this.#scopes.pop();
    return this.found.resolve(result);
  }

  #loopTypes({ range, iterVar2 }: Comprehension, type: CelType): [CelType, CelType] {
    switch (type.kind) {
      case 'list':
        return iterVar2 === undefined ? [type.of, type.of] : [types.INT, type.of];
      case 'map':
        return [type.key, type.of];
      case 'param':
        this.found.assignable([[types.DYN, type]]);
        return [types.DYN, types.DYN];
      case 'dyn':
      case 'error':
        return [types.DYN, types.DYN];
      default:
        this.#tell(range, `expression of type '${formatType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
        return [types.ERROR, types.ERROR];
    }
  }

  #assert(expr: Expr, wanted: CelType): void {
    const type = this.check(expr);
    if (!this.found.assignable([[wanted, type]])) this.#mismatch(expr, wanted, type);
  }
}

function literalType(value: unknown): CelType {
  if (value === null) return types.NULL;
  switch (typeof value) {
    case 'boolean':
      return types.BOOL;
    case 'bigint':
      return types.INT;
    case 'number':
      return types.DOUBLE;
    case 'string':
      return types.STRING;
    default:
      return value instanceof Uint8Array ? types.BYTES : types.UINT;
  }
}
