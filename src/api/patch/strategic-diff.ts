import { deepEqual, isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { goValue } from '../go-text.ts';
import { identity, indexOf } from './list-order.ts';
import { PatchError } from './patch-error.ts';
import {
  deleteFromListPrefix,
  elementOrderPrefix,
  patchDirective,
  patchMeta,
  retainKeysDirective,
  type PatchMeta,
  type PatchSchema,
} from './patch-schema.ts';
import { combineStrategicPatches } from './strategic-merge.ts';

interface DiffOptions {
  /** Which differences count. */
  changes: boolean;
  deletions: boolean;
}

/** The strategic merge patch that makes `modified` of `original`; `{}` when they are equal. */
export function createTwoWayMergePatch(original: JsonObject, modified: JsonObject, schema: PatchSchema): JsonObject {
  return diffObject(original, modified, schema, { changes: true, deletions: true }, false);
}

/**
 * What `kubectl apply` sends: changes and additions from `current` to `modified`, deletions from `original` (last applied) to `modified`.
 * What others have set and the applier never named is left alone.
 */
export function createThreeWayStrategicPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  schema: PatchSchema,
): JsonObject {
  const changes = diffObject(current, modified, schema, { changes: true, deletions: false }, false);
  const deletions = diffObject(original, modified, schema, { changes: false, deletions: true }, false);
  return combineStrategicPatches(deletions, changes, schema);
}

function diffObject(
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema,
  options: DiffOptions,
  retainKeys: boolean,
): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(modified)) {
    const before = Object.hasOwn(original, key) ? original[key]! : undefined;
    if (before === undefined || kindOf(before) !== kindOf(value)) {
      if (options.changes) setOwn(patch, key, value);
      continue;
    }
    const meta = typeof value === 'object' && value !== null ? patchMeta(schema, key) : undefined;
    if (meta === undefined) {
      if (options.changes && !deepEqual(before, value)) setOwn(patch, key, value);
    } else if (isObject(before) && isObject(value) && meta.replace) {
      // What can only be replaced as a whole is not even compared.
      if (options.changes) setOwn(patch, key, value);
    } else if (isObject(before) && isObject(value)) {
      const inner = diffObject(before, value, meta.schema, options, meta.retainKeys);
      if (Object.keys(inner).length > 0) setOwn(patch, key, inner);
    } else if (Array.isArray(before) && Array.isArray(value) && meta.merge) diffList(patch, key, before, value, meta, options);
    else if (options.changes && !deepEqual(before, value)) setOwn(patch, key, value);
  }
  const missing = Object.keys(original).filter((key) => !Object.hasOwn(modified, key));
  if (options.deletions) for (const key of missing) setOwn(patch, key, null);
  if (retainKeys) {
    const kept = Object.keys(modified).filter((key) => modified[key] !== null);
    const dropped = missing.some((key) => original[key] !== null);
    if (kept.length > 0 && (Object.keys(patch).length > 0 || dropped)) patch[retainKeysDirective] = kept.sort();
  }
  return patch;
}

function kindOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

function diffList(patch: JsonObject, key: string, original: Json[], modified: Json[], meta: PatchMeta, options: DiffOptions): void {
  if (original.length === 0) {
    if (modified.length > 0 && options.changes) setOwn(patch, key, modified);
    return;
  }
  if ([...original, ...modified].every(isObject))
    diffObjectList(patch, key, original as JsonObject[], modified as JsonObject[], meta, options);
  else if ([...original, ...modified].some((item) => isObject(item) || Array.isArray(item)))
    throw new PatchError("lists of lists can't be merged");
  else diffPlainList(patch, key, original, modified, options);
}

function diffPlainList(patch: JsonObject, key: string, original: readonly Json[], modified: readonly Json[], options: DiffOptions): void {
  const added = options.changes ? modified.filter((item, i) => !original.includes(item) && modified.indexOf(item) === i) : [];
  const removed = options.deletions ? original.filter((item, i) => !modified.includes(item) && original.indexOf(item) === i).sort() : [];
  if (added.length > 0) setOwn(patch, key, added);
  if (removed.length > 0) setOwn(patch, deleteFromListPrefix + key, removed);
  if (modified.length > 0 && (removed.length > 0 || (options.changes && !deepEqual([...original].sort(), [...modified].sort()))))
    setOwn(patch, elementOrderPrefix + key, [...modified]);
}

function diffObjectList(
  patch: JsonObject,
  key: string,
  original: JsonObject[],
  modified: JsonObject[],
  meta: PatchMeta,
  options: DiffOptions,
): void {
  const { mergeKey } = meta;
  for (const item of [...original, ...modified]) {
    if (!Object.hasOwn(item, mergeKey)) throw new PatchError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
  }
  const changes: Json[] = [];
  for (const item of modified) {
    const before = original[indexOf(original, item, mergeKey)];
    if (before === undefined) {
      if (options.changes) changes.push(item);
      continue;
    }
    const inner = diffObject(before, item, meta.schema, options, meta.retainKeys);
    if (Object.keys(inner).length > 0) changes.push({ ...inner, [mergeKey]: item[mergeKey]! });
  }
  const removed = options.deletions ? original.filter((item) => indexOf(modified, item, mergeKey) < 0) : [];
  changes.push(...removed.sort(by(mergeKey)).map((item) => ({ [patchDirective]: 'delete', [mergeKey]: item[mergeKey]! })));
  if (changes.length > 0) setOwn(patch, key, changes);
  if (modified.length > 0 && (changes.length > 0 || (options.changes && !sameOrder(original, modified, mergeKey)))) {
    setOwn(
      patch,
      elementOrderPrefix + key,
      modified.map((item) => ({ [mergeKey]: item[mergeKey]! })),
    );
  }
}

function by(mergeKey: string): (a: JsonObject, b: JsonObject) => number {
  return (a, b) => {
    const [left, right] = [String(a[mergeKey]), String(b[mergeKey])];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

/** Do the elements that both lists have stand in the same order, and are there no others? */
function sameOrder(a: readonly Json[], b: readonly Json[], mergeKey: string): boolean {
  return a.length === b.length && a.every((item, i) => deepEqual(identity(item, mergeKey), identity(b[i]!, mergeKey)));
}
