import { deepEqual } from '../../api/json.ts';
import { forbidden, invalid, keyed, required, tooLong, type FieldError } from '../../api/field-error.ts';
import { checkLabelValue, checkQualifiedName, maskTrailingDash } from '../../api/names.ts';
import type { KubeObject, OwnerReference } from '../../api/object.ts';
import { checkName } from './name-rules.ts';
import type { KindDefinition } from './define.ts';

/** All annotations of an object together, keys and values (bytes). */
const ANNOTATIONS_LIMIT = 256 * 1024;
const FINALIZER_ORPHAN = 'orphan';
const FINALIZER_FOREGROUND = 'foregroundDeletion';
const STANDARD_FINALIZERS = new Set(['kubernetes', FINALIZER_ORPHAN, FINALIZER_FOREGROUND]);
/** Kinds that cannot own anything. */
const BANNED_OWNERS = new Set(['v1 Event']);

/** Everything about an object's metadata that can be wrong by itself. */
export function validateObjectMeta(object: KubeObject, namespaced: boolean, nameRule: KindDefinition['nameRule']): FieldError[] {
  const {
    name = '',
    generateName = '',
    namespace = '',
    generation = 0,
    labels,
    annotations,
    ownerReferences,
    finalizers,
  } = object.metadata;
  const errors: FieldError[] = [];
  const check = checkName(nameRule);
  for (const message of generateName === '' ? [] : check(maskTrailingDash(generateName))) {
    errors.push(invalid('metadata.generateName', generateName, message));
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else for (const message of check(name)) errors.push(invalid('metadata.name', name, message));
  if (namespaced) {
    if (namespace === '') errors.push(required('metadata.namespace'));
    else for (const message of checkName('dns-label')(namespace)) errors.push(invalid('metadata.namespace', namespace, message));
  } else if (namespace !== '') {
    errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  if (generation < 0) errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'));
  return [
    ...errors,
    ...validateLabels(labels, 'metadata.labels'),
    ...validateAnnotations(annotations, 'metadata.annotations'),
    ...validateOwnerReferences(ownerReferences ?? [], 'metadata.ownerReferences'),
    ...validateFinalizers(finalizers ?? [], 'metadata.finalizers'),
  ];
}

/** What a write may not change in an object's metadata. System fields that are absent were filled in before. */
export function validateObjectMetaUpdate(next: KubeObject, previous: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const before = previous.metadata;
  const after = next.metadata;
  const added =
    before.deletionTimestamp === undefined ? [] : (after.finalizers ?? []).filter((name) => !(before.finalizers ?? []).includes(name));
  if (added.length > 0) {
    const list = [...new Set(added)].sort().map((name) => JSON.stringify(name));
    const text = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.join(', ')}}`;
    errors.push(forbidden('metadata.finalizers', text));
  }
  if ((after.generation ?? 0) < (before.generation ?? 0)) {
    errors.push(invalid('metadata.generation', after.generation ?? 0, 'must not be decremented'));
  }
  const immutable = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;
  for (const field of immutable) {
    if (!deepEqual(after[field], before[field])) errors.push(invalid(`metadata.${field}`, after[field] ?? null, 'field is immutable'));
  }
  return errors;
}

/** Labels wherever they occur (`spec.template.labels`). Keys in sorted order, so that the answer does not depend on how they were written. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return sortedEntries(labels).flatMap(([key, value]) => [
    ...checkQualifiedName(key).map((message) => invalid(path, key, message)),
    ...checkLabelValue(value).map((message) => invalid(path, value, message)),
  ]);
}

export function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of sortedEntries(annotations)) {
    // Upper case is let through: the rule is checked on the key in lower case.
    errors.push(...checkQualifiedName(key.toLowerCase()).map((message) => invalid(path, key, message)));
    size += byteLength(key) + byteLength(value);
  }
  if (size > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
  return errors;
}

function validateOwnerReferences(owners: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
    if (apiVersion === '' || apiVersion.split('/').length > 2)
      errors.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
    if (kind === '') errors.push(invalid(`${path}.kind`, kind, 'must not be empty'));
    if (name === '') errors.push(invalid(`${path}.name`, name, 'must not be empty'));
    if (uid === '') errors.push(invalid(`${path}.uid`, uid, 'must not be empty'));
    if (BANNED_OWNERS.has(`${apiVersion} ${kind}`)) {
      errors.push(
        invalid(path, ownerInGoOrder(owner), `${apiVersion.replace(/^v1$/, '/v1')}, Kind=${kind} is disallowed from being an owner`),
      );
    }
    if (owner.controller !== true) continue;
    if (controller !== undefined) {
      const text = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalid(path, owners.map(ownerInGoOrder), text));
    }
    controller = name;
  }
  return errors;
}

function ownerInGoOrder({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): OwnerReference {
  return {
    apiVersion,
    kind,
    name,
    uid,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

function validateFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const errors = finalizers.flatMap((name, index) => validateFinalizer(name, `${path}[${index}]`));
  if (finalizers.includes(FINALIZER_ORPHAN) && finalizers.includes(FINALIZER_FOREGROUND)) {
    const text = `finalizer ${FINALIZER_ORPHAN} and ${FINALIZER_FOREGROUND} cannot be both set`;
    errors.push(invalid(path, finalizers, text));
  }
  return errors;
}

/** A finalizer is one of the standard ones or a name with a domain in front. */
export function validateFinalizer(name: string, path: string): FieldError[] {
  const messages = checkQualifiedName(name);
  if (messages.length > 0) return messages.map((message) => invalid(path, name, message));
  if (name.includes('/') || STANDARD_FINALIZERS.has(name)) return [];
  return [invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

/** `data[key]` of every entry of a map, in the order of the keys. */
export function eachKey<T>(
  map: Readonly<Record<string, T>> | undefined,
  path: string,
  check: (key: string, value: T, path: string) => FieldError[],
): FieldError[] {
  return sortedEntries(map).flatMap(([key, value]) => check(key, value, keyed(path, key)));
}

function sortedEntries<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const encoder = new TextEncoder();

/** Length in UTF-8, as Go's len counts. */
export function byteLength(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}
