import { onlyKeyElement } from '../../../api/field-set/path-element.ts';
import { deepEqual, isObject, type Json, type JsonObject } from '../../../api/json.ts';
import { FieldSetBuilder, isEmpty, recursiveDifference, type FieldSet } from '../../../api/field-set/field-set.ts';
import { indexed, tryElementOf } from './list-elements.ts';
import { resolved, type ListShape, type MapShape, type ScalarShape, type Shape } from './shape.ts';

/** What became of the fields of an object. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/**
 * The way through two objects that a comparison takes, as far as anything on it differs: a step (a path element) goes down, `UP` goes back, and
 * the marks say what became of the field that the steps have led to. Equal texts stand for equal comparisons.
 */
export type Trail = string[];

const UP = '<';
const ADDED = '+';
const MODIFIED = '~';
const REMOVED = '-';

/** Fields that differ between two objects of one shape. `ignored`: paths that do not count, with all that is below them. */
export function compare(shape: Shape, before: JsonObject, after: JsonObject, ignored: FieldSet): Comparison {
  const added = new FieldSetBuilder();
  const modified = new FieldSetBuilder();
  const removed = new FieldSetBuilder();
  const marks: Readonly<Record<string, FieldSetBuilder>> = { [ADDED]: added, [MODIFIED]: modified, [REMOVED]: removed };
  const path: string[] = [];
  for (const step of trail(shape, before, after)) {
    const builder = marks[step];
    if (builder) path.reduce((at, element) => at.at(element), builder).insert();
    else if (step === UP) path.pop();
    else path.push(step);
  }
  const counted = (builder: FieldSetBuilder): FieldSet => recursiveDifference(builder.build(), ignored);
  return { added: counted(added), modified: counted(modified), removed: counted(removed) };
}

export function trail(shape: Shape, before: JsonObject, after: JsonObject): Trail {
  const steps: Trail = [];
  walk(shape, before, after, steps);
  return steps;
}

function walk(shape: Shape, before: Json | undefined, after: Json | undefined, at: Trail): void {
  // Parts that the two objects share, as copies with few changes do, need no look.
  if (before === after) return;
  if (before === undefined) return appear(shape, after!, at);
  const was = resolved(shape, before);
  const is = resolved(shape, after);
  if (after !== undefined) {
    // Where anything goes, a value may become one of another kind: what was in it goes, what is in it comes.
    if (was.kind !== is.kind) visit(was, before, after, at);
    visit(is, before, after, at);
  } else if (!visit(was, before, after, at)) at.push(REMOVED);
}

/** A field that is new: as walk would go, but without looking for what is not there. */
function appear(shape: Shape, after: Json, at: Trail): void {
  const is = resolved(shape, after);
  if (is.kind === 'map') {
    if (!is.atomic && isObject(after)) {
      for (const key in after) {
        const value = after[key];
        const member = value === undefined ? undefined : is.member(key);
        if (!member) continue;
        at.push(is.step(key));
        appear(member, value!, at);
        at.push(UP);
      }
    }
  } else if (is.kind === 'list' && is.relation !== 'atomic') {
    const list = asList(after);
    if (list.length > 0) visitList(is, [], list, at);
  }
  at.push(ADDED);
}

/** True: it was a leaf, and what became of it is noted. */
function visit(shape: ScalarShape | ListShape | MapShape, before: Json | undefined, after: Json | undefined, at: Trail): boolean {
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
  return shape.atomic || (isEmpty(asMap(before)) && isEmpty(asMap(after)));
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function leafChange(before: Json | undefined, after: Json | undefined, at: Trail): void {
  if (before === undefined) at.push(ADDED);
  else if (after === undefined) at.push(REMOVED);
  else if (!deepEqual(before, after)) at.push(MODIFIED);
}

function visitMap(shape: MapShape, before: JsonObject, after: JsonObject, at: Trail): void {
  for (const key in before) descendTo(shape, key, before[key], own(after, key), at);
  for (const key in after) if (own(before, key) === undefined) descendTo(shape, key, undefined, after[key], at);
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function visitList(shape: ListShape, before: readonly Json[], after: readonly Json[], at: Trail): void {
  if (before.length + after.length === 1) return visitOnly(shape, before, after, at);
  if (inStep(shape, before, after)) {
    const key = shape.keys[0] as string;
    for (let i = 0; i < before.length; i++) {
      const [old, fresh] = [before[i] as JsonObject, after[i] as JsonObject];
      if (old === fresh) continue;
      const inside = at.push('');
      walk(shape.of, old, fresh, at);
      if (at.length === inside) at.pop();
      else {
        at[inside - 1] = onlyKeyElement(key, old[key]!);
        at.push(UP);
      }
    }
    return;
  }
  const was = indexed(shape, before);
  const is = indexed(shape, after);
  for (const [element, old] of was) compareElement(shape.of, element, old, is.get(element) ?? [], at);
  for (const [element, fresh] of is) if (!was.has(element)) compareElement(shape.of, element, [], fresh, at);
}

/** So few elements are compared with each other by hand. */
const FEW = 16;

/** Do both lists name the same elements, each once, in the same order? Most do, and need no index then. */
function inStep({ relation, keys }: ListShape, before: readonly Json[], after: readonly Json[]): boolean {
  const [key] = keys;
  if (relation !== 'map' || keys.length !== 1 || key === undefined || before.length !== after.length || before.length > FEW) return false;
  return before.every((item, i) => {
    const other = after[i];
    if (!isObject(item) || !isObject(other) || typeof item[key] !== 'string' || item[key] !== other[key]) return false;
    for (let j = 0; j < i; j++) if ((before[j] as JsonObject)[key] === item[key]) return false;
    return true;
  });
}

/** Lists of one element, or none, are the most frequent by far. */
function visitOnly(shape: ListShape, [old]: readonly Json[], [fresh]: readonly Json[], at: Trail): void {
  const element = tryElementOf(shape, (old === undefined ? fresh : old)!);
  if (element !== undefined) descend(shape.of, element, old, fresh, at);
}

/** Elements that occur more than once are looked at as a whole. */
function compareElement(of: Shape, element: string, old: readonly Json[], fresh: readonly Json[], at: Trail): void {
  if (old.length <= 1 && fresh.length <= 1) descend(of, element, old[0], fresh[0], at);
  else if (old.length >= 2 && fresh.length >= 2) {
    if (!deepEqual(old, fresh)) at.push(element, MODIFIED, UP);
  } else if (old.length >= 2) {
    if (fresh.length > 0) descend(of, element, undefined, fresh[0], at);
    at.push(element, REMOVED, UP);
  } else {
    if (old.length > 0) descend(of, element, old[0], undefined, at);
    at.push(element, ADDED, UP);
  }
}

function descendTo(shape: MapShape, key: string, before: Json | undefined, after: Json | undefined, at: Trail): void {
  if (before === after) return;
  const member = shape.member(key);
  if (member) descend(member, shape.step(key), before, after, at);
}

function descend(shape: Shape, element: string, before: Json | undefined, after: Json | undefined, at: Trail): void {
  if (before === after) return;
  at.push(element);
  const inside = at.length;
  walk(shape, before, after, at);
  if (at.length === inside) at.pop();
  else at.push(UP);
}
