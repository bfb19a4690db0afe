import type { Call, Comprehension, Expr } from './ast.ts';

/** Where a macro's complaints go. */
export interface MacroContext {
  report(at: number, message: string): void;
}

/** Holds what a comprehension has come to so far; no name that can be written. */
export const ACCU = '@result';

type Expansion = (call: Call, context: MacroContext) => Expr | undefined;

/** `name:arguments`, with a dot in front for those that are called on something. */
const MACROS: Readonly<Record<string, Expansion>> = {
  'has:1': (call, context) => {
    const [field] = call.args as [Expr];
    if (field.kind === 'select' && !field.test) return { ...field, test: true };
    return refuse(context, field, 'invalid argument to has() macro');
  },
  '.all:2': (call, context) => quantifier(call, context, 'all'),
  '.all:3': (call, context) => quantifier(call, context, 'all'),
  '.exists:2': (call, context) => quantifier(call, context, 'exists'),
  '.exists:3': (call, context) => quantifier(call, context, 'exists'),
  '.exists_one:2': (call, context) => quantifier(call, context, 'one'),
  '.existsOne:2': (call, context) => quantifier(call, context, 'one'),
  '.existsOne:3': (call, context) => quantifier(call, context, 'one'),
  '.map:2': mapped,
  '.map:3': mapped,
  '.filter:2': (call, context) => {
    const [variable, condition] = call.args as [Expr, Expr];
    const names = variables([variable], context, 'argument is not an identifier');
    if (!names) return undefined;
    const { at } = call;
    return loop(call, names, list(at, []), append(at, condition, variable));
  },
  '.sortBy:2': (call, context) => {
    const keys = mapped(call, context);
    return keys && { ...call, name: '@sortByAssociatedKeys', args: [keys] };
  },
  '.transformList:3': transformList,
  '.transformList:4': transformList,
  '.transformMap:3': (call, context) => transformMap(call, context, 'cel.@mapInsert'),
  '.transformMap:4': (call, context) => transformMap(call, context, 'cel.@mapInsert'),
  '.transformMapEntry:3': (call, context) => transformMap(call, context, 'entry'),
  '.transformMapEntry:4': (call, context) => transformMap(call, context, 'entry'),
  '.optMap:2': (call, context) => optional(call, context, true),
  '.optFlatMap:2': (call, context) => optional(call, context, false),
};

/** The call itself, or what it stands for. */
export function expandMacro(call: Call, context: MacroContext): Expr {
  if (call.name.startsWith('.')) return call;
  const key = `${call.target ? '.' : ''}${call.name}:${call.args.length}`;
  const expansion = Object.hasOwn(MACROS, key) ? MACROS[key] : undefined;
  return expansion?.(call, context) ?? call;
}

function refuse(context: MacroContext, expr: Expr, message: string): undefined {
  context.report(expr.at, message);
  return undefined;
}

function variables(exprs: readonly Expr[], context: MacroContext, message: string): string[] | undefined {
  const names: string[] = [];
  for (const [index, expr] of exprs.entries()) {
    if (expr.kind !== 'ident' || expr.name.startsWith('.')) return refuse(context, expr, message);
    if (names.includes(expr.name)) return refuse(context, exprs[index]!, `duplicate variable name: ${expr.name}`);
    names.push(expr.name);
  }
  return names;
}

const ident = (at: number, name: string): Expr => ({ kind: 'ident', at, name });
const literal = (at: number, value: boolean | bigint): Expr => ({ kind: 'literal', at, value });
const invoke = (at: number, name: string, ...args: Expr[]): Expr => ({ kind: 'call', at, name, args });
const list = (at: number, items: Expr[]): Expr => ({ kind: 'list', at, items, optional: new Set() });

