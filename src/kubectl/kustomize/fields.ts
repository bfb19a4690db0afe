import { getOwn, isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import type { FieldSpec } from './field-specs.ts';
import { isSelected, type Resource } from './resource.ts';

/** What takes the place of a value; undefined leaves it as it is. */
export type Change = (value: Json) => Json | undefined;

/** Changes the values at the places that `spec` names in this resource. With `create`, `empty` is made where nothing is. */
export function changeFields(resource: Resource, spec: FieldSpec, empty: Json | undefined, change: Change): void {
  if (!isSelected(resource.gvk, spec)) return;
  descend(resource.object, pathParts(spec.path), spec.create === true ? empty : undefined, change);
}

export function pathParts(path: string): string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'));
}

function descend(at: Json, parts: readonly string[], empty: Json | undefined, change: Change): void {
  if (Array.isArray(at)) return at.filter((item) => item !== null).forEach((item) => descend(item, parts, empty, change));
  if (!isObject(at)) throw new UserError('expected sequence or mapping node');
  const [part = '', ...rest] = parts;
  const key = part.replace(/\[\]$/, '');
  const creates = empty !== undefined && key === part;
  let value = getOwn(at, key);
  if (value === undefined || (value === null && rest.length > 0)) {
    if (!creates) return;
    value = rest.length === 0 ? structuredClone(empty) : {};
    setOwn(at, key, value);
  }
  if (rest.length > 0) return descend(value, rest, empty, change);
  const changed = change(value);
  if (changed !== undefined) setOwn(at, key, changed);
}

/** Adds string pairs to the map at every place, keys of the map that are there are overwritten. */
export function addPairs(resource: Resource, specs: readonly FieldSpec[], pairs: Readonly<Record<string, string>>): void {
  if (Object.keys(pairs).length === 0) return;
  for (const spec of specs) {
    changeFields(resource, spec, {}, (value) => {
      const map: JsonObject = isObject(value) ? value : {};
      for (const [key, item] of Object.entries(pairs)) setOwn(map, key, item);
      return map;
    });
  }
}
