import { groupResource, parseGroupVersion, type KubeObject, type OwnerReference } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { deepEqual } from '../../api/json.ts';
import type { ClusterApi, DeleteOptions } from '../apiserver/cluster-api.ts';
import { FOREGROUND, ORPHAN } from '../apiserver/deletion.ts';
import { storageName } from '../apiserver/registry.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { Actor, ActorContext, Change } from '../sim/actor.ts';

const collected = new WeakMap<readonly KindDefinition[], readonly string[]>();

/** Where dependents are looked for. Nobody owns an event. */
function collectedResources(kinds: KindCatalogue): readonly string[] {
  const all = kinds.all();
  const known = collected.get(all) ?? [...new Set(all.map(storageName))].filter((resource) => resource !== 'events');
  collected.set(all, known);
  return known;
}

/**
 * Deletes objects whose owners are gone, and carries out foreground and orphaning deletions. Its keys are `resource namespace/name`.
 */
export const garbageCollector: Actor = {
  name: 'garbage-collector',
  watches: { '*': wake },
  reconcile(key, context) {
    const { resource, namespace, name } = splitObjectKey(key);
    const object = context.api.get(resource, namespace, name) as KubeObject | undefined;
    if (!object) return;
    const finalizers = object.metadata.finalizers ?? [];
    if (object.metadata.deletionTimestamp === undefined) collectIfAbandoned(resource, object, context);
    else if (finalizers.includes(ORPHAN)) orphanDependents(resource, object, context);
    else if (finalizers.includes(FOREGROUND)) deleteDependentsFirst(resource, object, context);
  },
};

function* wake(change: Change, context: ActorContext): Iterable<string> {
  const { type, resource, object, previous } = change;
  if (resource === 'events') return;
  const owners = object.metadata.ownerReferences ?? [];
  if (type === 'DELETED') {
    for (const [dependentResource, dependent] of dependentsOf(object, context)) yield objectKeyOf(dependentResource, dependent);
    // An owner that waits for its dependents may now go.
    for (const owner of owners) {
      const waiting = findOwner(owner, object, context);
      if (waiting && waiting.object.metadata.deletionTimestamp) yield objectKeyOf(waiting.resource, waiting.object);
    }
    return;
  }
  const begun = object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers?.some(isOurs) ?? false);
  const ownersChanged = owners.length > 0 && !(previous && sameOwners(previous, object));
  if (begun || ownersChanged) yield objectKeyOf(resource, object);
}

function isOurs(finalizer: string): boolean {
  return finalizer === ORPHAN || finalizer === FOREGROUND;
}

function sameOwners(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.ownerReferences === b.metadata.ownerReferences || deepEqual(a.metadata.ownerReferences, b.metadata.ownerReferences);
}

/** Deletes an object none of whose owners is left; drops references to absent ones if another owner keeps it. */
function collectIfAbandoned(resource: string, object: KubeObject, context: ActorContext): void {
  const { api } = context;
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return;
  const solid: OwnerReference[] = [];
  let waiting = false;
  for (const reference of owners) {
    const owner = findOwner(reference, object, context);
    // What cannot be looked up cannot be said to be gone.
    if (owner === undefined) solid.push(reference);
    else if (owner === null) continue;
    else if (reference.blockOwnerDeletion && isDeletedInForeground(owner.object)) waiting = true;
    else solid.push(reference);
  }
  if (solid.length === owners.length) return;
  if (solid.length > 0) {
    writeMetadata(api, resource, object, { ownerReferences: solid });
    return;
  }
  const finalizers = object.metadata.finalizers ?? [];
  const foreground = waiting && hasDependents(object, context);
  const policy = foreground
    ? 'Foreground'
    : finalizers.includes(ORPHAN)
      ? 'Orphan'
      : finalizers.includes(FOREGROUND)
        ? 'Foreground'
        : 'Background';
  remove(api, resource, object, policy);
}

function orphanDependents(resource: string, object: KubeObject, context: ActorContext): void {
  const { api } = context;
  for (const [dependentResource, dependent] of dependentsOf(object, context)) {
    const ownerReferences = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== object.metadata.uid);
    writeMetadata(api, dependentResource, dependent, { ownerReferences });
  }
  dropFinalizer(api, resource, object, ORPHAN);
}

/** The owner goes when no dependent that blocks it is left. */
function deleteDependentsFirst(resource: string, object: KubeObject, context: ActorContext): void {
  const dependents = [...dependentsOf(object, context)];
  for (const [dependentResource, dependent] of dependents) {
    if (dependent.metadata.deletionTimestamp === undefined) collectIfAbandoned(dependentResource, dependent, context);
  }
  const blocked = dependents.some(([dependentResource, dependent]) => {
    const left = context.api.get(dependentResource, dependent.metadata.namespace ?? '', dependent.metadata.name ?? '') as
      KubeObject | undefined;
    return left?.metadata.ownerReferences?.some(
      ({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion === true,
    );
  });
  if (!blocked) dropFinalizer(context.api, resource, object, FOREGROUND);
}

function isDeletedInForeground({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FOREGROUND) ?? false);
}

function* dependentsOf(owner: KubeObject, { api, kinds }: ActorContext): Iterable<[resource: string, dependent: KubeObject]> {
  for (const resource of collectedResources(kinds)) {
    for (const dependent of api.owned(resource, owner.metadata.uid ?? '') as readonly KubeObject[]) yield [resource, dependent];
  }
}

function hasDependents(owner: KubeObject, { api, kinds }: ActorContext): boolean {
  return collectedResources(kinds).some((resource) => api.owned(resource, owner.metadata.uid ?? '').length > 0);
}

/** The owner, null when it is gone (or another object has its name), undefined when its kind is unknown. */
function findOwner(
  reference: OwnerReference,
  dependent: KubeObject,
  { api, kinds }: ActorContext,
): { resource: string; object: KubeObject } | null | undefined {
  const { group, version } = parseGroupVersion(reference.apiVersion);
  const kind = kinds.findByName(group, version, reference.kind);
  if (!kind) return undefined;
  const resource = groupResource(kind.group, kind.plural);
  const object = api.get(resource, kind.namespaced ? (dependent.metadata.namespace ?? '') : '', reference.name) as KubeObject | undefined;
  return object && object.metadata.uid === reference.uid ? { resource, object } : null;
}

function remove(
  api: ClusterApi,
  resource: string,
  object: KubeObject,
  propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>,
): void {
  const { namespace = '', name = '', uid = '' } = object.metadata;
  tolerateGone(() => api.delete(resource, namespace, name, { propagationPolicy, preconditions: { uid } }));
}

function dropFinalizer(api: ClusterApi, resource: string, object: KubeObject, finalizer: string): void {
  writeMetadata(api, resource, object, { finalizers: (object.metadata.finalizers ?? []).filter((present) => present !== finalizer) });
}

function writeMetadata(
  api: ClusterApi,
  resource: string,
  object: KubeObject,
  change: { ownerReferences?: OwnerReference[]; finalizers?: string[] },
): void {
  const metadata = { ...object.metadata, ...change };
  if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
  if (metadata.finalizers?.length === 0) delete metadata.finalizers;
  tolerateGone(() => api.update(resource, { ...object, metadata }));
}

function tolerateGone(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
  }
}

function objectKeyOf(resource: string, { metadata }: KubeObject): string {
  return `${resource} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function splitObjectKey(key: string): { resource: string; namespace: string; name: string } {
  const blank = key.indexOf(' ');
  const slash = key.indexOf('/', blank);
  return { resource: key.slice(0, blank), namespace: key.slice(blank + 1, slash), name: key.slice(slash + 1) };
}
