import { goValue } from '../../api/go-text.ts';
import { plainValue } from './printf.ts';
import { GoNumber, missing, typeName } from './values.ts';

type Kind = 'bool' | 'int' | 'float' | 'string' | 'nil' | 'other';

function kindOf(value: unknown): Kind {
  if (value === missing || value === null) return 'nil';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || value instanceof GoNumber) return typeName(value) === 'float64' ? 'float' : 'int';
  return 'other';
}

/** Throws an Error with Go's words for what cannot be compared. */
export function equal(left: unknown, right: unknown): boolean {
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (leftKind === 'nil' || rightKind === 'nil') return leftKind === rightKind;
  if (leftKind !== rightKind) throw new Error(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  if (leftKind === 'other') {
    if (typeName(left) !== typeName(right)) throw new Error(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
    throw new Error(`non-comparable type ${goValue(plainValue(left))}: ${typeName(left)}`);
  }
  return plainValue(left) === plainValue(right);
}

export function less(left: unknown, right: unknown): boolean {
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (leftKind === 'nil' || rightKind === 'nil' || leftKind === 'other') throw new Error('invalid type for comparison');
  if (leftKind !== rightKind) throw new Error(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  if (leftKind === 'bool') throw new Error('invalid type for comparison');
  return (plainValue(left) as string) < (plainValue(right) as string);
}
