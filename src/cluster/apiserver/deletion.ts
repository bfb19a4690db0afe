import { formatRfc3339 } from '../../api/time.ts';
import type { KubeObject } from '../../api/object.ts';
import type { DeleteOptions } from './cluster-api.ts';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** The finalizers an object has after a delete with this propagation: the garbage collector's are put on or taken off. */
export function finalizersAfterDelete(object: KubeObject, policy: DeleteOptions['propagationPolicy']): readonly string[] {
  const present = object.metadata.finalizers ?? [];
  if (policy === undefined) return present;
  const others = present.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (policy === 'Orphan') return [...others, ORPHAN];
  return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}

/**
 * The object with a deletionTimestamp `grace` seconds from `now` (ms). A second delete may only shorten the time that is left;
 * when it changes nothing the object itself comes back.
 */
export function markForDeletion(object: KubeObject, finalizers: readonly string[], grace: number, now: number): KubeObject {
  const { metadata } = object;
  const sameFinalizers =
    finalizers.length === (metadata.finalizers?.length ?? 0) && finalizers.every((finalizer) => metadata.finalizers?.includes(finalizer));
  const pending = metadata.deletionTimestamp !== undefined;
  const shorter = !pending || grace < (metadata.deletionGracePeriodSeconds ?? 0);
  if (pending && !shorter && sameFinalizers) return object;
  const next: KubeObject = structuralCopy(object);
  if (finalizers.length > 0) next.metadata.finalizers = [...finalizers];
  else delete next.metadata.finalizers;
  if (shorter) {
    next.metadata.deletionTimestamp = formatRfc3339(now + grace * 1000);
    next.metadata.deletionGracePeriodSeconds = grace;
  }
  if (!pending && metadata.generation !== undefined) next.metadata.generation = metadata.generation + 1;
  return next;
}

/** Deep enough for what marking changes: metadata, and one level of spec and status. */
function structuralCopy(object: KubeObject): KubeObject {
  const copy: KubeObject = { ...object, metadata: { ...object.metadata } };
  if (object['spec']) copy['spec'] = { ...object['spec'] };
  if (object['status']) copy['status'] = { ...object['status'] };
  return copy;
}
