import { deepClone, deepEqual, isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { goValue } from '../go-text.ts';
import { identity, indexOf, orderMerged } from './list-order.ts';
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

/**
 * Applies a strategic merge patch: objects merge, lists are replaced or merged by their merge key as the schema says, and the directives
 * `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` do their work. Neither argument is changed.
 * @throws PatchError
 */
export function applyStrategicMergePatch(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  return mergeObject(original, patch, schema, true);
}

/** Makes one patch of two; directives are kept for whoever applies it. */
export function combineStrategicPatches(first: JsonObject, second: JsonObject, schema: PatchSchema): JsonObject {
  return mergeObject(first, second, schema, false);
}

/** `applying` to an object, or else combining patches. */
function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema, applying: boolean): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) return replaceOrDelete(patch);
  const result: JsonObject = { ...original };
  if (applying) keepOnly(result, patch);
  const done = new Set<string>([retainKeysDirective]);
  for (const key of Object.keys(patch)) if (key.startsWith(elementOrderPrefix)) mergeOrdered(result, patch, key, schema, applying, done);
  if (!applying && Object.hasOwn(patch, retainKeysDirective)) result[retainKeysDirective] = patch[retainKeysDirective]!;
  for (const [key, value] of Object.entries(patch)) {
    if (done.has(key)) continue;
    if (key.startsWith(deleteFromListPrefix)) {
      if (applying) deleteFromList(result, key.slice(deleteFromListPrefix.length), value);
      else setOwn(result, key, value);
      continue;
    }
    if (value === null) {
      delete result[key];
      if (!applying) setOwn(result, key, null);
      continue;
    }
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const after = areAlike(before, value)
      ? mergeValue(before!, value, patchMeta(schema, key), applying)
      : applying
        ? added(value, true)
        : deepClone(value);
    if (after === undefined) delete result[key];
    else setOwn(result, key, after);
  }
  return result;
}

