import { compareQuantities, isQuantity, parseQuantity } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';
import { findResults, parseBareJsonPath, relaxedPath, type JsonPath } from '../../api/jsonpath/index.ts';
import type { PrintableTable } from './table.ts';

/** `--sort-by` over objects. Throws UserError when the path is none or no object has it. */
export function sortObjects<T>(objects: readonly T[], expression: string): T[] {
  if (objects.length === 0 || expression === '') return [...objects];
  return sortBy(objects, (object) => object, parsePath(expression));
}

/**
 * `--sort-by` over what is printed as a table; rows carry their whole objects. A path that is wrong, or that no row has, leaves no rows at all (so
 * kubectl says that it found nothing). With tables of several requests there is nothing to sort by: throws UserError.
 */
export function sortTables<T extends PrintableTable>(tables: readonly T[], expression: string): T[] {
  if (tables.length === 0 || expression === '') return [...tables];
  const [table] = tables;
  if (tables.length > 1) throw fieldNotFound(parsePath(expression));
  try {
    return [{ ...table!, rows: sortBy(table!.rows ?? [], (row) => row.object, parsePath(expression)) }];
  } catch (error) {
    if (error instanceof UserError && !(error instanceof UnsortableError)) return [{ ...table!, rows: [] }];
    throw error;
  }
}

/** The values under the path cannot be put in order. */
class UnsortableError extends UserError {}

function parsePath(expression: string): JsonPath {
  return parseBareJsonPath(relaxedPath(expression));
}

function fieldNotFound(path: JsonPath): UserError {
  return new UserError(`couldn't find any field with path "${path.text}" in the list of objects`);
}

function sortBy<T>(items: readonly T[], objectOf: (item: T) => unknown, path: JsonPath): T[] {
  if (items.length === 0) return [];
  const keyed = items.map((item) => ({ item, key: findResults(path, objectOf(item))[0]?.[0] }));
  if (keyed.every(({ key }) => key === undefined)) throw fieldNotFound(path);
  const compare = (a: unknown, b: unknown): number => {
    const order = compareValues(a, b);
    if (typeof order === 'number') return order;
    throw new UnsortableError(`Field ${path.text} in *unstructured.Unstructured is an unsortable type: interface, err: ${order}`);
  };
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

/** What has no value comes first; texts that are quantities go by size. Answers why there is no order, if there is none. */
function compareValues(a: unknown, b: unknown): number | string {
  const absent = (value: unknown): boolean => value === undefined || value === null;
  if (absent(a) || absent(b)) return absent(a) === absent(b) ? 0 : absent(a) ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') {
    if (isQuantity(a) && isQuantity(b)) return compareQuantities(parseQuantity(a), parseQuantity(b));
    return a === b ? 0 : a < b ? -1 : 1;
  }
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) === Number.isInteger(b)) return a - b;
  if (typeof a === 'boolean') return 'unsortable type: bool';
  if (typeof a === 'object') return `unsortable type: ${Array.isArray(a) ? '[]interface {}' : 'map[string]interface {}'}`;
  return 'unsortable interface: interface';
}
