import type { Scalar } from './evaluate.ts';

/** A comparison that cannot be made; the message is Go's. */
export class ComparisonError extends Error {}

const operators: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
};

/** Strings by their bytes, numbers only with their like (1 is no 1.0), booleans only for equality. */
export function compareScalars(left: Scalar, operator: string, right: Scalar): boolean {
  const holds = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (holds === undefined) throw new ComparisonError(`unrecognized filter operator ${operator}`);
  if (left.kind === 'other' || right.kind === 'other') throw new ComparisonError('invalid type for comparison');
  const equality = operator === '==' || operator === '!=';
  if (left.kind !== right.kind) throw new ComparisonError('incompatible types for comparison');
  if (left.kind === 'bool' && !equality) throw new ComparisonError('invalid type for comparison');
  return holds(left.value === right.value ? 0 : left.value! < right.value! ? -1 : 1);
}
