import { deepEqual, isObject, type Json, type JsonObject } from '../json.ts';
import { PatchError } from './patch-error.ts';
import { patchDirective, patchMeta, retainKeysDirective, type PatchMeta, type PatchSchema } from './patch-schema.ts';

/** Do two strategic patches of one object want different things of the same field? @throws PatchError */
export function strategicPatchesConflict(left: JsonObject, right: JsonObject, schema: PatchSchema): boolean {
  return Object.entries(left).some(([key, value]) => {
    if (key === patchDirective || key === retainKeysDirective || !Object.hasOwn(right, key)) return false;
    const typed = typeof value === 'object' && value !== null && !key.startsWith('$');
    return valuesConflict(value, right[key]!, typed ? patchMeta(schema, key) : undefined);
  });
}

function valuesConflict(left: Json, right: Json, meta: PatchMeta | undefined): boolean {
  if (isObject(left)) {
    if (!isObject(right)) return true;
    const [a, b] = [left, right].map((map) => (Object.hasOwn(map, patchDirective) ? map[patchDirective] : undefined));
    if (a !== b) return true;
    return meta?.replace !== true && strategicPatchesConflict(left, right, meta?.schema);
  }
  if (Array.isArray(left)) return !Array.isArray(right) || listsConflict(left, right, meta);
  return !deepEqual(left, right);
}

function listsConflict(left: readonly Json[], right: readonly Json[], meta: PatchMeta | undefined): boolean {
  if (meta?.merge && left.every(isObject) && right.every(isObject)) {
    const others = byKey(right as JsonObject[], meta.mergeKey);
    return [...byKey(left as JsonObject[], meta.mergeKey)].some(([key, item]) => {
      const other = others.get(key);
      return other !== undefined && valuesConflict(item, other, { ...meta, merge: false });
    });
  }
  if (left.length !== right.length) return true;
  const plain = !left.some((item) => typeof item === 'object');
  const [a, b] = plain ? [[...left].sort(), [...right].sort()] : [left, right];
  return a.some((item, i) => valuesConflict(item, b[i]!, undefined));
}

function byKey(items: readonly JsonObject[], mergeKey: string): Map<string, JsonObject> {
  return new Map(
    items.map((item) => {
      if (!Object.hasOwn(item, mergeKey))
        throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
      return [JSON.stringify(item[mergeKey]), item];
    }),
  );
}
