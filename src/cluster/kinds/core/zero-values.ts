/**
 * Removes fields that hold the zero value of their type (false, 0, '', [], {}) and that the API server leaves out of its answers.
 * For fields that Go keeps by pointer zero is a value like any other: they must not be named here.
 */
export function dropZeros<T extends object>(object: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) if (isZero(object[field])) delete object[field];
}

function isZero(value: unknown): boolean {
  if (value === null || value === false || value === 0 || value === '') return true;
  return typeof value === 'object' && value !== null && (Array.isArray(value) ? value.length : Object.keys(value).length) === 0;
}
