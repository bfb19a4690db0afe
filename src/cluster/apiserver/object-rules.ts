import { deepEqual } from '../../api/json.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import * as status from '../../api/status.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { DeleteOptions } from './cluster-api.ts';
import { storageKey } from './storage-key.ts';

// What holds for the metadata of every object that is written, whatever its kind.

/** Gives the object its type and namespace, or refuses a namespace other than the request's. */
export function identify(kind: KindDefinition, object: KubeObject, namespace: string): void {
  object.apiVersion = formatGroupVersion(kind.group, kind.storageVersion ?? kind.version);
  object.kind = kind.kind;
  object.metadata ??= {};
  if (!kind.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  if (object.metadata.namespace && object.metadata.namespace !== namespace) {
    throw status.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  object.metadata.namespace = namespace;
}

export function checkVersion(kind: KindDefinition, next: KubeObject, previous: KubeObject): void {
  const resource = { group: kind.group, resource: kind.plural };
  const name = previous.metadata.name ?? '';
  const version = next.metadata.resourceVersion;
  if (next.metadata.uid && next.metadata.uid !== previous.metadata.uid) {
    const key = storageKey(kind, previous.metadata.namespace ?? '', name);
    const why = `Precondition failed: UID in precondition: ${next.metadata.uid}, UID in object meta: ${previous.metadata.uid ?? ''}`;
    throw status.conflict(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    );
  }
  if (version && version !== '0' && version !== previous.metadata.resourceVersion) {
    throw status.conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
  }
}

export function checkPreconditions(kind: KindDefinition, object: KubeObject, deletion: DeleteOptions): void {
  const resource = { group: kind.group, resource: kind.plural };
  const { uid, resourceVersion } = deletion.preconditions ?? {};
  const { metadata } = object;
  if (uid !== undefined && uid !== metadata.uid) {
    const text = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`;
    throw status.conflict(resource, metadata.name ?? '', text);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const text = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`;
    throw status.conflict(resource, metadata.name ?? '', text);
  }
}

/** What a client cannot change by writing the object. */
export function keepSystemMetadata(next: KubeObject, previous: KubeObject): void {
  const keep = <K extends keyof KubeObject['metadata']>(field: K): void => {
    const value = previous.metadata[field];
    if (value === undefined) delete next.metadata[field];
    else next.metadata[field] = value;
  };
  keep('uid');
  keep('creationTimestamp');
  keep('generation');
  keep('deletionTimestamp');
  keep('deletionGracePeriodSeconds');
  delete next.metadata.selfLink;
  if (!next.metadata.name) keep('name');
  if (!next.metadata.generateName) keep('generateName');
}

export function keepStatus(next: KubeObject, previous: KubeObject): void {
  if (previous['status'] === undefined) delete next['status'];
  else next['status'] = previous['status'];
}

export function countsGenerations(kind: KindDefinition, object: KubeObject): boolean {
  return kind.generation !== undefined ? kind.generation !== false : kind.status === true && object['spec'] !== undefined;
}

export function countGeneration(kind: KindDefinition, next: KubeObject, previous: KubeObject): void {
  if (!countsGenerations(kind, next)) return;
  const changed = typeof kind.generation === 'function' ? kind.generation(next, previous) : !deepEqual(next['spec'], previous['spec']);
  if (changed) next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
}

/** Marked for deletion, and nothing holds it any longer. */
export function releasable(kind: KindDefinition, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return (
    deletionTimestamp !== undefined &&
    (finalizers?.length ?? 0) === 0 &&
    (deletionGracePeriodSeconds ?? 0) === 0 &&
    kind.held?.(object) !== true
  );
}

export function alreadyExists(kind: KindDefinition, existing: KubeObject): status.StatusError {
  const error = status.alreadyExists({ group: kind.group, resource: kind.plural }, existing.metadata.name ?? '');
  if (existing.metadata.deletionTimestamp) error.status.message = `object is being deleted: ${error.status.message ?? ''}`;
  return error;
}

/** validate and validateUpdate may find the same fault. */
export function distinct<T>(errors: readonly T[]): T[] {
  const seen: T[] = [];
  for (const error of errors) if (!seen.some((other) => deepEqual(other, error))) seen.push(error);
  return seen;
}
