import { controllerOf, type KubeObject, type OwnerReference } from '../../api/object.ts';
import { matchesSelector, type Selector } from '../../api/labels.ts';
import { hasReason } from '../../api/status.ts';
import type { ClusterApi, ObjectOf, ResourceName } from '../apiserver/cluster-api.ts';

/** A reference to the controller of an object. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion ?? '',
    kind: owner.kind ?? '',
    name: owner.metadata.name ?? '',
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Everything else that decides whether an object may be adopted, besides its labels. */
export type Adoptable<T> = (object: T) => boolean;

/**
 * The objects that `owner` controls, after adopting orphans that its selector matches and releasing what it no longer matches.
 * An owner or object that is being deleted takes part in neither.
 */
export function claim<R extends ResourceName>(
  api: ClusterApi,
  resource: R,
  owner: KubeObject,
  selector: Selector,
  adoptable: Adoptable<ObjectOf<R>> = () => true,
): ObjectOf<R>[] {
  const uid = owner.metadata.uid ?? '';
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  const claimed: ObjectOf<R>[] = [];
  for (const object of api.owned(resource, uid)) {
    if (controllerOf(object)?.uid !== uid) continue;
    if (matchesSelector(selector, object.metadata.labels)) claimed.push(object);
    else if (!deleting) release(api, resource, object, uid);
  }
  if (deleting) return claimed;
  const { namespace } = owner.metadata;
  for (const object of api.owned(resource, '')) {
    if (object.metadata.namespace !== namespace || object.metadata.deletionTimestamp !== undefined) continue;
    if (!matchesSelector(selector, object.metadata.labels) || !adoptable(object)) continue;
    const adopted = adopt(api, resource, object, owner);
    if (adopted) claimed.push(adopted);
  }
  return claimed;
}

function adopt<R extends ResourceName>(api: ClusterApi, resource: R, object: ObjectOf<R>, owner: KubeObject): ObjectOf<R> | undefined {
  return writeOwners(api, resource, object, [...(object.metadata.ownerReferences ?? []), controllerReference(owner)]);
}

function release<R extends ResourceName>(api: ClusterApi, resource: R, object: ObjectOf<R>, uid: string): void {
  writeOwners(
    api,
    resource,
    object,
    (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid),
  );
}

/** Undefined when the object went away or changed in the meantime: it is then claimed another time. */
function writeOwners<R extends ResourceName>(
  api: ClusterApi,
  resource: R,
  object: ObjectOf<R>,
  owners: OwnerReference[],
): ObjectOf<R> | undefined {
  const { ownerReferences: _, ...metadata } = object.metadata;
  const next = { ...object, metadata: { ...metadata, ...(owners.length > 0 ? { ownerReferences: owners } : {}) } };
  try {
    return api.update(resource, next as ObjectOf<R>);
  } catch (error) {
    if (hasReason(error, 'NotFound', 'Conflict')) return undefined;
    throw error;
  }
}
