import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Change } from '../sim/actor.ts';

/** The key under which most controllers reconcile an object: `namespace/name`, `/name` for cluster-scoped ones. */
export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Wakes the changed object's own key. */
export function itself(change: Change): string[] {
  return [keyOf(change.object)];
}

/** Wakes the object itself when it comes, goes or is no longer as specified: its own status writes are of no interest. */
export function itselfUnlessStatus(change: Change): string[] {
  const { object, previous } = change;
  const statusOnly =
    previous !== undefined &&
    object['spec'] === previous['spec'] &&
    object.metadata.generation === previous.metadata.generation &&
    sameMetadata(object, previous);
  return statusOnly ? [] : [keyOf(object)];
}

function sameMetadata(a: KubeObject, b: KubeObject): boolean {
  return (
    a.metadata.annotations === b.metadata.annotations &&
    a.metadata.labels === b.metadata.labels &&
    a.metadata.finalizers === b.metadata.finalizers &&
    a.metadata.ownerReferences === b.metadata.ownerReferences &&
    a.metadata.deletionTimestamp === b.metadata.deletionTimestamp
  );
}

/** The keys of the controllers (of one kind) that own the object, now or before the change. */
export function controllerKeys(kind: string, change: Change): string[] {
  const keys = new Set<string>();
  for (const object of [change.previous, change.object]) {
    const owner = object && controllerOf(object);
    if (owner?.kind === kind) keys.add(`${object?.metadata.namespace ?? ''}/${owner.name}`);
  }
  return [...keys];
}

/** True when nobody controls the object and that, or the labels by which somebody may adopt it, is news. */
export function isNewOrphan({ type, object, previous }: Change): boolean {
  if (type === 'DELETED' || controllerOf(object)) return false;
  return !previous || controllerOf(previous) !== undefined || object.metadata.labels !== previous.metadata.labels;
}
