import { CelMap, EvaluationError, isList, numeric, Optional, typeName, type Value } from './values.ts';

// What `a.b`, `a[b]`, `has(a.b)`, `a.?b` and `a[?b]` come to.

export function hasField(value: Value, field: string): boolean {
  if (value instanceof Optional) return value.value !== undefined && hasField(value.value, field);
  return value instanceof CelMap && value.has(field);
}

export function selectField(value: Value, field: string): Value {
  if (value instanceof Optional) return value.value === undefined ? value : optionalField(value.value, field);
  const found = value instanceof CelMap ? value.get(field) : undefined;
  if (found === undefined) throw new EvaluationError(`no such key: ${field}`);
  return found;
}

export function optionalField(value: Value, field: string): Value {
  if (value instanceof Optional) return value.value === undefined ? value : optionalField(value.value, field);
  const found = value instanceof CelMap ? value.get(field) : undefined;
  return found === undefined ? Optional.none : new Optional(found);
}

function element(value: Value, key: Value): Value | undefined {
  if (value instanceof CelMap) return value.get(key);
  if (!isList(value)) throw new EvaluationError('no such overload');
  const index = numeric(key);
  if (index === undefined || !Number.isInteger(Number(index)))
    throw new EvaluationError(`unsupported index type '${typeName(key)}' in list`);
  return index >= 0 && Number(index) < value.length ? value[Number(index)] : undefined;
}

export function indexed(value: Value, key: Value): Value {
  if (value instanceof Optional) return value.value === undefined ? value : optionalIndexed(value.value, key);
  const found = element(value, key);
  if (found !== undefined) return found;
  if (isList(value)) throw new EvaluationError(`index out of bounds: ${String(numeric(key))}`);
  throw new EvaluationError(`no such key: ${keyShown(key)}`);
}

export function optionalIndexed(value: Value, key: Value): Value {
  if (value instanceof Optional) return value.value === undefined ? value : optionalIndexed(value.value, key);
  const found = element(value, key);
  return found === undefined ? Optional.none : new Optional(found);
}

function keyShown(key: Value): string {
  const number = numeric(key);
  return number === undefined ? String(key) : String(number);
}
