import { isObject, setOwn, type Json, type JsonObject } from '../../../api/json.ts';
import { fieldElement, type PathElement } from '../../../api/field-set/path-element.ts';
import { below, FieldSetBuilder, hasPath, isEmpty, withNamedSteps, type FieldSet } from '../../../api/field-set/field-set.ts';
import { indexed, tryElementOf } from './list-elements.ts';
import { resolved, type ListShape, type MapShape, type Shape } from './shape.ts';

/** The paths that whoever applies this object says something about. */
export function pathsIn(shape: Shape, value: JsonObject): FieldSet {
  const builder = new FieldSetBuilder();
  collect(shape, value, builder);
  return builder.build();
}

function collect(shape: Shape, value: Json, at: FieldSetBuilder): void {
  const is = resolved(shape, value);
  if (is.kind === 'scalar' || (is.kind === 'list' ? is.relation === 'atomic' : is.atomic)) at.insert();
  else if (is.kind === 'list') collectItems(is, value, at);
  else if (isObject(value)) collectMembers(is, value, at);
}

function collectItems(shape: ListShape, value: Json, at: FieldSetBuilder): void {
  for (const [element, items] of indexed(shape, Array.isArray(value) ? value : [])) {
    const inner = at.at(element);
    if (items.length === 1) collect(shape.of, items[0] as Json, inner);
    inner.insert();
  }
}

function collectMembers(shape: MapShape, value: JsonObject, at: FieldSetBuilder): void {
  for (const [key, item] of Object.entries(value)) {
    const inner = at.at(fieldElement(key));
    const member = shape.member(key);
    if (member) collect(member, item, inner);
    // What is null or an empty object has no parts that could stand for it, a key of a map is a field of its own.
    if (item === null || (isObject(item) && Object.keys(item).length === 0) || !shape.declares(key)) inner.insert();
  }
}

/** A copy without the fields and elements that the set names. */
export function withoutPaths(shape: Shape, value: JsonObject, set: FieldSet): JsonObject {
  return (remaining(shape, value, set) ?? {}) as JsonObject;
}

/** Undefined: nothing is left of it. */
function remaining(shape: Shape, value: Json, set: FieldSet): Json | undefined {
  const is = resolved(shape, value);
  if (is.kind === 'scalar') return value;
  if (is.kind === 'list') return remainingItems(is, value, set);
  if (!isObject(value) || is.atomic) return undefined;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const element = fieldElement(key);
    if (hasPath(set, [element])) continue;
    const inner = below(set, element);
    const member = is.member(key);
    const left = isEmpty(inner) || !member ? item : remaining(member, item, inner);
    setOwn(result, key, left ?? null);
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function remainingItems(shape: ListShape, value: Json, set: FieldSet): Json | undefined {
  if (!Array.isArray(value) || shape.relation === 'atomic') return undefined;
  const items: Json[] = [];
  for (const item of value) {
    const element = tryElementOf(shape, item);
    if (element === undefined) items.push(item);
    else if (!hasPath(set, [element])) {
      const inner = below(set, element);
      items.push(isEmpty(inner) ? item : (remaining(shape.of, item, inner) ?? null));
    }
  }
  return items.length > 0 ? items : undefined;
}

/** The set with the fields of structs through which its paths lead: they go when all that is in them goes. Keys of maps and elements do not. */
export function withStructFields(shape: Shape, set: FieldSet): FieldSet {
  return withNamedSteps<Shape | undefined>(set, shape, (at, element) => {
    if (at?.kind === 'map' && element.startsWith('f:')) {
      const key = element.slice(2);
      return { named: at.declares(key), state: at.member(key) };
    }
    return { named: false, state: at?.kind === 'list' && !element.startsWith('f:') ? at.of : undefined };
  });
}

/** The live object with the configuration laid over it: scalars and atomic parts of the configuration win, all else is merged. */
export function merged(shape: Shape, live: JsonObject, configuration: JsonObject): JsonObject {
  return (merge(shape, live, configuration) ?? {}) as JsonObject;
}

function merge(shape: Shape, live: Json | undefined, given: Json | undefined): Json | undefined {
  if (given === undefined) return live;
  const is = resolved(shape, given);
  if (live !== undefined && resolved(shape, live).kind !== is.kind) return given;
  if (is.kind === 'scalar') return given;
  if (is.kind === 'list') return mergeLists(is, live, given);
  const [left, right] = [isObject(live) ? live : {}, isObject(given) ? given : {}];
  if (is.atomic || (Object.keys(left).length === 0 && Object.keys(right).length === 0)) return given;
  const result: JsonObject = {};
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const member = is.member(key);
    const [was, wanted] = [Object.hasOwn(left, key) ? left[key] : undefined, Object.hasOwn(right, key) ? right[key] : undefined];
    const value = member ? merge(member, was, wanted) : (wanted ?? was);
    if (value !== undefined) setOwn(result, key, value);
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function mergeLists(shape: ListShape, live: Json | undefined, given: Json): Json | undefined {
  const [left, right] = [Array.isArray(live) ? live : [], Array.isArray(given) ? given : []];
  if (shape.relation === 'atomic' || (left.length === 0 && right.length === 0)) return given;
  const result = mergeItems(shape, left, right);
  return result.length > 0 ? result : undefined;
}

/**
 * Elements that only one side has keep their place among their siblings, those that both have stand in the order of the configuration.
 * What the live list has twice stays so as long as the configuration does not name it.
 */
function mergeItems(shape: ListShape, left: readonly Json[], right: readonly Json[]): Json[] {
  const wasAt = indexed(shape, left);
  const wantedAt = indexed(shape, right);
  const theirs = left.map((item) => tryElementOf(shape, item) ?? '');
  const ours = [...wantedAt.keys()];
  const shared = ours.filter((element) => wasAt.has(element));
  const done = new Set<PathElement>();
  const out: Json[] = [];
  const put = (value: Json | undefined): void => {
    if (value !== undefined) out.push(value);
  };
  const take = (element: PathElement): void => {
    done.add(element);
    const same = wasAt.get(element) ?? [];
    put(merge(shape.of, same.length === 1 ? same[0] : undefined, wantedAt.get(element)![0]));
    if (shared[0] === element) shared.shift();
  };
  let [l, r] = [0, 0];
  while (l < theirs.length || r < ours.length) {
    const [their, our] = [theirs[l], ours[r]];
    if (their !== undefined && our !== undefined) {
      if (their === our) {
        take(our);
        l++;
        r++;
        continue;
      }
      // An element that the configuration wants elsewhere is passed over; it comes when its turn has come there.
      if (wantedAt.has(their) && shared.length > 0 && shared[0] !== their) {
        l++;
        continue;
      }
    }
    if (their !== undefined) {
      if (!wantedAt.has(their)) {
        put(left[l]);
        l++;
        continue;
      }
      if (done.has(their)) l++;
    }
    if (our !== undefined) {
      if (!done.has(our)) take(our);
      r++;
    }
  }
  return out;
}
