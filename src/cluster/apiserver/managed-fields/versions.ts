import type { JsonObject } from '../../../api/json.ts';
import { formatGroupVersion, type KubeObject } from '../../../api/object.ts';
import { complete } from '../../../api/schema/complete.ts';
import { setOf, type FieldSet } from '../../../api/field-set/field-set.ts';
import { fieldElement } from '../../../api/field-set/path-element.ts';
import { typeOf, type KindDefinition } from '../../kinds/define.ts';
import { compare, type Comparison } from './comparison.ts';
import { shapeOf, type Shape } from './shape.ts';

/** Finds another version of the same kind by its apiVersion; undefined when it is not served (any more). */
export type OtherVersion = (apiVersion: string) => KindDefinition | undefined;

export function apiVersionOf({ group, version }: KindDefinition): string {
  return formatGroupVersion(group, version);
}

export function kindShape(kind: KindDefinition): Shape {
  return shapeOf(typeOf(kind));
}

/** The stored object as this version of its kind shows it, without managedFields. */
export function inVersion(kind: KindDefinition, object: KubeObject): JsonObject {
  const shown = kind.fromStored?.(object) ?? object;
  const { managedFields: _, ...metadata } = shown.metadata;
  return { ...shown, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as unknown as JsonObject;
}

/** From one version to another. */
export function converted(object: JsonObject, from: KindDefinition, to: KindDefinition): JsonObject {
  if (from === to) return object;
  const whole = object as unknown as KubeObject;
  return inVersion(to, from.toStored?.(whole) ?? whole);
}

const emptyObjects = new WeakMap<KindDefinition, JsonObject>();

/** What a Go program makes of no object at all: structs that are always there, and nulls. */
export function emptyObject(kind: KindDefinition): JsonObject {
  let empty = emptyObjects.get(kind);
  if (!empty) emptyObjects.set(kind, (empty = { ...complete(typeOf(kind), {}), apiVersion: apiVersionOf(kind), kind: kind.kind }));
  return empty;
}

const SPEC = [fieldElement('spec')];
const STATUS = [fieldElement('status')];
const LABELS = [fieldElement('metadata'), fieldElement('labels')];
const METADATA = [fieldElement('metadata')];

const NOTHING: FieldSet = setOf();
const STATUS_ONLY = setOf(STATUS);
const SPEC_ONLY = setOf(SPEC);
const MORE_THAN_SPEC: Readonly<Record<string, FieldSet>> = {
  'apps Deployment': setOf(SPEC, LABELS),
  'apps ReplicaSet': setOf(SPEC),
  ' Pod': setOf(SPEC, [...METADATA, fieldElement('deletionTimestamp')], [...METADATA, fieldElement('ownerReferences')]),
};
const SPEC_AND_METADATA = setOf(SPEC, METADATA);

/** The fields that a write to the object or one of its sub-resources leaves as they are, whatever it says of them: nobody comes to own them by it. */
export function ignoredFields(kind: KindDefinition, subresource: string): FieldSet {
  if (subresource === '') return kind.status === true ? STATUS_ONLY : NOTHING;
  if (subresource !== 'status') return NOTHING;
  if (kind.type) return SPEC_AND_METADATA;
  return MORE_THAN_SPEC[`${kind.group} ${kind.kind}`] ?? SPEC_ONLY;
}

/** Two objects of one version, compared in whatever version a manager has written. Each comparison is made once. */
export class VersionedComparison {
  readonly #made = new Map<string, Comparison | undefined>();

  readonly #kind: KindDefinition;
  readonly #otherVersion: OtherVersion;
  readonly #before: JsonObject;
  readonly #after: JsonObject;
  readonly #ignored: FieldSet;

  constructor(kind: KindDefinition, otherVersion: OtherVersion, before: JsonObject, after: JsonObject, ignored: FieldSet) {
    this.#kind = kind;
    this.#otherVersion = otherVersion;
    this.#before = before;
    this.#after = after;
    this.#ignored = ignored;
  }

  /** Undefined: the version is not served. */
  in(apiVersion: string): Comparison | undefined {
    if (!this.#made.has(apiVersion)) this.#made.set(apiVersion, this.#make(apiVersion));
    return this.#made.get(apiVersion);
  }

  #make(apiVersion: string): Comparison | undefined {
    const kind = this.#kind;
    if (apiVersion === apiVersionOf(kind)) return compare(kindShape(kind), this.#before, this.#after, this.#ignored);
    const other = this.#otherVersion(apiVersion);
    if (!other) return undefined;
    return compare(kindShape(other), converted(this.#before, kind, other), converted(this.#after, kind, other), this.#ignored);
  }
}
