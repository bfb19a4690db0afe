/** A number whose Go type its value does not tell: constants of the template, lengths, indexes, bytes. */
export class GoNumber {
  readonly value: number;
  readonly type: 'int' | 'float64' | 'int32' | 'uint8';
  constructor(value: number, type: GoNumber['type']) {
    this.value = value;
    this.type = type;
  }
}

/** What an object does not have: neither nil nor anything else. */
export const missing = undefined;

export type GoMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is GoMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof GoNumber);
}

/** Go's name for the value's type; numbers of JSON are int64 or float64. */
export function typeName(value: unknown): string {
  if (value instanceof GoNumber) return value.type;
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return '[]interface {}';
  return isMap(value) ? 'map[string]interface {}' : '<nil>';
}

/** What `if` takes for true: everything but false, zero, the empty and nothing. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === missing) return false;
  if (value instanceof GoNumber) return value.value !== 0;
  if (typeof value === 'object') return (Array.isArray(value) ? value : Object.keys(value)).length > 0;
  return Boolean(value);
}

export function asInteger(value: unknown): number | undefined {
  if (value instanceof GoNumber) return value.type === 'float64' ? undefined : value.value;
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function sortedKeys(map: GoMap): string[] {
  return Object.keys(map).sort();
}
