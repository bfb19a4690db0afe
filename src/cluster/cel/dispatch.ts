import { runtimeName, type CelType } from './types.ts';
import { CelMap, Duration, EvaluationError, isList, Optional, Timestamp, typeName, TypeValue, type Value } from './values.ts';

// Which overload of a function is meant, where only the values tell.

/** Is it sure at compile time that values will be of their types? */
export function isCertain(type: CelType): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'error':
    case 'param':
    case 'object':
      return false;
    case 'list':
    case 'optional':
    case 'map':
      return true;
    default:
      return true;
  }
}

/** Is the value of the type, as far as its outside goes? */
export function fits(type: CelType, value: Value): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'error':
    case 'param':
      return true;
    case 'list':
      return isList(value);
    case 'map':
      return value instanceof CelMap;
    case 'optional':
      return value instanceof Optional;
    case 'type':
      return value instanceof TypeValue;
    case 'timestamp':
      return value instanceof Timestamp;
    case 'duration':
      return value instanceof Duration;
    default:
      return typeName(value) === runtimeName(type);
  }
}

export function noOverload(name: string, values: readonly Value[], member: boolean): EvaluationError {
  // Operators know no more than that it cannot be done.
  if (/^[_!@-]/.test(name)) return new EvaluationError('no such overload');
  const types = values.map(typeName);
  const shown = member ? `${types[0]}.${name}(${types.slice(1).join(', ')})` : `${name}(${types.join(', ')})`;
  return new EvaluationError(`no such overload: ${shown}`);
}
