import { child, invalid, type FieldError } from '../../api/field-error.ts';
import { nonNegative } from './field-checks.ts';

type Counts = Readonly<Record<string, unknown>>;

interface CountRules {
  /** All the numbers, in the API server's order. */
  counts: readonly string[];
  /** Those of which there are no more than `replicas`. */
  parts?: readonly string[];
  /** What a status with more available than ready replicas is told. */
  moreAvailable?: string;
}

/** The numbers that a workload tells of itself make sense together. */
export function validateCounts(
  status: object | undefined,
  { counts, parts = [], moreAvailable }: CountRules,
  path = 'status',
): FieldError[] {
  const values = (status ?? {}) as Counts;
  const number = (name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
  return [
    ...counts.flatMap((name) => nonNegative(child(path, name), number(name))),
    ...parts
      .filter((name) => number(name) > number('replicas'))
      .map((name) => invalid(child(path, name), number(name), 'cannot be greater than status.replicas')),
    ...(moreAvailable !== undefined && number('availableReplicas') > number('readyReplicas')
      ? [invalid(child(path, 'availableReplicas'), number('availableReplicas'), moreAvailable)]
      : []),
  ];
}

/** Collisions are counted, never forgotten. */
export function validateCollisions(next: object | undefined, previous: object | undefined): FieldError[] {
  const after = (next as Counts | undefined)?.['collisionCount'];
  const before = (previous as Counts | undefined)?.['collisionCount'];
  const forgotten = typeof before === 'number' && (typeof after !== 'number' || after < before);
  return forgotten ? [invalid('status.collisionCount', after, 'cannot be decremented')] : [];
}
