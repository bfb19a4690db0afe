import { compilePattern, PatternError } from '../../api/regular-expressions.ts';
import type { Expr } from './ast.ts';
import { parseDurationText, parseTimestamp } from './library/times.ts';
import type { Issue } from './source.ts';

/** Literals that can only fail when they are evaluated are refused at once: patterns, durations and times. */
export function checkLiterals(expr: Expr): Issue[] {
  const issues: Issue[] = [];
  const visit = (node: Expr): void => {
    if (node.kind === 'call') {
      const pattern = node.name === 'matches' ? (node.target ? node.args[0] : node.args[1]) : undefined;
      refuse(pattern, 'matches', isPattern);
      if (!node.target && node.args.length === 1) {
        if (node.name === 'duration') refuse(node.args[0], 'duration', (text) => parseDurationText(text) !== undefined);
        if (node.name === 'timestamp') refuse(node.args[0], 'timestamp', (text) => parseTimestamp(text) !== undefined);
      }
    }
    children(node).forEach(visit);
  };
  const refuse = (literal: Expr | undefined, name: string, valid: (text: string) => boolean): void => {
    if (literal?.kind !== 'literal' || typeof literal.value !== 'string' || valid(literal.value)) return;
    issues.push({ offset: literal.at, message: `invalid ${name} argument` });
  };
  visit(expr);
  return issues;
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
