import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { Change } from '../sim/actor.ts';

/** Whether it still counts towards the replicas of its owner. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Being deleted, and not yet finished. */
export function isTerminating(pod: Pod): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp !== undefined;
}

export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Since when the pod is ready (ms since the epoch), undefined when it is not. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return undefined;
  return parseTime(condition.lastTransitionTime ?? '') ?? 0;
}

/** Ready for at least `minReadySeconds`. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  if (minReadySeconds <= 0) return isReady(pod);
  const at = availableAt(pod, minReadySeconds);
  return at !== undefined && at <= now;
}

/** When the pod becomes (or became) available, if it stays ready; undefined when it is not ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number | undefined {
  const since = readySince(pod);
  if (since === undefined) return undefined;
  return minReadySeconds > 0 ? since + minReadySeconds * 1000 : -Infinity;
}

/** May the change of a pod matter to who keeps the number of its like? Most of what a kubelet writes does not. */
export function mattersToOwner({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED' || !previous) return true;
  const { metadata } = object;
  const pod = object as unknown as Pod;
  const before = previous as unknown as Pod;
  return (
    pod.status?.phase !== before.status?.phase ||
    isReady(pod) !== isReady(before) ||
    metadata.deletionTimestamp !== previous.metadata.deletionTimestamp ||
    metadata.labels !== previous.metadata.labels ||
    metadata.ownerReferences !== previous.metadata.ownerReferences
  );
}

/** When the next of these ready pods becomes available. */
export function nextAvailability(pods: readonly Pod[], minReadySeconds: number, now: number): number | undefined {
  if (minReadySeconds <= 0) return undefined;
  let next: number | undefined;
  for (const pod of pods) {
    const at = availableAt(pod, minReadySeconds);
    if (at !== undefined && at > now && (next === undefined || at < next)) next = at;
  }
  return next;
}

function readyCondition(pod: Pod): { status: string; lastTransitionTime?: string | null } | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready') as
    { status: string; lastTransitionTime?: string | null } | undefined;
}
