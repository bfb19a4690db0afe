import { deepClone, getOwn, isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';
import { definitionForKind, structOf, type Definition, type Field, type FieldType } from '../../api/schema/index.ts';
import { UserError } from '../../api/user-error.ts';
import type { Gvk } from './resource.ts';

const DIRECTIVE = '$patch';

/**
 * A strategic merge patch as kustomize understands it, which differs from the API server's: lists have all their map keys (ports are told apart by number
 * and protocol), and what the patch has comes first. Undefined when the patch deletes the object. `object` may be changed.
 */
export function mergePatch(object: JsonObject, patch: JsonObject, { group, version, kind }: Gvk): JsonObject | undefined {
  const definition = definitionForKind(group, version, kind);
  const type: FieldType | undefined = definition && { kind: 'struct', definition: definition.name, go: '', inline: definition };
  return mergeValue(object, deepClone(patch), { type }) as JsonObject | undefined;
}

/** What is known of a value: its type, and of a list's how it merges. */
interface Schema {
  type?: FieldType | undefined;
  field?: Field | undefined;
}

/** Undefined: nothing is left. */
function mergeValue(old: Json | undefined, patch: Json | undefined, schema: Schema): Json | undefined {
  if (patch === undefined) return old;
  const shape = shapeOf(isEmpty(old) ? patch : old!);
  if (!isEmpty(old) && patch !== null && shapeOf(patch) !== shape)
    throw new UserError(`wrong node kind: expected ${shape} but got ${shapeOf(patch)}`);
  if (shape === 'MappingNode') return mergeMap(old, patch, schema);
  if (shape === 'SequenceNode') return mergeList(old, patch, schema);
  return patch === null ? undefined : patch;
}

function shapeOf(value: Json): 'MappingNode' | 'SequenceNode' | 'ScalarNode' {
  return Array.isArray(value) ? 'SequenceNode' : isObject(value) ? 'MappingNode' : 'ScalarNode';
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function mergeMap(old: Json | undefined, patch: Json, { type }: Schema): Json | undefined {
  if (patch === null) return undefined;
  const { [DIRECTIVE]: directive, ...given } = patch as JsonObject;
  if (directive === 'delete') return undefined;
  if (directive !== undefined && directive !== 'replace' && directive !== 'merge')
    throw new UserError(`unknown patch strategy '${String(directive)}'`);
  if (directive === 'replace') return given;
  const result: JsonObject = isObject(old) ? old : {};
  for (const key of Object.keys(given)) {
    const merged = mergeValue(getOwn(result, key), given[key], fieldSchema(type, key));
    if (merged === undefined) delete result[key];
    else setOwn(result, key, merged);
  }
  return result;
}

function fieldSchema(type: FieldType | undefined, key: string): Schema {
  if (type?.kind === 'map') return { type: type.of };
  if (type?.kind !== 'struct') return {};
  const definition: Definition = structOf(type);
  const field = definition.fields.get(key);
  return { type: field?.type, field };
}

function mergeList(old: Json | undefined, patch: Json, schema: Schema): Json | undefined {
  if (patch === null) return undefined;
  const { directive, items } = listDirective(patch as Json[]);
  if (directive === 'delete') return undefined;
  const keys = schema.field?.mapKeys?.length ? schema.field.mapKeys : schema.field?.mergeKey ? [schema.field.mergeKey] : [];
  const merges = schema.field?.patchStrategies.includes('merge') === true;
  if (directive === 'replace' || !merges) return items;
  const list = (Array.isArray(old) ? old : []) as Json[];
  if (keys.length === 0) return [...items, ...list.filter((item) => !items.includes(item))];
  const of = schema.type?.kind === 'list' ? schema.type.of : undefined;
  return mergeElements(list, items, keys, of);
}

/** `- $patch: replace` among the elements is for the whole list. */
function listDirective(patch: Json[]): { directive: Json | undefined; items: Json[] } {
  const alone = patch.find((item) => isObject(item) && DIRECTIVE in item && Object.keys(item).length === 1) as JsonObject | undefined;
  return { directive: alone?.[DIRECTIVE], items: alone ? patch.filter((item) => item !== alone) : patch };
}

/** The elements that the patch names, merged, in its order; then the others. An element without one of the keys is told apart by those that it has. */
function mergeElements(old: Json[], patch: Json[], keys: readonly string[], of: FieldType | undefined): Json[] {
  const result: Json[] = [];
  const remaining = [...old];
  for (const element of patch) {
    const given = keys.filter((key) => isObject(element) && getOwn(element, key) !== undefined);
    const at = given.length === 0 ? -1 : remaining.findIndex((other) => matches(other, element as JsonObject, given));
    const before = at < 0 ? undefined : remaining.splice(at, 1)[0];
    const merged = mergeValue(before, element, { type: of });
    if (merged === undefined) continue;
    const same = result.findIndex((other) => given.length > 0 && matches(other, element as JsonObject, given));
    if (same < 0) result.push(merged);
    else result[same] = mergeValue(result[same], merged, { type: of })!;
  }
  return [...result, ...remaining];
}

/** Keys that the other element has not are no difference: a port without a protocol is the one with that number. */
function matches(other: Json, element: JsonObject, given: readonly string[]): boolean {
  return (
    isObject(other) &&
    given.some((key) => other[key] !== undefined) &&
    given.every((key) => other[key] === undefined || other[key] === element[key])
  );
}
