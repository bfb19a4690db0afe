import { compilePattern, PatternError } from '../../api/regular-expressions.ts';
import type { Call, Expr, ListLiteral, MapLiteral } from './ast.ts';
import type { Checked } from './checker.ts';
import { clauseProblem, formatClauses, tooManyArguments } from './library/text-format.ts';
import { parseDurationText, parseTimestamp } from './library/times.ts';
import type { Issue } from './source.ts';
import { formatType, sameType, type CelType } from './types.ts';

/**
 * What is wrong with literals: patterns, durations and times that can only fail when they are evaluated, lists and maps of mixed types,
 * formats that do not fit their arguments.
 */
export function checkLiterals(expr: Expr, checked: Checked): Issue[] {
  const issues: Issue[] = [];
  /** Arguments of `format` may be of several types. */
  const visit = (node: Expr, mixed: boolean): void => {
    if (node.kind === 'call') issues.push(...checkArguments(node), ...checkFormat(node, checked));
    else if (!mixed && node.kind === 'list') issues.push(...checkItems(node, checked));
    else if (!mixed && node.kind === 'map') issues.push(...checkEntries(node, checked));
    const below = mixed || (node.kind === 'call' && node.name === 'format');
    for (const child of children(node)) visit(child, below);
  };
  visit(expr, false);
  return issues;
}

function checkArguments(call: Call): Issue[] {
  const { name, target, args } = call;
  const issue = (literal: Expr | undefined, valid: (text: string) => boolean): Issue[] => {
    if (literal?.kind !== 'literal' || typeof literal.value !== 'string' || valid(literal.value)) return [];
    return [{ offset: literal.at, message: `invalid ${name} argument` }];
  };
  if (name === 'matches') return issue(target ? args[0] : args[1], isPattern);
  if (target || args.length !== 1) return [];
  if (name === 'duration') return issue(args[0], (text) => parseDurationText(text) !== undefined);
  return name === 'timestamp' ? issue(args[0], (text) => parseTimestamp(text) !== undefined) : [];
}

function itemType(expr: Expr, optional: boolean, checked: Checked): CelType {
  const type = checked.typeOf(expr);
  return optional && type.kind === 'optional' ? type.of : type;
}

function mismatch(expr: Expr, expected: CelType, found: CelType): Issue {
  return { offset: expr.at, message: `expected type '${formatType(expected)}' but found '${formatType(found)}'` };
}

function checkItems({ items, optional }: ListLiteral, checked: Checked): Issue[] {
  let expected: CelType | undefined;
  for (const [index, item] of items.entries()) {
    const type = itemType(item, optional.has(index), checked);
    expected ??= type;
    if (!sameType(expected, type)) return [mismatch(item, expected, type)];
  }
  return [];
}

function checkEntries({ entries }: MapLiteral, checked: Checked): Issue[] {
  const [first, ...rest] = entries;
  if (!first) return [];
  const key = checked.typeOf(first.key);
  const value = itemType(first.value, first.optional, checked);
  return rest.flatMap((entry) => {
    const [keyType, valueType] = [checked.typeOf(entry.key), itemType(entry.value, entry.optional, checked)];
    return [
      ...(sameType(key, keyType) ? [] : [mismatch(entry.key, key, keyType)]),
      ...(sameType(value, valueType) ? [] : [mismatch(entry.value, value, valueType)]),
    ];
  });
}

function checkFormat(call: Call, checked: Checked): Issue[] {
  const { name, target, args } = call;
  const [list] = args;
  if (name !== 'format' || target?.kind !== 'literal' || typeof target.value !== 'string' || list?.kind !== 'list') return [];
  const { items } = list;
  const clauses = formatClauses(target.value);
  for (const [index, { verb, problem }] of clauses.entries()) {
    if (problem !== undefined) return [{ offset: call.at, message: problem }];
    const item = items[index];
    if (!item) return [{ offset: call.at, message: `index ${index} out of range` }];
    const wrong = clauseProblem(verb, checked.typeOf(item));
    if (wrong !== undefined) return [{ offset: item.at, message: `error during formatting: ${wrong}` }];
  }
  if (items.length <= clauses.length) return [];
  return [{ offset: call.at, message: tooManyArguments(clauses.length, items.length) }];
}

function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

/** The parts of an expression, loops unrolled into theirs. */
export function children(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'select':
      return [expr.operand];
    case 'call':
      return expr.target ? [expr.target, ...expr.args] : expr.args;
    case 'list':
      return expr.items;
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expr.fields.map(({ value }) => value);
    case 'comprehension':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result];
    default:
      return [];
  }
}
