import { deepClone, deepEqual, isObject, setOwn, type Json, type JsonObject } from '../json.ts';

/** JSON merge patch (RFC 7386). Neither argument is changed; the result may share parts of both. */
export function applyMergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setOwn(result, key, applyMergePatch(Object.hasOwn(result, key) ? result[key]! : null, value));
  }
  return result;
}

/** The merge patch that makes `modified` of `original`; `{}` when they are equal. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) setOwn(patch, key, null);
  for (const [key, value] of Object.entries(modified)) {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    if (isObject(before) && isObject(value)) {
      const inner = createMergePatch(before, value);
      if (Object.keys(inner).length > 0) setOwn(patch, key, inner);
    } else if (before === undefined || !deepEqual(before, value)) setOwn(patch, key, deepClone(value));
  }
  return patch;
}

/**
 * What `kubectl apply` sends for kinds without a strategic schema (custom resources): additions and changes from `current` to `modified`,
 * deletions from `original` (last applied) to `modified`.
 */
export function createThreeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const changes = withoutNulls(createMergePatch(current, modified));
  const deletions = onlyNulls(createMergePatch(original, modified));
  return combine(deletions, changes);
}

function withoutNulls(patch: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) continue;
    if (!isObject(value)) setOwn(result, key, value);
    else {
      const inner = withoutNulls(value);
      if (Object.keys(inner).length > 0 || Object.keys(value).length === 0) setOwn(result, key, inner);
    }
  }
  return result;
}

function onlyNulls(patch: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) setOwn(result, key, null);
    else if (isObject(value)) {
      const inner = onlyNulls(value);
      if (Object.keys(inner).length > 0) setOwn(result, key, inner);
    }
  }
  return result;
}

/** Two merge patches as one: the second wins, nulls stay. */
function combine(first: JsonObject, second: JsonObject): JsonObject {
  const result: JsonObject = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    setOwn(result, key, isObject(before) && isObject(value) ? combine(before, value) : value);
  }
  return result;
}