function replaceOrDelete(patch: JsonObject): JsonObject {
  const { [patchDirective]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw new PatchError(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

/** `$retainKeys`: everything that it does not list goes; what the patch sets has to be on the list. */
function keepOnly(result: JsonObject, patch: JsonObject): void {
  const retained = Object.hasOwn(patch, retainKeysDirective) ? patch[retainKeysDirective] : undefined;
  if (retained === undefined) return;
  if (!Array.isArray(retained)) throw new PatchError('invalid patch format of retainKeys', 'request');
  for (const [key, value] of Object.entries(patch)) {
    if (!isDirective(key) && value !== null && !retained.includes(key))
      throw new PatchError('invalid patch format of retainKeys', 'request');
  }
  for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
}

/** A list that comes with its final order. */
function mergeOrdered(
  result: JsonObject,
  patch: JsonObject,
  orderKey: string,
  schema: PatchSchema,
  applying: boolean,
  done: Set<string>,
): void {
  const order = patch[orderKey]!;
  done.add(orderKey);
  if (!applying) setOwn(result, orderKey, order);
  const key = orderKey.slice(elementOrderPrefix.length);
  const meta = patchMeta(schema, key);
  const server = Object.hasOwn(result, key) ? result[key] : undefined;
  const patched = Object.hasOwn(patch, key) ? patch[key] : undefined;
  if (!Array.isArray(order)) throw new PatchError(`expected a []interface {}, but received a ${goTypeOf(order)}`);
  if (patched === null) return;
  done.add(key);
  if (patched !== undefined) checkOrder(patched, order, meta.mergeKey);
  const deletions = Object.hasOwn(patch, deleteFromListPrefix + key) ? patch[deleteFromListPrefix + key] : undefined;
  if (applying && deletions !== undefined) {
    deleteFromList(result, key, deletions);
    done.add(deleteFromListPrefix + key);
  }
  const remaining = Object.hasOwn(result, key) ? result[key] : undefined;
  if (remaining === undefined && patched === undefined) return;
  const fresh = (): Json | undefined => (applying ? added(patched!, remaining !== undefined) : patched);
  const merged =
    patched === undefined ? remaining : areAlike(remaining, patched) ? mergeValue(remaining!, patched, meta, applying) : fresh();
  if (!Array.isArray(merged)) return;
  setOwn(result, key, orderMerged(merged, order, Array.isArray(server) ? serverOrder(server, patched, meta.mergeKey) : [], meta.mergeKey));
}

/**
 * The server's order, as the original sees it: there a deletion happens in place and new elements move into the room that it made,
 * so that they count as known and come after the server's own.
 */
function serverOrder(server: readonly Json[], patched: Json | undefined, mergeKey: string): readonly Json[] {
  if (!Array.isArray(patched) || mergeKey === '') return server;
  const isDeletion = (item: Json): boolean => isObject(item) && item[patchDirective] === 'delete';
  const deletions = patched.filter(isDeletion);
  const remaining = server.filter((item) => indexOf(deletions, item, mergeKey) < 0);
  const additions = patched.filter((item) => !isDeletion(item) && indexOf(remaining, item, mergeKey) < 0);
  return [...remaining, ...additions].slice(0, server.length);
}

/** The elements of the patch have to stand in the order that the patch itself asks for. */
function checkOrder(patched: Json, order: readonly Json[], mergeKey: string): void {
  if (!Array.isArray(patched)) return;
  let at = -1;
  for (const item of patched) {
    if (isObject(item) && item[patchDirective] === 'delete') continue;
    const next = indexOf(order, item, mergeKey);
    if (next < 0 || next < at) {
      throw new PatchError(
        `The order in patch list:\n${goValue(patched)}\n doesn't match $setElementOrder list:\n${goValue(order as Json[])}\n`,
      );
    }
    at = next;
  }
}

function deleteFromList(result: JsonObject, key: string, values: Json): void {
  const list = Object.hasOwn(result, key) ? result[key] : undefined;
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  setOwn(
    result,
    key,
    list.filter((item) => !values.some((value) => deepEqual(value, item))),
  );
}

/** Both are objects or both are lists. */
function mergeValue(before: Json, value: Json, meta: PatchMeta, applying: boolean): Json {
  if (isObject(before) && isObject(value)) {
    if (meta.replace) return value;
    return mergeObject(before, value, meta.schema, applying);
  }
  return meta.merge ? mergeList(before as Json[], value as Json[], meta, applying) : deepClone(value);
}

function mergeList(original: readonly Json[], patch: readonly Json[], meta: PatchMeta, applying: boolean): Json[] {
  if (original.length === 0 && patch.length === 0) return [];
  const kinds = new Set([...original, ...patch].map((item) => (isObject(item) ? 'object' : Array.isArray(item) ? 'list' : 'value')));
  if (kinds.size > 1) throw new PatchError(`list element types are not identical: ${goValue([original, patch])}`);
  if (kinds.has('list')) throw new PatchError('lists of lists are not supported', 'content');
  if (kinds.has('value')) {
    const merged = [...original];
    for (const item of patch) if (!merged.some((other) => deepEqual(other, item))) merged.push(item);
    return orderMerged(merged, patch, original, '');
  }
  if (meta.mergeKey === '') throw new PatchError(`cannot merge lists without merge key for ${goValue(patch as Json[])}`);
  return mergeObjectList(original as JsonObject[], patch as JsonObject[], meta, applying);
}

function mergeObjectList(original: readonly JsonObject[], patch: readonly JsonObject[], meta: PatchMeta, applying: boolean): Json[] {
  const { mergeKey } = meta;
  let remaining: JsonObject[] = [...original];
  const additions: JsonObject[] = [];
  let replace = false;
  for (const item of patch) {
    const directive = Object.hasOwn(item, patchDirective) ? item[patchDirective] : undefined;
    if (directive === undefined) additions.push(item);
    else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    else if (directive !== 'delete') throw new PatchError(`unknown patch type: ${goValue(directive)} in map: ${goValue(item)}`);
    else {
      requireKey(item, mergeKey);
      remaining = remaining.filter((other) => !deepEqual(other[mergeKey], item[mergeKey]));
      if (!applying) remaining.push(item);
    }
  }
  if (replace) return additions;
  const merged: JsonObject[] = [...remaining];
  for (const item of additions) {
    requireKey(item, mergeKey);
    const at = merged.findIndex((other) => deepEqual(identity(other, mergeKey), item[mergeKey]));
    if (at < 0) merged.push(item);
    else merged[at] = mergeObject(merged[at]!, item, meta.schema, applying);
  }
  return orderMerged(merged, additions, original as JsonObject[], mergeKey);
}

function requireKey(item: JsonObject, mergeKey: string): void {
  if (!Object.hasOwn(item, mergeKey)) throw new PatchError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
}

function isDirective(key: string): boolean {
  return (
    key === patchDirective || key === retainKeysDirective || key.startsWith(deleteFromListPrefix) || key.startsWith(elementOrderPrefix)
  );
}

/**
 * What a patch puts where nothing of its kind was: objects with a `$patch` directive do not come to be, nulls (if told so) fall away,
 * other directives stay, as they do on a real server, which then warns of unknown fields.
 */
function added(value: Json, dropNulls: boolean): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => added(item, dropNulls)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, patchDirective)) return undefined;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = item === null && dropNulls ? undefined : added(item, dropNulls);
    if (kept !== undefined) setOwn(result, key, kept);
  }
  return result;
}

function areAlike(before: Json | undefined, value: Json): boolean {
  return Array.isArray(before) ? Array.isArray(value) : isObject(before) ? isObject(value) : false;
}

/** The Go type of decoded JSON. */
function goTypeOf(value: Json): string {
  if (value === null) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? (Number.isSafeInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : 'string';
}
