import { isObject, type Json, type JsonObject } from '../json.ts';
import { compareElements, readElement, type PathElement } from './path-element.ts';

/**
 * A set of paths into an object, in the form in which metadata.managedFields tells it (FieldsV1): a tree whose steps are path elements.
 * A node is a member when it is empty (`{}`) or has a dot among its children (`{".": {}, "f:name": {}}`). Sets are never changed.
 */
export type FieldSet = JsonObject;

const SELF = '.';
const LEAF: FieldSet = Object.freeze({});
export const EMPTY_SET: FieldSet = LEAF;

function isMember(node: FieldSet): boolean {
  if (Object.hasOwn(node, SELF)) return true;
  for (const _ in node) return false;
  return true;
}

/** A node of these children; undefined when it stands for nothing. */
function node(member: boolean, children: FieldSet): FieldSet | undefined {
  const empty = isEmpty(children);
  if (!member) return empty ? undefined : children;
  return empty ? LEAF : { [SELF]: LEAF, ...children };
}

export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Children of a node, without the mark of the node itself. */
function* children(set: FieldSet): Iterable<[PathElement, FieldSet]> {
  for (const key in set) if (key !== SELF) yield [key, set[key] as FieldSet];
}

/** Collects paths one by one; `build` gives the set in its canonical order. */
export class FieldSetBuilder {
  #member = false;
  readonly #children = new Map<PathElement, FieldSetBuilder>();

  /** The part of the set below a step. */
  at(element: PathElement): FieldSetBuilder {
    let child = this.#children.get(element);
    if (!child) this.#children.set(element, (child = new FieldSetBuilder()));
    return child;
  }

  /** The path up to here belongs to the set. */
  insert(): void {
    this.#member = true;
  }

  /** The set of everything below; the builder's own membership does not count. */
  build(): FieldSet {
    const result: FieldSet = {};
    for (const element of [...this.#children.keys()].sort(compareElements)) {
      const child = this.#children.get(element) as FieldSetBuilder;
      const built = node(child.#member, child.build());
      if (built) result[element] = built;
    }
    return result;
  }
}

function combine(
  a: FieldSet,
  b: FieldSet,
  membership: (inA: boolean, inB: boolean) => boolean,
  keep: { onlyA: boolean; onlyB: boolean },
): FieldSet {
  const result: FieldSet = {};
  let grown = false;
  for (const [key, left] of children(a)) {
    const right = b[key] as FieldSet | undefined;
    const both = right === undefined ? (keep.onlyA ? left : undefined) : combineNodes(left, right, membership, keep);
    if (both) result[key] = both;
  }
  if (!keep.onlyB) return result;
  for (const [key, right] of children(b)) {
    if (a[key] !== undefined) continue;
    result[key] = right;
    grown = true;
  }
  return grown ? sorted(result) : result;
}

function combineNodes(a: FieldSet, b: FieldSet, ...how: [(inA: boolean, inB: boolean) => boolean, { onlyA: boolean; onlyB: boolean }]) {
  return node(how[0](isMember(a), isMember(b)), combine(a, b, ...how));
}

function sorted(set: FieldSet): FieldSet {
  return Object.fromEntries(Object.entries(set).sort(([a], [b]) => compareElements(a, b)));
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  return isEmpty(b) ? a : combine(a, b, (inA, inB) => inA || inB, { onlyA: true, onlyB: true });
}

/** The paths of `a` that are not in `b`. What lies below a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return isEmpty(b) ? a : combine(a, b, (inA, inB) => inA && !inB, { onlyA: true, onlyB: false });
}

/** The paths of `a` that are neither in `b` nor below one of its paths. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [key, left] of children(a)) {
    const right = b[key] as FieldSet | undefined;
    if (right !== undefined && isMember(right)) continue;
    const rest = right === undefined ? left : node(isMember(left), recursiveDifference(left, right));
    if (rest) result[key] = rest;
  }
  return result;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB, { onlyA: false, onlyB: false });
}

/** Is the path itself in the set? */
export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let at: FieldSet | undefined = set;
  for (const element of path) {
    at = at[element] as FieldSet | undefined;
    if (at === undefined) return false;
  }
  return path.length > 0 && isMember(at);
}

/** What the set says below a step; an empty set when nothing. */
export function below(set: FieldSet, element: PathElement): FieldSet {
  return (set[element] as FieldSet | undefined) ?? EMPTY_SET;
}

export function setOf(...paths: readonly (readonly PathElement[])[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) path.reduce((at, element) => at.at(element), builder).insert();
  return builder.build();
}

/** Every path, in canonical order: a path before those below it. */
export function pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): PathElement[][] {
  const paths: PathElement[][] = [];
  for (const [element, child] of children(set)) {
    const path = [...prefix, element];
    if (isMember(child)) paths.push(path);
    paths.push(...pathsOf(child, path));
  }
  return paths;
}

/**
 * A set with more paths: where a path leads through a step that `names` accepts, the step itself is in the set too. `names` is asked with the
 * state of its parent and gives that of the step.
 */
export function withNamedSteps<T>(
  set: FieldSet,
  state: T,
  step: (state: T, element: PathElement) => { named: boolean; state: T },
): FieldSet {
  const result: FieldSet = {};
  for (const [element, child] of children(set)) {
    const next = step(state, element);
    const inner = withNamedSteps(child, next.state, step);
    const member = isMember(child) || next.named;
    const built = node(member, inner);
    if (built) result[element] = built;
  }
  return result;
}

/** Reads FieldsV1 as a client has written it; steps of unknown kinds are left out. @throws SyntaxError */
export function readFieldSet(value: Json | undefined): FieldSet {
  const builder = new FieldSetBuilder();
  if (value !== undefined && value !== null) readInto(builder, value);
  return builder.build();
}

function readInto(builder: FieldSetBuilder, value: Json): void {
  if (!isObject(value)) throw new SyntaxError('expected an object');
  for (const [key, child] of Object.entries(value)) {
    if (key === SELF) continue;
    const element = readElement(key);
    if (element === undefined) continue;
    const at = builder.at(element);
    if (!isObject(child)) throw new SyntaxError('expected an object');
    if (isMember(child)) at.insert();
    readInto(at, child);
  }
}
