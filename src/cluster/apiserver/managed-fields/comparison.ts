import { deepEqual, isObject, type Json, type JsonObject } from '../../../api/json.ts';
import { fieldElement } from '../../../api/field-set/path-element.ts';
import { FieldSetBuilder, recursiveDifference, type FieldSet } from '../../../api/field-set/field-set.ts';
import { indexed } from './list-elements.ts';
import { resolved, type ListShape, type MapShape, type ScalarShape, type Shape } from './shape.ts';

/** What became of the fields of an object. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

interface Builders {
  added: FieldSetBuilder;
  modified: FieldSetBuilder;
  removed: FieldSetBuilder;
}

/** Fields that differ between two objects of one shape. `ignored`: paths that do not count, with all that is below them. */
export function compare(shape: Shape, before: JsonObject, after: JsonObject, ignored: FieldSet): Comparison {
  const builders = { added: new FieldSetBuilder(), modified: new FieldSetBuilder(), removed: new FieldSetBuilder() };
  walk(shape, before, after, builders);
  return {
    added: recursiveDifference(builders.added.build(), ignored),
    modified: recursiveDifference(builders.modified.build(), ignored),
    removed: recursiveDifference(builders.removed.build(), ignored),
  };
}

function walk(shape: Shape, before: Json | undefined, after: Json | undefined, at: Builders): void {
  // Parts that the two objects share, as copies with few changes do, need no look.
  if (before === after) return;
  const was = resolved(shape, before);
  const is = resolved(shape, after);
  if (before !== undefined && after !== undefined) {
    // Where anything goes, a value may become one of another kind: what was in it goes, what is in it comes.
    if (was.kind !== is.kind) visit(was, before, after, at);
    visit(is, before, after, at);
  } else if (!visit(before === undefined ? is : was, before, after, at)) (before === undefined ? at.added : at.removed).insert();
}

/** True: it was a leaf, and what became of it is noted. */
function visit(shape: ScalarShape | ListShape | MapShape, before: Json | undefined, after: Json | undefined, at: Builders): boolean {
  if (shape.kind === 'scalar' || isWhole(shape, before, after)) {
    leafChange(before, after, at);
    return true;
  }
  if (shape.kind === 'list') visitList(shape, asList(before), asList(after), at);
  else visitMap(shape, asMap(before), asMap(after), at);
  return false;
}

/** Atomic, or empty on both sides: then null, `{}` and `[]` are told apart. */
function isWhole(shape: ListShape | MapShape, before: Json | undefined, after: Json | undefined): boolean {
  if (shape.kind === 'list') return shape.relation === 'atomic' || (asList(before).length === 0 && asList(after).length === 0);
  return shape.atomic || (Object.keys(asMap(before)).length === 0 && Object.keys(asMap(after)).length === 0);
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function leafChange(before: Json | undefined, after: Json | undefined, at: Builders): void {
  if (before === undefined) at.added.insert();
  else if (after === undefined) at.removed.insert();
  else if (!deepEqual(before, after)) at.modified.insert();
}

function visitMap(shape: MapShape, before: JsonObject, after: JsonObject, at: Builders): void {
  for (const key of Object.keys(before)) descend(shape.member(key), fieldElement(key), before[key], own(after, key), at);
  for (const key of Object.keys(after)) {
    if (own(before, key) === undefined) descend(shape.member(key), fieldElement(key), undefined, after[key], at);
  }
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function visitList(shape: ListShape, before: readonly Json[], after: readonly Json[], at: Builders): void {
  const was = indexed(shape, before);
  const is = indexed(shape, after);
  for (const [element, old] of was) compareElement(shape.of, element, old, is.get(element) ?? [], at);
  for (const [element, fresh] of is) if (!was.has(element)) compareElement(shape.of, element, [], fresh, at);
}

/** Elements that occur more than once are looked at as a whole. */
function compareElement(of: Shape, element: string, old: readonly Json[], fresh: readonly Json[], at: Builders): void {
  if (old.length <= 1 && fresh.length <= 1) descend(of, element, old[0], fresh[0], at);
  else if (old.length >= 2 && fresh.length >= 2) {
    if (!deepEqual(old, fresh)) at.modified.at(element).insert();
  } else if (old.length >= 2) {
    if (fresh.length > 0) descend(of, element, undefined, fresh[0], at);
    at.removed.at(element).insert();
  } else {
    if (old.length > 0) descend(of, element, old[0], undefined, at);
    at.added.at(element).insert();
  }
}

function descend(shape: Shape | undefined, element: string, before: Json | undefined, after: Json | undefined, at: Builders): void {
  if (before === after || shape === undefined) return;
  walk(shape, before, after, { added: at.added.at(element), modified: at.modified.at(element), removed: at.removed.at(element) });
}
