import { deepClone, getOwn, isObject, setOwn, type Json } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { isSelected, idText, effectiveNamespace, type ResourceId, type Resource } from './resource.ts';
import type { ResourceList, Selector } from './resource-list.ts';
import type { FieldOptions, Replacement } from './kustomization.ts';
import { resolveScalar } from './documents.ts';

type Source = NonNullable<Replacement['source']>;
type Target = NonNullable<Replacement['targets']>[number];

/** Copies a value from one resource to fields of others. */
export function applyReplacement(list: ResourceList, { source, sourceValue, targets }: Replacement): void {
  if ((!source && sourceValue === undefined) || !targets) throw new UserError('replacements must specify a source and at least one target');
  if (source && sourceValue !== undefined) throw new UserError('must specify only one of source or sourceValue');
  const value = source ? sourceOf(list, source) : sourceValue!;
  for (const target of targets) {
    if (!target.select) throw new UserError('target must specify resources to select');
    for (const resource of targetsOf(list, target)) {
      for (const path of target.fieldPaths?.length ? target.fieldPaths : ['metadata.name'])
        replaceAt(resource, path, value, target.options ?? {});
    }
  }
}

/** Absent parts match everything; names and namespaces may be former ones. */
function idMatches(id: ResourceId, { group, version, kind, name, namespace }: Source | Selector): boolean {
  const wanted = { ...(group && { group }), ...(version && { version }), ...(kind && { kind }) };
  return (
    isSelected(id, wanted) &&
    (!name || name === id.name) &&
    (!namespace || namespace === effectiveNamespace(id) || namespace === id.namespace)
  );
}

function sourceOf(list: ResourceList, source: Source): Json {
  const { group = '', version = '', kind = '', name = '', namespace = '', fieldPath, options } = source;
  const shown = idText({ group, version, kind, name, namespace });
  const found = list.items.filter((resource) => resource.allIds.some((id) => idMatches(id, source)));
  if (found.length > 1) throw new UserError(`multiple matches for selector ${shown}${fieldPath ? `:${fieldPath}` : ''}`);
  if (found.length === 0) throw new UserError(`nothing selected by ${shown}${fieldPath ? `:${fieldPath}` : ''}`);
  const path = fieldPath || 'metadata.name';
  const value = valueAt(found[0]!.object, splitFieldPath(path));
  if (value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0))
    throw new UserError(`fieldPath \`${path}\` is missing for replacement source ${shown}`);
  if (!options?.delimiter) return value;
  const text = scalarText(value);
  const parts = text.split(options.delimiter);
  const { index = 0 } = options;
  if (index >= parts.length || index < 0) throw new UserError(`options.index ${index} is out of bounds for value ${text}`);
  return parts[index]!;
}

function scalarText(value: Json): string {
  if (typeof value === 'object') throw new UserError('delimiter option can only be used with scalar nodes');
  return String(value);
}

function targetsOf(list: ResourceList, { select, reject = [] }: Target): Resource[] {
  const { labelSelector, annotationSelector } = select!;
  const labelled = list.select({ ...(labelSelector && { labelSelector }), ...(annotationSelector && { annotationSelector }) });
  const rejected = new Set(
    reject
      .filter((each) => each.labelSelector || each.annotationSelector)
      .flatMap((each) =>
        list.select({
          ...(each.labelSelector && { labelSelector: each.labelSelector }),
          ...(each.annotationSelector && { annotationSelector: each.annotationSelector }),
        }),
      ),
  );
  const byId = reject.filter(({ group, version, kind, name, namespace }) => [group, version, kind, name, namespace].some(Boolean));
  return labelled.filter(
    ({ allIds }, index) =>
      !rejected.has(labelled[index]!) &&
      allIds.some((id) => idMatches(id, select!)) &&
      !allIds.some((id) => byId.some((each) => idMatches(id, each))),
  );
}

/** `a.b.[name=x].c`, `a.0`, `a.*`, `a.[x.y/z]`, `a.b\.c` */
export function splitFieldPath(path: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let i = 0; i < path.length; i += 1) {
    const char = path[i]!;
    if (char === '\\' && path[i + 1] === '.') {
      part += '.';
      i += 1;
    } else if (char === '.' && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      if (char === '[') depth += 1;
      if (char === ']') depth -= 1;
      part += char;
    }
  }
  return [...parts, part].filter((each) => each !== '');
}

/** `[name=x]`; `[x.y/z]` is a key like any other. */
function elementMatch(part: string): { key: string; value: string } | undefined {
  const inner = /^\[([^=]*)=(.*)\]$/s.exec(part);
  return inner ? { key: inner[1]!, value: inner[2]! } : undefined;
}