function loop(
  call: Call,
  [iterVar, iterVar2]: readonly string[],
  init: Expr,
  step: Expr,
  more: Partial<Comprehension> = {},
): Comprehension {
  const { at } = call;
  return {
    kind: 'comprehension',
    at,
    range: call.target!,
    iterVar: iterVar!,
    ...(iterVar2 === undefined ? {} : { iterVar2 }),
    accuVar: ACCU,
    init,
    condition: literal(at, true),
    step,
    result: ident(at, ACCU),
    ...more,
  };
}

function append(at: number, condition: Expr | undefined, item: Expr): Expr {
  const step = invoke(at, '_+_', ident(at, ACCU), list(at, [item]));
  return condition ? invoke(at, '_?_:_', condition, step, ident(at, ACCU)) : step;
}

function quantifier(call: Call, context: MacroContext, kind: 'all' | 'exists' | 'one'): Expr | undefined {
  const names = variables(call.args.slice(0, -1), context, 'argument must be a simple name');
  if (!names) return undefined;
  const { at } = call;
  const condition = call.args[call.args.length - 1]!;
  const so = ident(at, ACCU);
  if (kind === 'all') {
    const step = invoke(at, '_&&_', so, condition);
    return loop(call, names, literal(at, true), step, { condition: invoke(at, '@not_strictly_false', so) });
  }
  if (kind === 'exists') {
    const step = invoke(at, '_||_', so, condition);
    const go = invoke(at, '@not_strictly_false', invoke(at, '!_', so));
    return loop(call, names, literal(at, false), step, { condition: go });
  }
  const step = invoke(at, '_?_:_', condition, invoke(at, '_+_', so, literal(at, 1n)), so);
  return loop(call, names, literal(at, 0n), step, { result: invoke(at, '_==_', so, literal(at, 1n)) });
}

function mapped(call: Call, context: MacroContext): Expr | undefined {
  const names = variables([call.args[0]!], context, 'argument is not an identifier');
  if (!names) return undefined;
  const condition = call.args.length === 3 ? call.args[1] : undefined;
  return loop(call, names, list(call.at, []), append(call.at, condition, call.args[call.args.length - 1]!));
}

function transformList(call: Call, context: MacroContext): Expr | undefined {
  const names = variables(call.args.slice(0, 2), context, 'argument must be a simple name');
  if (!names) return undefined;
  const condition = call.args.length === 4 ? call.args[2] : undefined;
  return loop(call, names, list(call.at, []), append(call.at, condition, call.args[call.args.length - 1]!));
}

function transformMap(call: Call, context: MacroContext, kind: 'cel.@mapInsert' | 'entry'): Expr | undefined {
  const names = variables(call.args.slice(0, 2), context, 'argument must be a simple name');
  if (!names) return undefined;
  const { at } = call;
  const so = ident(at, ACCU);
  const value = call.args[call.args.length - 1]!;
  const insert = kind === 'entry' ? invoke(at, 'cel.@mapInsert', so, value) : invoke(at, 'cel.@mapInsert', so, ident(at, names[0]!), value);
  const step = call.args.length === 4 ? invoke(at, '_?_:_', call.args[2]!, insert, so) : insert;
  return loop(call, names, { kind: 'map', at, entries: [] }, step);
}

/** `target.optMap(v, expr)`: a loop over nothing that binds v to the target's value. */
function optional(call: Call, context: MacroContext, wrap: boolean): Expr | undefined {
  const [variable, body] = call.args as [Expr, Expr];
  if (variable.kind !== 'ident') return refuse(context, variable, `${call.name}() variable name must be a simple identifier`);
  const { at } = call;
  const target = call.target!;
  const member = (name: string): Expr => ({ kind: 'call', at, name, target, args: [] });
  const bound: Comprehension = {
    kind: 'comprehension',
    at,
    range: list(at, []),
    iterVar: '#unused',
    accuVar: variable.name,
    init: member('value'),
    condition: literal(at, false),
    step: ident(at, variable.name),
    result: body,
  };
  const some = wrap ? invoke(at, 'optional.of', bound) : bound;
  return invoke(at, '_?_:_', member('hasValue'), some, invoke(at, 'optional.none'));
}