function plainKey(part: string): string {
  return /^\[(.*)\]$/s.exec(part)?.[1] ?? part;
}

function valueAt(value: Json | undefined, parts: readonly string[]): Json | undefined {
  const [part, ...rest] = parts;
  if (part === undefined || value === undefined || value === null) return value;
  const match = elementMatch(part);
  if (Array.isArray(value)) {
    if (match)
      return valueAt(
        value.find((item) => isObject(item) && String(item[match.key] ?? '') === match.value),
        rest,
      );
    return valueAt(/^\d+$/.test(part) ? value[Number(part)] : part === '-' ? value.at(-1) : undefined, rest);
  }
  return isObject(value) ? valueAt(getOwn(value, plainKey(part)), rest) : undefined;
}

/** A field that can be set. */
interface Slot {
  value: Json | undefined;
  set(value: Json): void;
}

function replaceAt(resource: Resource, path: string, value: Json, options: FieldOptions): void {
  const slots = slotsAt(resource.object, splitFieldPath(path), options.create === true, value);
  if (slots.length === 0) {
    if (options.create) return;
    throw new UserError(`unable to find field ${JSON.stringify(path)} in replacement target`);
  }
  if (path === 'metadata.name' || path === 'metadata.namespace' || path === 'kind') resource.rememberId();
  for (const slot of slots) slot.set(newValue(slot.value, value, options));
}

/** What the path leads to, all of it; with `create` what is missing is made. Values in brackets are regular expressions, except when they are to be made. */
function slotsAt(at: Json, parts: readonly string[], create: boolean, value: Json): Slot[] {
  const [part = '', ...rest] = parts;
  const match = elementMatch(part);
  if (Array.isArray(at)) {
    const indexes = elementIndexes(at, part, match, create);
    if (create && indexes.length === 0 && (match || part === '-'))
      indexes.push(at.push(match ? { [match.key]: match.value } : emptyFor(rest, value)) - 1);
    return indexes.flatMap((index) => step(at[index], rest, create, value, (item) => (at[index] = item)));
  }
  if (!isObject(at)) return [];
  if (part === '*') return Object.keys(at).flatMap((key) => step(at[key], rest, create, value, (item) => setOwn(at, key, item)));
  const key = plainKey(part);
  if (getOwn(at, key) === undefined) {
    if (!create) return [];
    if (rest.length > 0) setOwn(at, key, emptyFor(rest, value));
  }
  return step(getOwn(at, key), rest, create, value, (item) => setOwn(at, key, item));
}

function step(value: Json | undefined, rest: readonly string[], create: boolean, source: Json, set: (value: Json) => void): Slot[] {
  return rest.length === 0 ? [{ value, set }] : slotsAt(value ?? null, rest, create, source);
}

function emptyFor(rest: readonly string[], _value: Json): Json {
  const next = rest[0] ?? '';
  return elementMatch(next) || next === '-' || /^\d+$/.test(next) ? [] : {};
}

function elementIndexes(list: readonly Json[], part: string, match: { key: string; value: string } | undefined, create: boolean): number[] {
  const all = list.map((_, index) => index);
  if (part === '*') return all;
  if (match) {
    const fits = create ? (text: string): boolean => text === match.value : pattern(match.value);
    return all.filter((index) => {
      const item = list[index];
      if (match.key === '') return !isObject(item) && fits(String(item));
      return isObject(item) && item[match.key] !== undefined && fits(String(item[match.key]));
    });
  }
  return /^\d+$/.test(part) && Number(part) < list.length ? [Number(part)] : [];
}

function pattern(text: string): (text: string) => boolean {
  try {
    const expression = new RegExp(text);
    return (value) => expression.test(value);
  } catch {
    throw new UserError(`error parsing regexp: ${JSON.stringify(text)}`);
  }
}

function newValue(old: Json | undefined, source: Json, { delimiter, index = 0 }: FieldOptions): Json {
  let value = source;
  if (delimiter) {
    const parts = scalarText(old ?? '').split(delimiter);
    const text = scalarText(source);
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    value = parts.join(delimiter);
  }
  if (old !== undefined && typeof old === 'object' && old !== null) return deepClone(value);
  if (typeof value === 'object' && value !== null && (old === undefined || old === null)) return deepClone(value);
  // A scalar keeps its type, whatever the type of what is put in; one that is made anew takes what its text looks like.
  const text = typeof value === 'object' ? '' : String(value);
  return typeof old === 'string' ? text : (resolveScalar(text).value as Json);
}
